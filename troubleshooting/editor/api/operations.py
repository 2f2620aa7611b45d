"""The operations of `trees/operations.py` as a script writes them: `{"do": "set_node", …}`."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

from troubleshooting.editor.api.bodies import (
    LanguageField,
    SeenDraftSerializer,
    StrictSerializer,
    Text,
)
from troubleshooting.editor.step.commands import LONGEST_PASTE
from troubleshooting.trees.documents.format import LENGTH_LIMIT, META, NODE_LIMIT
from troubleshooting.trees.drafts.services import OPERATION_LIMIT
from troubleshooting.trees.drafts.storing import as_validation_error
from troubleshooting.trees.editing.operations import (
    AddNode,
    DeleteBranch,
    DeleteNode,
    DuplicateBranch,
    InsertBranch,
    MoveNode,
    Operation,
    PasteList,
    PutBefore,
    RenameKey,
    ReplaceText,
    SetMeta,
    SetNode,
)
from troubleshooting.trees.validation.soundness import (
    Refused,
    refuse_unsound_entry,
    refuse_unsound_meta,
)

LONGEST_REPLACEMENT = 10_000
MAP = {"type": "object", "additionalProperties": {}}


class Do(serializers.RegexField):
    """The name of an operation."""

    def __init__(self, name: str) -> None:
        super().__init__(f"^{name}$")


class Key(Text):
    """The key of a step, or of an option."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LENGTH_LIMIT, **options)


@extend_schema_field(MAP)
class EntryField(serializers.Field[Mapping[str, Any], Any, Any, Any]):
    """A step of a document."""

    def to_internal_value(self, data: Any) -> Mapping[str, Any]:
        try:
            refuse_unsound_entry(data)
        except Refused as refused:
            raise _told(refused) from refused
        entry: Mapping[str, Any] = data
        return entry


@extend_schema_field({})
class AnyField(serializers.Field[Any, Any, Any, Any]):
    """Whatever JSON can say; what it is for says later what it can hold."""

    def to_internal_value(self, data: Any) -> Any:
        return data


class OperationSerializer(StrictSerializer):
    """What is written of an operation; its fields are called as those of the value it makes."""

    makes: ClassVar[Callable[..., Operation]]

    def operation(self) -> Operation:
        given = {name: value for name, value in self.validated_data.items() if name != "do"}
        return self.makes(**given)


