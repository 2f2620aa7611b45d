"""Drafts over the API: opened, changed, undone, thrown away."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from troubleshooting.editor.api.access import TreeAccess
from troubleshooting.editor.api.bodies import (
    SeenDraftSerializer,
    TreeJSONParser,
    TreeYAMLParser,
)
from troubleshooting.editor.api.operations import ChangesSerializer
from troubleshooting.editor.api.shapes import (
    DocumentField,
    DraftSerializer,
    OpenedDraftSerializer,
    StaleSerializer,
)
from troubleshooting.trees.drafts.services import (
    change_draft,
    discard_draft,
    open_draft,
    redo,
    replace_document,
    undo,
)
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.trees.rights import Level
from web.bodies import validated

SEEN = [
    OpenApiParameter("seen", int, required=True),
    OpenApiParameter("opened_at", datetime, required=True),
]
SEEN_WITH_YAML = [
    OpenApiParameter("seen", int, description="With a document as YAML."),
    OpenApiParameter("opened_at", datetime, description="With a document as YAML."),
]

CHANGED = {200: DraftSerializer, 409: StaleSerializer}


class WholeDocumentSerializer(SeenDraftSerializer):
    document = DocumentField()


class ChangingView(TreeAccess):
    def changed(
        self, tree: Tree, given: dict[str, Any], change: Callable[..., TreeVersion], *what: Any
    ) -> Response:
        """Change the draft that was seen, and answer it as it stands then."""
        draft = self.find_seen_draft(tree, given)
        changed = change(draft, *what, seen=given["seen"], **self.by)
        return Response(DraftSerializer(changed).data)


class DraftView(ChangingView):
    parser_classes = (TreeJSONParser, TreeYAMLParser)

    @extend_schema(responses={200: OpenedDraftSerializer})
    def get(self, request: Request, slug: str) -> Response:
        """Read the draft; there is none until somebody opens one."""
        return Response(OpenedDraftSerializer(self.find_draft(self.find_tree(slug))).data)

    @extend_schema(request=None, responses={200: OpenedDraftSerializer, 201: OpenedDraftSerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Open the draft: a copy of the version in force, or the one that is there (200)."""
        now = timezone.now()
        draft = open_draft(self.find_tree(slug, Level.TRANSLATE), actor=self.user, now=now)
        code = status.HTTP_201_CREATED if draft.created_at == now else status.HTTP_200_OK
        return Response(OpenedDraftSerializer(draft).data, code)

    @extend_schema(
        parameters=SEEN_WITH_YAML,
        request={
            "application/json": WholeDocumentSerializer,
            "application/yaml": {"type": "string"},
        },
        responses=CHANGED,
    )
    def put(self, request: Request, slug: str) -> Response:
        """Put a whole document in the draft's place, as one change that can be undone."""
        tree = self.find_tree(slug, Level.EDIT)
        given = validated(WholeDocumentSerializer(data=with_query(request)))
        return self.changed(tree, given, replace_document, given["document"])

    @extend_schema(request=ChangesSerializer, responses=CHANGED)
    def patch(self, request: Request, slug: str) -> Response:
        """Make changes, all of them or none."""
        tree = self.find_tree(slug, Level.TRANSLATE)
        given = validated(ChangesSerializer(data=request.data))
        return self.changed(tree, given, change_draft, given["operations"])

    @extend_schema(request=None, parameters=SEEN, responses={204: None, 409: StaleSerializer})
    def delete(self, request: Request, slug: str) -> Response:
        """Throw the draft away; the log keeps its document, and `log/{id}/recovery/` finds it."""
        tree = self.find_tree(slug, Level.EDIT)
        given = validated(SeenDraftSerializer(data=request.query_params.dict()))
        draft = self.find_seen_draft(tree, given)
        discard_draft(draft, seen=given["seen"], **self.by)
        return Response(status=status.HTTP_204_NO_CONTENT)


class UndoView(ChangingView):
    @extend_schema(request=SeenDraftSerializer, responses=CHANGED)
    def post(self, request: Request, slug: str) -> Response:
        """Take back the last change of the draft, whoever made it."""
        given = validated(SeenDraftSerializer(data=request.data))
        return self.changed(self.find_tree(slug, Level.TRANSLATE), given, undo)


class RedoView(ChangingView):
    @extend_schema(request=SeenDraftSerializer, responses=CHANGED)
    def post(self, request: Request, slug: str) -> Response:
        """Make the change again that was undone last."""
        given = validated(SeenDraftSerializer(data=request.data))
        return self.changed(self.find_tree(slug, Level.TRANSLATE), given, redo)


def with_query(request: Request) -> Any:
    """Add what stands in the query to a document that was sent as YAML."""
    if request.content_type.partition(";")[0].strip().lower() != TreeYAMLParser.media_type:
        return request.data
    sent: Any = request.data
    return {**request.query_params.dict(), **sent}
