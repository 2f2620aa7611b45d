"""Importing whole documents over the API: shown first, then all or nothing."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from troubleshooting.editor.api.access import TreeAccess, refuse_other_draft
from troubleshooting.editor.api.bodies import (
    LARGEST_NUMBER,
    SeenTreeSerializer,
    TreeJSONParser,
    TreeYAMLParser,
)
from troubleshooting.editor.api.checks import ChangeSerializer, ProblemSerializer, shown_problems
from troubleshooting.editor.api.drafts import with_query
from troubleshooting.editor.api.shapes import DraftSerializer, StaleSerializer
from troubleshooting.trees.exchange.importing import ImportPlan, import_draft, plan_document
from troubleshooting.trees.models import Tree, TreeVersion
from web.bodies import validated

WITH_YAML = [
    OpenApiParameter("seen", int, description="With a document as YAML."),
    OpenApiParameter("opened_at", datetime, description="With a document as YAML."),
    OpenApiParameter("dry_run", bool, description="With a document as YAML."),
    OpenApiParameter("keep_slug", bool, description="With a document as YAML."),
]


class ImportSerializer(SeenTreeSerializer):
    """A document and the draft that it replaces, of which nothing is needed to try it dry."""

    document = serializers.DictField()
    dry_run = serializers.BooleanField(default=False)
    keep_slug = serializers.BooleanField(
        default=False, help_text="Take a document of another tree under this tree's name."
    )
    seen = serializers.IntegerField(
        min_value=0, max_value=LARGEST_NUMBER, allow_null=True, default=None
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["seen"] is None and not attrs["dry_run"]:
            message = _("This field is required.")
            raise serializers.ValidationError({"seen": [message]}, code="required")
        return attrs


class ImportReportSerializer(serializers.Serializer[Any]):
    """What importing changes, what is wrong with the document, and the draft once it is stored."""

    is_new = serializers.BooleanField()
    errors = serializers.IntegerField()  # type: ignore[assignment]  # a field named so
    warnings = serializers.IntegerField()
    problems = ProblemSerializer(many=True)
    changes = ChangeSerializer(many=True)
    draft = DraftSerializer(allow_null=True)


class ImportView(TreeAccess):
    parser_classes = (TreeJSONParser, TreeYAMLParser)

    @extend_schema(
        parameters=WITH_YAML,
        request={"application/json": ImportSerializer, "application/yaml": {"type": "string"}},
        responses={
            200: ImportReportSerializer, 201: ImportReportSerializer, 409: StaleSerializer
        },
    )  # fmt: skip
    def post(self, request: Request, slug: str) -> Response:
        """Put a document in the draft's place (201), or only say what that would change (200).

        A tree that isn't there yet is made. What agents walk stays as it is.
        """
        given = validated(ImportSerializer(data=with_query(request)))
        tree = Tree.objects.filter(slug=slug).first()
        document = given["document"]
        if tree is None and document.get("slug") != slug:
            raise serializers.ValidationError(
                {"document": [_("A new tree has the name that its document gives it.")]}
            )
        plan = plan_document(
            document, tree=tree, actor=self.user, keeps_slug=given["keep_slug"]
        )  # fmt: skip
        if given["dry_run"]:
            return Response(_shown(plan, None))
        refuse_other_draft(plan.draft, given["opened_at"])
        seen = given["seen"] if plan.draft else plan.seen
        draft = import_draft(plan, seen=seen, **self.by)
        return Response(_shown(plan, draft), status.HTTP_201_CREATED)


def _shown(plan: ImportPlan, draft: TreeVersion | None) -> Any:
    checks = shown_problems(plan.document, plan.problems)
    changes: Any = plan.changes
    return {
        "is_new": plan.is_new,
        **checks,
        "changes": ChangeSerializer(changes, many=True).data,
        "draft": DraftSerializer(draft).data if draft else None,
    }
