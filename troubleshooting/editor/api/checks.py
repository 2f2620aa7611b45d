"""What is wrong with a document, and what differs between two, over the API."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from troubleshooting.causes.models import Cause
from troubleshooting.editor.api.access import TreeAccess
from troubleshooting.editor.api.bodies import (
    StrictSerializer,
    TreeJSONParser,
    TreeYAMLParser,
)
from troubleshooting.editor.api.drafts import with_query
from troubleshooting.editor.api.shapes import DocumentField, PartField, VersionSerializer
from troubleshooting.editor.bench.problems import Remark, problems_of, tray_of
from troubleshooting.editor.words import reader
from troubleshooting.trees.comparing.changes import Change
from troubleshooting.trees.comparing.documents import compare
from troubleshooting.trees.documents.document import Document
from troubleshooting.trees.documents.texts import localised
from troubleshooting.trees.models import Tree
from troubleshooting.trees.publishing.freezing import present_catalogue
from troubleshooting.trees.unused_options import with_usage
from troubleshooting.trees.validation.problems import Catalogue, Problem
from web.bodies import validated

NOTHING: Mapping[str, Any] = {"nodes": []}
VERSION = OpenApiParameter(
    "version", str, description="A number, `draft`, `live` or `scheduled`; the draft, else live."
)


class ProblemSerializer(serializers.Serializer[Remark]):
    """One error, which blocks publishing, or warning; `node` is "" for the tree as a whole."""

    code = serializers.CharField()
    severity = serializers.SerializerMethodField()
    node = serializers.CharField()
    sentence = serializers.CharField()

    @extend_schema_field({"type": "string", "pattern": "^(error|warning)$"})
    def get_severity(self, remark: Remark) -> str:
        return "error" if remark.is_error else "warning"


class ChecksSerializer(serializers.Serializer[Any]):
    errors = serializers.IntegerField()  # type: ignore[assignment]  # a field named so
    warnings = serializers.IntegerField()
    problems = ProblemSerializer(many=True)


class GivenDocumentSerializer(StrictSerializer):
    document = DocumentField()


class ChangeSerializer(serializers.Serializer[Change]):
    """One difference; `field` is a path with dots, `was` the key that the step had before."""

    kind = serializers.CharField()
    node = serializers.CharField()
    was = serializers.CharField()
    field = serializers.CharField()
    old = PartField(allow_null=True)
    new = PartField(allow_null=True)
    sentence = serializers.SerializerMethodField()

    def get_sentence(self, change: Change) -> str:
        return change.sentence(reader())


class DiffSerializer(serializers.Serializer[Any]):
    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add `from`, which is no name one can give an attribute; null is an empty tree."""
        return {
            "from": VersionSerializer(allow_null=True),
            "to": VersionSerializer(),
            "changes": ChangeSerializer(many=True),
        }


class ChecksView(TreeAccess):
    parser_classes = (TreeJSONParser, TreeYAMLParser)

    @extend_schema(parameters=[VERSION], responses={200: ChecksSerializer})
    def get(self, request: Request, slug: str) -> Response:
        """Say what is wrong with the draft, or with any version."""
        tree = self.find_tree(slug)
        version = self.find_present(tree, request.query_params.get("version", ""))
        problems = problems_of(version.document, version.digest, _catalogue(tree))
        return Response(shown_problems(version.document, problems))

    @extend_schema(
        request={
            "application/json": GivenDocumentSerializer,
            "application/yaml": {"type": "string"},
        },
        responses={200: ChecksSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Say what is wrong with a document of this tree; nothing is stored."""
        tree = self.find_tree(slug)
        given = validated(GivenDocumentSerializer(data=with_query(request)))
        problems = problems_of(given["document"], "", _catalogue(tree))
        return Response(shown_problems(given["document"], problems))


class DiffView(TreeAccess):
    @extend_schema(
        parameters=[
            OpenApiParameter("from", str, description="As `to`; the version in force."),
            OpenApiParameter("to", str, description="A number, `draft`, `live` or `scheduled`."),
        ],
        responses={200: DiffSerializer},
    )
    def get(self, request: Request, slug: str) -> Response:
        """Say what differs between two versions: what publishing the draft would change."""
        tree = self.find_tree(slug)
        new = self.find_present(tree, request.query_params.get("to", ""))
        name = request.query_params.get("from", "")
        has_live = tree.versions.filter(state="published").exists()
        old = self.find_version(tree, name or "live") if name or has_live else None
        changes = compare(old.document if old else NOTHING, new.document, causes=Cause.names())
        shown = {"from": old, "to": new, "changes": changes}
        return Response(DiffSerializer(shown).data)


def shown_problems(document: Any, problems: Sequence[Problem]) -> Any:
    """Put into words what is wrong with a document that may be anything."""
    steps = Document.of(document).steps if isinstance(document, Mapping) else {}
    named = [{"key": key, "title": localised(step.get("title"))} for key, step in steps.items()]
    tray = tray_of({"nodes": named}, problems, language=reader())
    remarks = [*tray.errors, *tray.warnings]
    counts = {"errors": len(tray.errors), "warnings": len(tray.warnings)}
    return ChecksSerializer({**counts, "problems": remarks}).data


def _catalogue(tree: Tree) -> Catalogue:
    return with_usage(present_catalogue(), tree.pk, now=timezone.now())
