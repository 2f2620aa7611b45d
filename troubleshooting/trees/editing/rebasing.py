"""What others changed since an author looked, and what of it their change would run over."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from troubleshooting.trees.documents.branches import branch_of
from troubleshooting.trees.documents.document import Content, Document, key_above
from troubleshooting.trees.documents.entries import Entry, entries, text
from troubleshooting.trees.documents.parts import ABSENT, Path, differing_paths
from troubleshooting.trees.editing.merging import Clash, merge
from troubleshooting.trees.editing.operations import (
    AddNode,
    DeleteBranch,
    DeleteNode,
    MoveNode,
    Operation,
    RenameKey,
    SetMeta,
    SetNode,
)
from troubleshooting.trees.validation.soundness import refuse_unsound_entry, refuse_unsound_meta

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from troubleshooting.trees.models import TreeVersion

WHOLE: Path = ()


@dataclass(frozen=True)
class Conflict:
    """A part that somebody else changed meanwhile, with what both made of it.

    `node` is "" for the tree itself; `field` is a path with dots ("options.above.label.en"), ""
    for the whole node, "place" for its place in the outline. None stands for "taken out".
    """

    node: str
    field: str
    mine: Any
    theirs: Any
    actor: "User | None"
    at: datetime | None


class StaleDraft(Exception):
    """A change was made to what the author has not seen. Nothing was stored.

    `draft` is the draft as it stands now, with the revision to look at before trying again.
    """

    def __init__(self, draft: "TreeVersion", conflicts: Sequence[Conflict]) -> None:
        super().__init__(f"{len(conflicts)} parts of {draft} were changed meanwhile")
        self.draft = draft
        self.conflicts = list(conflicts)


@dataclass(frozen=True)
class Newer:
    """A change that was stored after the author looked."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    actor: "User | None"
    at: datetime | None

    def touches(self, node: str, path: Path) -> bool:
        return any(_overlap(path, touched) for touched in self.paths(node))

    def paths(self, node: str) -> Iterator[Path]:
        """Name the fields of a node, or with "" of the tree, that this change touches."""
        if not node:
            yield from differing_paths(self.before["meta"], self.after["meta"])
            return
        old, new = (side["nodes"].get(node) for side in (self.before, self.after))
        if old is None or new is None:
            if old is not new:
                yield WHOLE
            return
        yield from differing_paths(old["entry"], new["entry"])
        if old["place"] != new["place"]:
            yield ("place",)


@dataclass(frozen=True)
class Since:
    """The document now, and all that changed since the author looked, oldest first.

    `last` is the last change of all, for parts of which nobody knows when they changed.
    """

    document: Content
    newer: Sequence[Newer]
    last: Newer

    @cached_property
    def now(self) -> dict[str, Entry]:
        return Document.of(self.document).steps

    def node_then(self, key: str) -> Any:
        """Return a node as the author saw it; ABSENT if there was none."""
        for change in self.newer:
            old, new = (side["nodes"].get(key) for side in (change.before, change.after))
            if old is not None:
                return old["entry"]
            if new is not None:
                return ABSENT
        return self.now.get(key, ABSENT)

    def meta_then(self, field: str) -> Any:
        for change in self.newer:
            if field in change.before["meta"] or field in change.after["meta"]:
                return change.before["meta"].get(field, ABSENT)
        return self.document.get(field, ABSENT)

    def conflict(self, node: str, path: Path, mine: Any, theirs: Any) -> Conflict:
        """Say who changed this part last, and when."""
        touching = (change for change in reversed(self.newer) if change.touches(node, path))
        last = next(touching, self.last)
        return Conflict(
            node=node,
            field=".".join(path),
            mine=None if mine is ABSENT else mine,
            theirs=None if theirs is ABSENT else theirs,
            actor=last.actor,
            at=last.at,
        )

    def all_changed(self) -> list[Conflict]:
        """Name every node, and every field of the tree, that was changed since: then and now."""
        sides = [side for change in self.newer for side in (change.before, change.after)]
        nodes = dict.fromkeys(key for side in sides for key in side["nodes"])
        fields = dict.fromkeys(name for side in sides for name in side["meta"])
        conflicts = [
            self.conflict(key, WHOLE, self.node_then(key), self.now.get(key, ABSENT))
            for key in nodes
        ]
        return conflicts + [
            self.conflict("", (name,), self.meta_then(name), self.document.get(name, ABSENT))
            for name in fields
        ]


