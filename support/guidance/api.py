"""Walks over the API: the same panel that the page shows."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from support.cases.models import Case
from support.guidance.guides import walk_guide
from support.guidance.models import AppliedOutcome, CaseWalk
from support.guidance.outcomes.deeds import Chosen
from support.guidance.outcomes.undoing import take_back_outcome
from support.guidance.panel import build_panel
from support.guidance.services import (
    answer_step,
    confirm_outcome,
    resume_walk,
    take_back,
)
from support.staff.access import ByRole
from troubleshooting.checks.evidence import Evidence
from troubleshooting.marks.asking import Question, plans_kept
from troubleshooting.trees.graph import Node
from troubleshooting.walks.jumping.judging import causes_of
from troubleshooting.walks.models import Walk, WalkAnswer
from troubleshooting.walks.services import Choice, StaleWalk
from troubleshooting.walks.showing.words import title_of
from web.access import by, user_of
from web.answers import Plain
from web.bodies import filled, validated


class EvidenceSerializer(Plain):
    title = serializers.CharField()
    sentence = serializers.CharField()
    strength = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field named so
    values = serializers.JSONField()


class AskedEvidenceSerializer(EvidenceSerializer):
    """What the record says at the step that waits; `speaks_for` are keys of its options."""

    speaks_for = serializers.SerializerMethodField()

    def get_speaks_for(self, evidence: Evidence) -> list[str]:
        return [key for key, _label in evidence.speaks_for]


class TakenSerializer(Plain):
    number = serializers.IntegerField()
    node = serializers.CharField()
    title = serializers.CharField()
    answer = serializers.CharField()
    kind = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field named so
    actor = serializers.CharField()
    answered_at = serializers.DateTimeField()
    note = serializers.CharField()
    reason = serializers.CharField()
    evidence = EvidenceSerializer(allow_null=True)
    is_changed = serializers.BooleanField()
    is_overruled = serializers.BooleanField()


class OptionSerializer(Plain):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class AskedSerializer(Plain):
    node = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField()
    body = serializers.CharField()
    options = OptionSerializer(many=True)
    can_skip = serializers.BooleanField()
    finding = AskedEvidenceSerializer(allow_null=True)
    conflicts = AskedEvidenceSerializer(many=True)


class PreviewSerializer(Plain):
    channel = serializers.CharField()
    subject = serializers.CharField()
    text = serializers.CharField()


class DeedSerializer(Plain):
    key = serializers.CharField()
    must = serializers.CharField()
    needs = serializers.ListField(child=serializers.CharField())


class FoundSerializer(Plain):
    node = serializers.CharField()
    title = serializers.CharField()
    cause = serializers.CharField()
    cure = serializers.CharField()
    status = serializers.CharField()
    ending = serializers.CharField()
    ends_unclear = serializers.BooleanField()
    asks_unnamed = serializers.BooleanField()
    misfits = serializers.BooleanField()
    message = serializers.CharField()
    previews = PreviewSerializer(source="messages", many=True)


class WalkSerializer(Plain):
    """A walk as it stands: the path with sources, the present step or the outcome."""

    id = serializers.UUIDField(source="walk.pk")
    case = serializers.CharField(source="walk.subject")
    tree = serializers.CharField(source="walk.version.tree.slug")
    version = serializers.IntegerField(source="walk.version.number")
    state = serializers.CharField(source="walk.state")
    seen = serializers.IntegerField()
    remaining = serializers.IntegerField()
    path = TakenSerializer(many=True)
    present = AskedSerializer(source="asked", allow_null=True)
    outcome = FoundSerializer(source="found", allow_null=True)
    deeds = DeedSerializer(many=True)
    off_path = serializers.ListField(child=serializers.CharField())


class AnswerSerializer(serializers.Serializer[dict[str, Any]]):
    node = serializers.CharField(max_length=200)
    option = serializers.CharField(max_length=200, required=False, allow_null=True, default=None)
    kind = serializers.ChoiceField(
        choices=["answered", "skipped", "cant_say", "jumped"], default="answered", required=False,
        help_text="`jumped`: over to the cause whose outcome `option` names, with a reason.",
    )  # fmt: skip
    note = serializers.CharField(max_length=5_000, allow_blank=True, default="")
    reason = serializers.CharField(max_length=1_000, allow_blank=True, default="")
    seen = serializers.IntegerField(min_value=0)


class JumpSerializer(serializers.Serializer[Any]):
    """An outcome that names a cause; `node` is the `option` of a jump there."""

    node = serializers.CharField(source="key")
    title = serializers.SerializerMethodField()
    cause = serializers.CharField()

    def get_title(self, node: Node) -> str:
        return title_of(node)


class SeenSerializer(serializers.Serializer[dict[str, Any]]):
    seen = serializers.IntegerField(min_value=0)
    note = serializers.CharField(max_length=5_000, allow_blank=True, default="")


class OutcomeSerializer(serializers.Serializer[dict[str, Any]]):
    """What to do of an outcome: all without `deeds`. `sentence` stands for the cause's own.

    `bank_read` is the code of the bank's answer, where the guide does not go by it; else 400.
    """

    seen = serializers.IntegerField(min_value=0)
    note = serializers.CharField(max_length=5_000, allow_blank=True, default="")
    deeds = serializers.ListField(
        child=serializers.CharField(max_length=20), max_length=20, required=False, default=None
    )
    sentence = serializers.CharField(max_length=1_000, allow_blank=True, default="")
    bank_read = serializers.CharField(max_length=4, allow_blank=True, default="")


class GuideSerializer(serializers.Serializer[dict[str, Any]]):
    """The guide to walk, by the name of its tree; without one the guide that the rules name."""

    tree = serializers.CharField(max_length=80, allow_blank=True, default="")


# Whoever changes the walk reads its facts anew, under the lock.
TO_WRITE = Question(
    lambda walk: (
        CaseWalk.objects.select_related("case").with_walk().defer("walk__facts").filter(walk=walk)
    )
)


class WalkPages(APIView):
    """What all addresses of a walk share."""

    permission_classes = (ByRole,)

    def found(self, pk: str) -> tuple[Case, Walk]:
        link = get_object_or_404(CaseWalk.objects.with_case().with_walk(), walk_id=pk)
        self.check_object_permissions(self.request, link.case)
        self.case = link.case
        return link.case, link.walk

    def found_to_write(self, pk: str) -> tuple[Case, Walk]:
        """Find a case and its walk without what only a reader of the whole page needs."""
        links = TO_WRITE.ask(pk)
        if not links:
            raise Http404
        self.check_object_permissions(self.request, links[0].case)
        self.case = links[0].case
        return self.case, links[0].walk

    def handle_exception(self, exc: Exception) -> Response:
        """Send the present state along with a conflict, so that nobody has to ask for it."""
        response = super().handle_exception(exc)
        if isinstance(exc, StaleWalk):
            response.data = {**response.data, "walk": shown(self.case, exc.walk)}
        return response


class CaseWalkView(WalkPages):
    parser_classes = (JSONParser, FormParser, MultiPartParser)  # most ask without a body

    @extend_schema(request=GuideSerializer, responses={201: WalkSerializer})
    def post(self, request: Request, reference: str) -> Response:
        """Start a walk for a case, in its own guide or in another; one under way is given up."""
        slug = validated(GuideSerializer(data=request.data))["tree"]
        cases = Case.objects.select_related("customer", "payment__channel", "payment__customer")
        case = get_object_or_404(cases, reference=reference)
        self.check_object_permissions(request, case)
        begun = walk_guide(case, slug, **by(user_of(request)))
        return Response(shown(case, begun.walk), status.HTTP_201_CREATED)


class WalkView(WalkPages):
    @extend_schema(responses={200: WalkSerializer})
    def get(self, request: Request, pk: str) -> Response:
        """Read a walk; its facts are read anew."""
        case, walk = self.found(pk)
        return Response(shown(case, resume_walk(case, walk, now=timezone.now())))


class WalkAnswersView(WalkPages):
    @extend_schema(request=AnswerSerializer, responses={201: WalkSerializer})
    @plans_kept()
    def post(self, request: Request, pk: str) -> Response:
        """Answer the present step, or change an earlier answer."""
        case, walk = self.found_to_write(pk)
        given = filled(ANSWER, request.data)
        seen = given.pop("seen")
        choice = Choice(**given, source=WalkAnswer.Source.AGENT)
        walk = answer_step(case, walk, choice, seen=seen, **by(user_of(request)))
        return Response(shown(case, walk), status.HTTP_201_CREATED)


class WalkAnswerView(WalkPages):
    @extend_schema(request=SeenSerializer, responses={200: WalkSerializer})
    def delete(self, request: Request, pk: str, number: int) -> Response:
        """Take an answer back; `seen` in the body or the query."""
        case, walk = self.found_to_write(pk)
        given = validated(SeenSerializer(data=request.query_params or request.data))
        walk = take_back(case, walk, number, seen=given["seen"], **by(user_of(request)))
        return Response(shown(case, walk))


class WalkCausesView(WalkPages):
    @extend_schema(responses={200: JumpSerializer(many=True)})
    def get(self, request: Request, pk: str) -> Response:
        """Name the causes that the guide can find: what an answer of the kind `jumped` may name."""
        _case, walk = self.found(pk)
        causes = causes_of(walk.version.graph, walk.position().present.key)
        return Response(JumpSerializer(causes, many=True).data)


class WalkOutcomeView(WalkPages):
    @extend_schema(request=OutcomeSerializer, responses={201: WalkSerializer})
    def post(self, request: Request, pk: str) -> Response:
        """Apply the outcome, or some of its deeds; nothing leaves for ten seconds."""
        case, walk = self.found(pk)
        given = validated(OutcomeSerializer(data=request.data))
        seen = given.pop("seen")
        confirm_outcome(case, walk, Chosen(**given), seen=seen, **by(user_of(request)))
        return Response(shown(*self.found(pk)), status.HTTP_201_CREATED)

    @extend_schema(responses={200: WalkSerializer})
    def delete(self, request: Request, pk: str) -> Response:
        """Take the outcome back that the caller has just applied, while nothing has left."""
        _case, walk = self.found(pk)
        applied = get_object_or_404(AppliedOutcome.objects.latest_of(walk))
        take_back_outcome(applied, **by(user_of(request)))
        return Response(shown(*self.found(pk)))


# Made once: putting together their fields takes longer than filling them.
ANSWER = AnswerSerializer()
WALK = WalkSerializer()


def shown(case: Case, walk: Walk) -> Any:
    return WALK.to_representation(build_panel(case, walk, now=timezone.now()))
