"""Versions over the API: opened, exported, restored; and the log of what authors did."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from troubleshooting.editor.api.access import TreeAccess, refuse_other_draft
from troubleshooting.editor.api.bodies import (
    LARGEST_NUMBER,
    SeenTreeSerializer,
    StrictSerializer,
)
from troubleshooting.editor.api.shapes import (
    DocumentField,
    DraftSerializer,
    ListedVersionSerializer,
    OpenedVersionSerializer,
    StaleSerializer,
    UsernameField,
)
from troubleshooting.editor.history.chronicle import line_of, list_versions
from troubleshooting.editor.history.restoring import recover_over, restore_over
from troubleshooting.editor.words import reader
from troubleshooting.trees.exchange.exporting import as_json, as_yaml
from troubleshooting.trees.layout.mermaid import as_mermaid
from troubleshooting.trees.models import TreeLogEntry, TreeVersion
from troubleshooting.trees.rights import Level
from troubleshooting.trees.versions import find_draft
from web.bodies import validated

FORMS = ("json", "yaml", "mermaid")


class FormSerializer(StrictSerializer):
    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add `as`, which is no name one can give an attribute."""
        return {"as": serializers.ChoiceField(choices=FORMS, default=None)}


class LogSerializer(serializers.ModelSerializer[TreeLogEntry]):
    """What somebody did, in words; `actor` is null for the house itself."""

    kind = serializers.CharField(read_only=True)
    title = serializers.SerializerMethodField()
    sentence = serializers.SerializerMethodField()
    actor = UsernameField()
    version = serializers.IntegerField(source="version.number", default=None, allow_null=True)

    class Meta:
        model = TreeLogEntry
        fields = ["id", "kind", "title", "sentence", "actor", "happened_at", "version"]

    def get_title(self, entry: TreeLogEntry) -> str:
        return line_of(entry).title

    def get_sentence(self, entry: TreeLogEntry) -> str:
        return line_of(entry).detail


class LogEntrySerializer(LogSerializer):
    """With the difference: what stood there before and after, or the document that is kept."""

    difference = DocumentField()

    class Meta(LogSerializer.Meta):
        fields = [*LogSerializer.Meta.fields, "difference"]


class VersionsView(TreeAccess, ListAPIView[TreeVersion]):
    """All versions of a tree, the newest first, without their documents."""

    serializer_class = ListedVersionSerializer
    ordering = ("-number",)
    filter_backends = ()
    queryset = TreeVersion.objects.all()

    def get_queryset(self) -> QuerySet[TreeVersion]:
        versions: QuerySet[TreeVersion] = list_versions(self.find_tree(self.kwargs["slug"]))
        return versions


class VersionView(TreeAccess):
    @extend_schema(
        parameters=[
            OpenApiParameter(
                "as", str, enum=FORMS, description="The document alone, to keep in git or to draw."
            )
        ],
        responses={
            (200, "application/json"): OpenedVersionSerializer,
            (200, "application/yaml"): OpenApiTypes.STR,
            (200, "text/vnd.mermaid"): OpenApiTypes.STR,
        },
    )
    def get(self, request: Request, slug: str, name: str) -> Response | HttpResponse:
        """Open a version by its number, or as `draft`, `live` or `scheduled`."""
        version = self.find_version(self.find_tree(slug), name)
        form = validated(FormSerializer(data=request.query_params.dict()))["as"]
        if form is None:
            return Response(OpenedVersionSerializer(version).data)
        return _exported(version.document, form)


class RestorationView(TreeAccess):
    @extend_schema(
        request=SeenTreeSerializer, responses={201: DraftSerializer, 409: StaleSerializer}
    )
    def post(self, request: Request, slug: str, name: str) -> Response:
        """Make a version the draft; undoing has back what was there."""
        tree = self.find_tree(slug, Level.EDIT)
        version = self.find_version(tree, name)
        given, draft = validated(SeenTreeSerializer(data=request.data)), find_draft(tree)
        refuse_other_draft(draft, given["opened_at"])
        draft = restore_over(version, draft, seen=given["seen"], **self.by)
        return Response(DraftSerializer(draft).data, status.HTTP_201_CREATED)


class LogView(TreeAccess, ListAPIView[TreeLogEntry]):
    """What authors did with a tree, the newest first."""

    serializer_class = LogSerializer
    ordering = ("-happened_at", "-pk")
    filter_backends = ()
    queryset = TreeLogEntry.objects.all()

    def get_queryset(self) -> QuerySet[TreeLogEntry]:
        log = self.find_tree(self.kwargs["slug"]).log.select_related("actor", "version")
        return log.defer("version__document", "version__subtrees")


class LogEntryView(TreeAccess):
    @extend_schema(responses={200: LogEntrySerializer})
    def get(self, request: Request, slug: str, number: int) -> Response:
        """Read one entry with its difference."""
        return Response(LogEntrySerializer(self.find_entry(slug, number)).data)

    def find_entry(self, slug: str, number: int, level: str = Level.VIEW) -> TreeLogEntry:
        if number > LARGEST_NUMBER:
            raise exceptions.NotFound
        log = self.find_tree(slug, level).log.select_related("tree", "actor", "version")
        return get_object_or_404(log, pk=number)


class RecoveryView(LogEntryView):
    http_method_names = ["post", "options"]

    @extend_schema(
        request=SeenTreeSerializer, responses={201: DraftSerializer, 409: StaleSerializer}
    )
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Have a draft back that was thrown away, or withdrawn while there was another."""
        entry = self.find_entry(slug, number, Level.EDIT)
        if "document" not in entry.difference:
            raise exceptions.NotFound
        given, draft = validated(SeenTreeSerializer(data=request.data)), find_draft(entry.tree)
        refuse_other_draft(draft, given["opened_at"])
        draft = recover_over(entry, draft, seen=given["seen"], **self.by)
        return Response(DraftSerializer(draft).data, status.HTTP_201_CREATED)


def _exported(document: Any, form: str) -> HttpResponse:
    if form == "json":
        return HttpResponse(as_json(document), content_type="application/json")
    if form == "yaml":
        return HttpResponse(as_yaml(document), content_type="application/yaml; charset=utf-8")
    drawn = as_mermaid(document, reader())
    return HttpResponse(drawn, content_type="text/vnd.mermaid; charset=utf-8")
