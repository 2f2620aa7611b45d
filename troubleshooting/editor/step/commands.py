"""What an author does to a tree besides writing in a node: each form becomes operations."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from troubleshooting.editor.bench.outline import Row
from troubleshooting.editor.bench.workbench import Workbench
from troubleshooting.editor.forms import localised
from troubleshooting.editor.step.form_entry import with_answers_before
from troubleshooting.editor.step.saving import new_entry
from troubleshooting.editor.step.targets import resolve_target
from troubleshooting.trees.documents.document import key_above
from troubleshooting.trees.documents.entries import text
from troubleshooting.trees.documents.format import LANGUAGES
from troubleshooting.trees.editing.operations import (
    AddNode,
    DeleteBranch,
    DeleteNode,
    DuplicateBranch,
    MoveNode,
    Operation,
    PasteList,
    PutBefore,
    RenameKey,
    ReplaceText,
    SetMeta,
    SetNode,
)

Posted = Mapping[str, str]

LONGEST_PASTE = 100_000
NEWEST = "newest"  # the first node that was not there before


@dataclass(frozen=True)
class Deed:
    """What to store; afterwards `go_to` is chosen (NEWEST: whatever came) and gets the focus."""

    operations: list[Operation]
    go_to: str
    focus: str = ""


def read_deed(name: str, bench: Workbench, posted: Posted) -> Deed:
    """Read a form. Raises KeyError for an unknown deed, ValidationError for what lacks words."""
    return DEEDS[name](bench, posted)


def _add(bench: Workbench, posted: Posted) -> Deed:
    entry = new_entry(bench, posted, "new")
    return Deed([AddNode(entry, after=bench.node or None)], entry["key"], "form-title")


def _put_before(bench: Workbench, posted: Posted) -> Deed:
    """Put a step before the chosen one; before the first one where none is chosen."""
    entry = new_entry(bench, posted, "new")
    followed = bench.node or text(bench.document, "start") or ""
    return Deed([PutBefore(entry, followed)], entry["key"], "form-title")


def _delete(bench: Workbench, posted: Posted) -> Deed:
    return _without(bench, DeleteNode(bench.node, _rerouted(bench, posted)))


def _delete_branch(bench: Workbench, posted: Posted) -> Deed:
    return _without(bench, DeleteBranch(bench.node, _rerouted(bench, posted)))


def _up(bench: Workbench, posted: Posted) -> Deed:
    row = _row(bench)
    if not row.above:
        raise ValidationError(_("This step is the first one here."), code="first")
    if row.leads:
        return _reordered(bench, row.leads, upper=row.above, lower=bench.node)
    return _moved(bench, key_above(bench.nodes, row.above))


def _down(bench: Workbench, posted: Posted) -> Deed:
    row = _row(bench)
    if not row.below:
        raise ValidationError(_("This step is the last one here."), code="last")
    if row.leads:
        return _reordered(bench, row.leads, upper=bench.node, lower=row.below)
    return _moved(bench, row.below)


def _rename(bench: Workbench, posted: Posted) -> Deed:
    key = posted.get("key", "").strip()
    return Deed([RenameKey(bench.node, key)], key, "rename-key")


def _duplicate(bench: Workbench, posted: Posted) -> Deed:
    return Deed([DuplicateBranch(bench.node)], NEWEST, "form-title")


def read_pasting(bench: Workbench, posted: Posted) -> PasteList:
    """Read a list that was pasted behind the chosen step, and the language it is written in."""
    words = posted.get("text", "")[:LONGEST_PASTE].replace("\0", "")
    language = posted.get("language", "")
    return PasteList(
        bench.node or None, words, language if language in LANGUAGES else bench.language
    )


def _paste(bench: Workbench, posted: Posted) -> Deed:
    return Deed([read_pasting(bench, posted)], NEWEST, "form-title")


def _replace(bench: Workbench, posted: Posted) -> Deed:
    language = posted.get("language", "")
    operation = ReplaceText(
        posted.get("find", ""),
        posted.get("replace", ""),
        language if language in LANGUAGES else None,
    )
    return Deed([operation], bench.node, "replace-find")


def _meta(bench: Workbench, posted: Posted) -> Deed:
    """Read title, first step and languages; what stayed as it is, is no change."""
    before = bench.document
    title = dict(before.get("title") or {}) | localised(posted, "title", bench.languages)
    operations: list[Operation] = []
    if title != before.get("title"):
        operations.append(SetMeta("title", title))
    start = resolve_target(posted.get("start", before.get("start", "")), bench.nodes)
    if start != before.get("start"):
        operations.append(SetMeta("start", start))
    chosen = [name for name in LANGUAGES if f"speaks.{name}" in posted]
    if "languages" in posted and chosen != bench.languages:
        operations.append(SetMeta("languages", chosen))
    return Deed(operations or [SetMeta("title", title)], "", "form-title")


DEEDS: dict[str, Callable[[Workbench, Posted], Deed]] = {
    "add": _add,
    "before": _put_before,
    "delete": _delete,
    "delete-branch": _delete_branch,
    "up": _up,
    "down": _down,
    "rename": _rename,
    "duplicate": _duplicate,
    "paste": _paste,
    "replace": _replace,
    "tree": _meta,
}


def _rerouted(bench: Workbench, posted: Posted) -> str | None:
    return resolve_target(posted.get("reroute_to", ""), bench.nodes) or None


def _without(bench: Workbench, operation: Operation) -> Deed:
    """Delete, and go on at the step that the deleted one stands under."""
    parent = bench.outline.parents.get(bench.node, "")
    return Deed([operation], parent, f"row-{parent}")


def _moved(bench: Workbench, after: str | None) -> Deed:
    return Deed([MoveNode(bench.node, after)], bench.node, f"row-{bench.node}")


def _reordered(bench: Workbench, parent: str, *, upper: str, lower: str) -> Deed:
    """Move the answers that lead to one step before those that lead to another one above it."""
    entry = with_answers_before(bench.nodes[parent], lower, upper)
    return Deed([SetNode(parent, entry)], bench.node, f"row-{bench.node}")


def _row(bench: Workbench) -> Row:
    """Return the chosen step's row of the outline. Raises ValidationError if it is gone."""
    row = next((row for row in bench.outline.rows if row.key == bench.node), None)
    if row is None:
        raise ValidationError(_("There is no such step any more."), code="unknown_node")
    return row
