"""What the API answers of trees, versions and drafts."""

from datetime import UTC
from typing import Any

from django.contrib.auth.models import User
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from troubleshooting.trees.documents.format import LANGUAGES
from troubleshooting.trees.drafts.services import next_redo, next_undo, summary_of
from troubleshooting.trees.graph import Node
from troubleshooting.trees.models import Tree, TreeRight, TreeVersion
from troubleshooting.trees.rights import rights_of
from troubleshooting.walks.showing.words import title_of

DOCUMENT = {"type": "object", "additionalProperties": {}}
TEXTS = {"type": "object", "additionalProperties": {"type": "string"}}


@extend_schema_field(DOCUMENT)
class DocumentField(serializers.Field[Any, Any, Any, Any]):
    """A document in `casewalk.tree/1`, as it is."""

    def to_representation(self, value: Any) -> Any:
        return value

    def to_internal_value(self, data: Any) -> Any:
        return data


@extend_schema_field(TEXTS)
class TextsField(DocumentField):
    """A text in several languages."""


@extend_schema_field({})
class PartField(DocumentField):
    """Whatever a part of a document holds; null is "taken out"."""


@extend_schema_field({"type": "string", "nullable": True})
class UsernameField(serializers.SlugRelatedField[User]):
    def __init__(self, **options: Any) -> None:
        super().__init__(slug_field="username", read_only=True, **options)


class VersionSerializer(serializers.ModelSerializer[TreeVersion]):
    """A version without its document; `changed_at` is of its time as a draft."""

    state = serializers.CharField(read_only=True)
    published_by = UsernameField()
    changed_at = serializers.DateTimeField(source="updated_at", allow_null=True, read_only=True)
    changed_by = UsernameField(source="updated_by")
    reason = serializers.CharField(source="note", read_only=True)

    class Meta:
        model = TreeVersion
        fields = [
            "number", "state", "revision", "reason", "changed_at", "changed_by", "published_at",
            "published_by", "scheduled_for",
        ]  # fmt: skip


class ListedVersionSerializer(VersionSerializer):
    open_walks = serializers.IntegerField(read_only=True)

    class Meta(VersionSerializer.Meta):
        fields = [*VersionSerializer.Meta.fields, "open_walks"]


class OpenedVersionSerializer(VersionSerializer):
    document = DocumentField()

    class Meta(VersionSerializer.Meta):
        fields = [*VersionSerializer.Meta.fields, "document"]


class DraftSerializer(serializers.Serializer[TreeVersion]):
    """The draft as it stands; the next write names its `opened_at`, and `revision` as `seen`."""

    number = serializers.IntegerField()
    revision = serializers.IntegerField()
    # In UTC, ending with "Z": writes name it as it is, in an address too, where "+" is a space.
    opened_at = serializers.DateTimeField(source="created_at", default_timezone=UTC)
    opened_by = UsernameField(source="created_by")
    changed_at = serializers.DateTimeField(source="updated_at")
    changed_by = UsernameField(source="updated_by", allow_null=True)
    undo = serializers.SerializerMethodField()
    redo = serializers.SerializerMethodField()

    def get_undo(self, draft: TreeVersion) -> str | None:
        """Say what undoing would take back; null if there is nothing."""
        change = next_undo(draft)
        return summary_of(change) if change else None

    def get_redo(self, draft: TreeVersion) -> str | None:
        """Say what would be done again; null if there is nothing."""
        change = next_redo(draft)
        return summary_of(change) if change else None


class OpenedDraftSerializer(DraftSerializer):
    document = DocumentField()


class TreeSerializer(serializers.ModelSerializer[Tree]):
    """A tree and its present versions. Read it over `with_present_versions`."""

    title = TextsField()
    live = serializers.SerializerMethodField()
    draft = serializers.SerializerMethodField()
    scheduled = serializers.SerializerMethodField()

    class Meta:
        model = Tree
        fields = ["slug", "title", "needs_second_person", "live", "draft", "scheduled"]

    @extend_schema_field(VersionSerializer(allow_null=True))
    def get_live(self, tree: Tree) -> Any:
        return _present(tree, TreeVersion.State.PUBLISHED)

    @extend_schema_field(VersionSerializer(allow_null=True))
    def get_draft(self, tree: Tree) -> Any:
        return _present(tree, TreeVersion.State.DRAFT)

    @extend_schema_field(VersionSerializer(allow_null=True))
    def get_scheduled(self, tree: Tree) -> Any:
        return _present(tree, TreeVersion.State.SCHEDULED)


class TreeDetailSerializer(TreeSerializer):
    """A tree, and what the caller may do with it."""

    may = serializers.SerializerMethodField()
    may_translate_into = serializers.SerializerMethodField()

    class Meta(TreeSerializer.Meta):
        fields = [*TreeSerializer.Meta.fields, "may", "may_translate_into"]

    def get_may(self, tree: Tree) -> list[str]:
        rights = rights_of(self.context["user"], tree)
        return [level for level in TreeRight.Level.values if rights.may(level)]

    def get_may_translate_into(self, tree: Tree) -> list[str]:
        rights = rights_of(self.context["user"], tree)
        return [name for name in LANGUAGES if rights.may(TreeRight.Level.TRANSLATE, name)]


class ConflictSerializer(serializers.Serializer[Any]):
    """A part that somebody else changed; `part` is a path with dots, "" for the whole step."""

    node = serializers.CharField()
    part = serializers.CharField(source="field")
    yours = PartField(source="mine")
    theirs = PartField()
    who = serializers.CharField(source="actor.username", default=None)
    when = serializers.DateTimeField(source="at", allow_null=True)


class StepSerializer(serializers.Serializer[Node]):
    """A step as a walk stands at it."""

    key = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.SerializerMethodField()
    cause = serializers.CharField(allow_null=True)

    def get_title(self, node: Node) -> str:
        return title_of(node)


class ErrorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()
    attr = serializers.CharField(allow_null=True)


class StaleSerializer(serializers.Serializer[Any]):
    """A write that came too late: nothing was stored."""

    type = serializers.CharField()
    errors = ErrorSerializer(many=True)  # type: ignore[assignment]  # a field named so
    revision = serializers.IntegerField(required=False)
    conflicts = ConflictSerializer(many=True, required=False)


def _present(tree: Tree, state: str) -> Any:
    found = next((version for version in tree.versions.all() if version.state == state), None)
    return VersionSerializer(found).data if found else None
