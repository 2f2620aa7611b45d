"""What walks tell of a version, and what agents say is wrong, over the API."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from troubleshooting.editor.access import may_read_notes
from troubleshooting.editor.api.access import TreeAccess
from troubleshooting.editor.api.bodies import (
    LARGEST_NUMBER,
    MomentField,
    StrictSerializer,
    Text,
)
from troubleshooting.editor.api.shapes import UsernameField
from troubleshooting.editor.statistics.numbers import ALL_VERSIONS
from troubleshooting.trees.graph import own_key
from troubleshooting.trees.models import Tree
from troubleshooting.trees.rights import ALL, Level, Sight, sight_of
from troubleshooting.walks.models import StepReport
from troubleshooting.walks.reports import close_report, reports_of
from troubleshooting.walks.statistics import node_statistics, tree_statistics
from web.bodies import validated

LONGEST_ANSWER = 5_000
CLOSED = OpenApiParameter("closed", bool, description="Those that were closed; else those open.")


class NumbersSerializer(serializers.Serializer[Any]):
    """The numbers of one step; all but the seconds count walks."""

    node = serializers.CharField()
    visits = serializers.IntegerField()
    exits = serializers.IntegerField()
    median_seconds = serializers.FloatField(allow_null=True)
    cant_say = serializers.IntegerField()
    skipped = serializers.IntegerField()
    jumps = serializers.IntegerField()
    reports = serializers.IntegerField()
    overrules = serializers.IntegerField()
    confirmed = serializers.IntegerField()
    refuted = serializers.IntegerField()
    confirmed_share = serializers.FloatField(allow_null=True)


class StatisticsSerializer(serializers.Serializer[Any]):
    """`version` is null where all were counted: then at the steps of the published one."""

    version = serializers.IntegerField(allow_null=True)
    since = serializers.DateTimeField(allow_null=True)
    until = serializers.DateTimeField(allow_null=True)
    nodes = NumbersSerializer(many=True)


class PeriodSerializer(StrictSerializer):
    """Walks that began from `since` until before `until`; without them all."""

    version = Text(max_length=20, default="live", help_text="A number, `live` or `all`.")
    since = MomentField(default=None, allow_null=True)
    until = MomentField(default=None, allow_null=True)


class ReportSerializer(serializers.ModelSerializer[StepReport]):
    """What an agent says is wrong with a step, and how it was closed.

    `note` and `case` are empty for those who neither are on the staff nor may edit the tree.
    """

    case = serializers.CharField(source="walk.subject", read_only=True)
    version = serializers.IntegerField(source="walk.version.number", read_only=True)
    reported_by = UsernameField(source="actor")
    closed_by = UsernameField()
    mended_in = serializers.IntegerField(source="closed_in.number", default=None, allow_null=True)

    class Meta:
        model = StepReport
        fields = [
            "id", "walk", "case", "version", "node", "note", "reported_by", "reported_at",
            "closed_by", "closed_at", "mended_in", "answer",
        ]  # fmt: skip

    def to_representation(self, instance: StepReport) -> dict[str, Any]:
        shown = super().to_representation(instance)
        shown["node"] = _seen_key(instance, self.context["sight"])
        return shown if self.context["reads_notes"] else {**shown, "note": "", "case": ""}


def _seen_key(report: StepReport, sight: Sight) -> str:
    """Return the key of a step as it may be read: of a tree out of sight, that of the jump."""
    if sight == ALL:
        return report.node
    node = report.walk.version.graph.nodes.get(report.node)
    return sight.shown(node).key if node else own_key(report.node)


class ClosingSerializer(StrictSerializer):
    """Words why the step stays, or `mended`: by the draft, or by the version in force."""

    answer = Text(max_length=LONGEST_ANSWER, default="", allow_blank=True)
    mended = serializers.BooleanField(default=False)


class StatisticsView(TreeAccess):
    @extend_schema(parameters=[PeriodSerializer], responses={200: StatisticsSerializer})
    def get(self, request: Request, slug: str) -> Response:
        """Count what came of each step of a version."""
        tree = self.find_tree(slug)
        given = validated(PeriodSerializer(data=request.query_params.dict()))
        is_all = given["version"] == ALL_VERSIONS
        version = self.find_version(tree, "live" if is_all else given["version"])
        if version.published_at is None:
            message = _("Only a version that was published has numbers.")
            raise serializers.ValidationError({"version": [message]})
        period = {name: given[name] for name in ("since", "until")}
        numbers = tree_statistics(tree, **period) if is_all else node_statistics(version, **period)
        sight, known = sight_of(self.user), version.graph.nodes
        nodes = [
            {"node": node, "confirmed_share": found.confirmed_share, **vars(found)}
            for node, found in sorted(numbers.items())
            if node in known and sight.opens(known[node].trees)
        ]
        shown = {"version": None if is_all else version.number, **period, "nodes": nodes}
        return Response(StatisticsSerializer(shown).data)


@extend_schema(parameters=[CLOSED])
class ReportsView(TreeAccess, ListAPIView[StepReport]):
    """Reports "this step is wrong" of a tree, the newest first."""

    serializer_class = ReportSerializer
    filter_backends = ()
    queryset = StepReport.objects.all()

    @property
    def ordering(self) -> tuple[str, str]:
        return ("-closed_at", "-pk") if self.is_closed else ("-reported_at", "-pk")

    @property
    def is_closed(self) -> bool:
        asked = self.request.query_params.get("closed", "").lower()
        if asked not in ("", "0", "1", "false", "true"):
            message = _("This is neither true nor false.")
            raise serializers.ValidationError({"closed": [message]})
        return asked in ("1", "true")

    def get_queryset(self) -> QuerySet[StepReport]:
        return reports_of(self.tree, closed=self.is_closed)

    def get_serializer_context(self) -> dict[str, Any]:
        reads_notes, sight = may_read_notes(self.user, self.tree), sight_of(self.user)
        return {**super().get_serializer_context(), "reads_notes": reads_notes, "sight": sight}

    @cached_property
    def tree(self) -> Tree:
        return self.find_tree(self.kwargs["slug"])


class ClosingView(TreeAccess):
    @extend_schema(request=ClosingSerializer, responses={201: ReportSerializer})
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Close a report by an answer, by the change that mends the step, or by both."""
        tree = self.find_tree(slug, Level.EDIT)
        given = validated(ClosingSerializer(data=request.data))
        if number > LARGEST_NUMBER:
            raise exceptions.NotFound
        reports = StepReport.objects.filter(walk__version__tree=tree)
        report = get_object_or_404(reports, pk=number)
        version = self.find_present(tree, "") if given["mended"] else None
        closed = close_report(report, answer=given["answer"], version=version, **self.by)
        context = {"reads_notes": True, "sight": sight_of(self.user)}
        shown = ReportSerializer(closed, context=context).data
        return Response(shown, status.HTTP_201_CREATED)