def rebase(
    operation: Operation, document: Content, since: Since
) -> tuple[Operation, list[Conflict]]:
    """Fit an operation to a document that others have changed since its author looked.

    `document` holds also what earlier operations of the same save did to it. What is made of
    the present content (replacing words, copying, pasting) runs over nothing. Raises Refused for
    what no draft can hold.
    """
    if isinstance(operation, SetMeta):
        return _set_meta(operation, document, since)
    now = Document.of(document).steps
    conflicts: Iterator[Conflict] = iter(())
    match operation:
        case SetNode():
            return _set_node(operation, now, since)
        case AddNode():
            conflicts = _added(operation, now, since)
        case DeleteNode():
            conflicts = _deleted([operation.key], now, since)
        case DeleteBranch():
            branch = [entry["key"] for entry in branch_of(document, operation.key)]
            conflicts = _deleted(branch, now, since)
        case MoveNode():
            conflicts = _moved(operation, now, since)
        case RenameKey():
            conflicts = _renamed(operation, now, since)
    return operation, list(conflicts)


def _set_meta(
    operation: SetMeta, document: Content, since: Since
) -> tuple[Operation, list[Conflict]]:
    refuse_unsound_meta(operation.field, operation.value)
    field, now = operation.field, document.get(operation.field, ABSENT)
    was = operation.was
    if was is None:
        is_ours = now is not since.document.get(field, ABSENT)
        was = now if is_ours else since.meta_then(field)
    mine = ABSENT if operation.value is None else operation.value
    value, clashes = merge(was, mine, now, (field,))
    merged = replace(operation, value=None if value is ABSENT else value)
    return merged, _conflicts("", clashes, since)


def _set_node(
    operation: SetNode, now: Mapping[str, Entry], since: Since
) -> tuple[Operation, list[Conflict]]:
    refuse_unsound_entry(operation.entry)
    key, entry = operation.key, now.get(operation.key)
    if entry is None:
        conflict = since.conflict(key, WHOLE, operation.entry, ABSENT)
        return operation, [conflict] if _is_gone(key, since) else []
    was: Any = operation.was
    if was is None:
        is_ours = entry is not since.now.get(key)
        was = entry if is_ours else since.node_then(key)
    content, clashes = merge(was, operation.entry, entry)
    return replace(operation, entry=content), _conflicts(key, clashes, since)


def _added(operation: AddNode, now: Mapping[str, Entry], since: Since) -> Iterator[Conflict]:
    refuse_unsound_entry(operation.entry)
    key = operation.entry["key"]
    if key in since.now and since.node_then(key) is ABSENT:
        yield since.conflict(key, WHOLE, operation.entry, since.now[key])
    if operation.from_ is None or now.get(operation.from_[0]) is not since.now.get(
        operation.from_[0]
    ):
        return
    node, option = operation.from_
    then, entry = since.node_then(node), since.now.get(node, ABSENT)
    path = _way(then, option)
    was, target = _target(then, option), _target(entry, option)
    if then is not ABSENT and was != target:
        yield since.conflict(node, path if entry is not ABSENT else WHOLE, key, target)


def _deleted(keys: Sequence[str], now: Mapping[str, Entry], since: Since) -> Iterator[Conflict]:
    for key in keys:
        then, entry = since.node_then(key), since.now.get(key)
        if entry is not None and now.get(key) is entry and then != entry:
            yield since.conflict(key, WHOLE, ABSENT, entry)


def _moved(operation: MoveNode, now: Mapping[str, Entry], since: Since) -> Iterator[Conflict]:
    key = operation.key
    if key not in now and _is_gone(key, since):
        yield since.conflict(key, WHOLE, operation.after, ABSENT)
    elif key in now and any(("place",) in change.paths(key) for change in since.newer):
        theirs = key_above(now, key)
        yield since.conflict(key, ("place",), operation.after, theirs or ABSENT)


def _renamed(operation: RenameKey, now: Mapping[str, Entry], since: Since) -> Iterator[Conflict]:
    if operation.old not in now and _is_gone(operation.old, since):
        yield since.conflict(operation.old, WHOLE, operation.new, ABSENT)


def _is_gone(key: str, since: Since) -> bool:
    """Tell whether somebody else took a node out, and not an earlier part of the same save."""
    return since.node_then(key) is not ABSENT and key not in since.now


def _conflicts(node: str, clashes: Sequence[Clash], since: Since) -> list[Conflict]:
    return [since.conflict(node, clash.path, clash.mine, clash.theirs) for clash in clashes]


def _way(entry: Any, option: str | None) -> Path:
    if option is not None:
        return ("options", option, "to")
    return ("to",) if entry is not ABSENT and entry["kind"] == "jump" else ("otherwise",)


def _target(entry: Any, option: str | None) -> str | None:
    """Return where a way of a node leads; None without such a way."""
    if entry is ABSENT:
        return None
    if option is None:
        return text(entry, _way(entry, None)[0])
    ways = {known["key"]: text(known, "to") for known in entries(entry, "options")}
    return ways.get(option)


def _overlap(path: Path, other: Path) -> bool:
    shared = min(len(path), len(other))
    return path[:shared] == other[:shared]