class SetMetaSerializer(OperationSerializer):
    """Set title, first step or languages of the tree; null takes the languages out."""

    do = Do("set_meta")
    makes = SetMeta
    field = serializers.ChoiceField(choices=META)
    value = AnyField(allow_null=True)
    was = AnyField(allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        for name in ("value", "was"):
            if name == "value" or attrs["was"] is not None:
                try:
                    refuse_unsound_meta(attrs["field"], attrs[name])
                except Refused as refused:
                    raise serializers.ValidationError({name: _told(refused).detail}) from refused
        return attrs


class SetNodeSerializer(OperationSerializer):
    """Put a step's new content in its place; `was` is its content as it was seen."""

    do = Do("set_node")
    makes = SetNode
    key = Key()
    entry = EntryField()
    was = EntryField(allow_null=True, default=None)


class FromSerializer(StrictSerializer):
    """The step, and its option, that is to lead to the new one; null is the step's own way on."""

    node = Key()
    option = Key(allow_null=True, default=None)


class AddNodeSerializer(OperationSerializer):
    """Add a step after another one, or at the end."""

    do = Do("add_node")
    makes = AddNode
    entry = EntryField()
    after = Key(allow_null=True, default=None)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add `from`, which is no name one can give an attribute."""
        return {**super().get_fields(), "from": FromSerializer(allow_null=True, default=None)}

    def operation(self) -> Operation:
        given = self.validated_data
        source = given["from"]
        way = (source["node"], source["option"]) if source else None
        return AddNode(given["entry"], given["after"], way)


class DeleteNodeSerializer(OperationSerializer):
    """Take a step out; what led to it leads to `reroute_to`, or nowhere."""

    do = Do("delete_node")
    makes = DeleteNode
    key = Key()
    reroute_to = Key(allow_null=True, default=None)


class DeleteBranchSerializer(OperationSerializer):
    """Take a step out with all that is reached through it alone."""

    do = Do("delete_branch")
    makes = DeleteBranch
    key = Key()
    reroute_to = Key(allow_null=True, default=None)


class MoveNodeSerializer(OperationSerializer):
    """Move a step in the outline: after another one, or first where `after` is null."""

    do = Do("move_node")
    makes = MoveNode
    key = Key()
    after = Key(allow_null=True)


class RenameKeySerializer(OperationSerializer):
    """Give a step another key, and every way to it the new one."""

    do = Do("rename_key")
    makes = RenameKey
    old = Key()
    new = Key()


class PutBeforeSerializer(OperationSerializer):
    """Add a step before the one with this key: what led there leads to it, and it leads there."""

    do = Do("put_before")
    makes = PutBefore
    entry = EntryField()
    key = Key()


class DuplicateBranchSerializer(OperationSerializer):
    """Copy a step with all that is reached through it alone."""

    do = Do("duplicate_branch")
    makes = DuplicateBranch
    key = Key()


class PasteListSerializer(OperationSerializer):
    """Make a step of each line."""

    do = Do("paste_list")
    makes = PasteList
    after = Key(allow_null=True, default=None)
    text = Text(max_length=LONGEST_PASTE)
    language = LanguageField()


class ReplaceTextSerializer(OperationSerializer):
    """Replace words in the texts of a language, or of all."""

    do = Do("replace_text")
    makes = ReplaceText
    find = Text(max_length=LONGEST_REPLACEMENT)
    replace = Text(max_length=LONGEST_REPLACEMENT, allow_blank=True)
    language = LanguageField(allow_null=True, default=None)


class InsertBranchSerializer(OperationSerializer):
    """Add copies of steps of another tree, under new keys where theirs are taken."""

    do = Do("insert_branch")
    makes = InsertBranch
    nodes = serializers.ListField(child=EntryField(), min_length=1, max_length=NODE_LIMIT)
    after = Key(allow_null=True, default=None)


OPERATIONS: dict[str, Any] = {
    "set_meta": SetMetaSerializer,
    "set_node": SetNodeSerializer,
    "add_node": AddNodeSerializer,
    "delete_node": DeleteNodeSerializer,
    "delete_branch": DeleteBranchSerializer,
    "move_node": MoveNodeSerializer,
    "rename_key": RenameKeySerializer,
    "put_before": PutBeforeSerializer,
    "duplicate_branch": DuplicateBranchSerializer,
    "paste_list": PasteListSerializer,
    "replace_text": ReplaceTextSerializer,
    "insert_branch": InsertBranchSerializer,
}


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="Operation", serializers=OPERATIONS, resource_type_field_name="do"
    )
)
class OperationField(serializers.Field[Operation, Any, Any, Any]):
    """One change, read by the form that its `do` names."""

    def to_internal_value(self, data: Any) -> Operation:
        if not isinstance(data, Mapping):
            raise serializers.ValidationError(
                _("An operation must be a map of fields."), code="not_a_map"
            )
        name = data.get("do")
        if not isinstance(name, str) or name not in OPERATIONS:
            known = _("“do” must be one of: %(known)s.") % {"known": ", ".join(OPERATIONS)}
            raise serializers.ValidationError({"do": [known]}, code="unknown_operation")
        form = OPERATIONS[name](data=data)
        form.is_valid(raise_exception=True)
        operation: Operation = form.operation()
        return operation


class ChangesSerializer(SeenDraftSerializer):
    """Changes that are made together or not at all, and undone as one."""

    operations = serializers.ListField(
        child=OperationField(), min_length=1, max_length=OPERATION_LIMIT
    )


def _told(refused: Refused) -> serializers.ValidationError:
    return serializers.ValidationError(as_validation_error(refused).messages, code=refused.code)
