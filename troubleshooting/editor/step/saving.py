"""What a press on the form of a node means: the node as it was written, and what comes of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from troubleshooting.checks.registry import REGISTRY
from troubleshooting.editor.bench.workbench import Workbench
from troubleshooting.editor.clashes import taking_theirs
from troubleshooting.editor.forms import localised
from troubleshooting.editor.step.form_entry import (
    read_entry,
    with_option,
    with_placed_option,
    without_option,
)
from troubleshooting.editor.step.targets import resolve_target
from troubleshooting.editor.step.told import TOLD_OF, fellows, with_told
from troubleshooting.trees.documents.branches import key_from
from troubleshooting.trees.documents.entries import Entry, entries
from troubleshooting.trees.documents.format import FIELDS
from troubleshooting.trees.editing.operations import AddNode, Operation, SetNode

Posted = Mapping[str, str]
_PRESS = re.compile(r"(?P<deed>[a-z-]+?)(:(?P<index>\d{1,4})(:(?P<place>\d{1,4}))?)?")


@dataclass(frozen=True)
class Save:
    """What to store of a node; afterwards `go_to` is the chosen node and `focus` has the focus.

    `is_quiet` means that the page shows all of it already.
    """

    entry: dict[str, Any]
    operations: list[Operation]
    go_to: str
    focus: str = ""
    is_quiet: bool = True


def read_written(bench: Workbench, posted: Posted) -> dict[str, Any]:
    """Return the chosen node as it was written, with theirs where the author took theirs."""
    base = bench.entry or {"key": bench.node, "kind": "question", "title": {}}
    entry = read_entry(posted, base, bench.nodes, bench.languages)
    entry = with_told(bench, entry, base, posted)
    return taking_theirs(entry, posted, bench.entry)


def read_save(bench: Workbench, posted: Posted, written: dict[str, Any]) -> Save:
    """Say what a press stores. Raises ValidationError for a press without its words.

    A node that somebody deleted meanwhile is added again if `again` says so.
    """
    key = bench.node
    if bench.entry is None and posted.get("again"):
        return Save(written, [AddNode(written)], key, is_quiet=False)
    press = _PRESS.fullmatch(posted.get("do", ""))
    if press is None:
        others: list[Operation] = [*fellows(bench, written)]
        has_its_sentences = posted.get(TOLD_OF, "") == (written.get("cause") or "")
        is_quiet = "whole" not in posted and (TOLD_OF not in posted or has_its_sentences)
        return Save(written, [SetNode(key, written), *others], key, is_quiet=is_quiet)
    index, place = int(press["index"] or 0), int(press["place"] or 0)
    if press["deed"] == "option-place":
        focus = f"option-move-{_option_key(written, index)}"
        entry = with_placed_option(written, index, place)
        return Save(entry, [SetNode(key, entry)], key, focus, is_quiet=False)
    return _pressed(bench, posted, written, press["deed"], index)


def new_entry(bench: Workbench, posted: Posted, prefix: str) -> dict[str, Any]:
    """Make a node of a title and a kind. Raises ValidationError without a title."""
    title = localised(posted, f"{prefix}.title", bench.languages)
    if not title:
        raise ValidationError(_("Please give the new step a title."), code="no_title")
    kind = posted.get(f"{prefix}.kind", "question")
    entry = {
        "key": key_from(title.get("en", ""), bench.nodes.keys()),
        "kind": kind if kind in FIELDS else "question",
        "title": title,
    }
    return entry if entry["kind"] in ("outcome", "jump") else {**entry, "options": []}


def _pressed(
    bench: Workbench, posted: Posted, entry: dict[str, Any], deed: str, index: int
) -> Save:
    key, focus = bench.node, ""
    if deed in ("option-new", "otherwise-new", "to-new"):
        return _led_to_new(bench, posted, entry, deed, index)
    if deed == "option-add":
        entry, focus = _with_new_option(bench, posted, entry)
    elif deed == "option-remove":
        entry = without_option(entry, index)
    elif deed in ("option-up", "option-down"):
        by = -1 if deed == "option-up" else 1
        focus = f"{deed}-{_option_key(entry, index)}"
        entry = with_placed_option(entry, index, index + by)
    elif deed == "results-add":
        entry = _with_results(entry)
    return Save(entry, [SetNode(key, entry)], key, focus, is_quiet=False)


def _led_to_new(
    bench: Workbench, posted: Posted, entry: dict[str, Any], deed: str, index: int
) -> Save:
    prefix = f"new.{index}" if deed == "option-new" else f"new.{deed.removesuffix('-new')}"
    made = new_entry(bench, posted, prefix)
    option = _option_key(entry, index) if deed == "option-new" else None
    steps: list[Operation] = [
        SetNode(bench.node, entry),
        AddNode(made, after=bench.node, from_=(bench.node, option)),
    ]
    return Save(entry, steps, made["key"], "form-title", is_quiet=False)


def _with_new_option(
    bench: Workbench, posted: Posted, entry: dict[str, Any]
) -> tuple[dict[str, Any], str]:
    label = localised(posted, "new.option.label", bench.languages)
    if not label:
        raise ValidationError(_("Please give the new answer a label."), code="no_label")
    taken = [str(option.get("key")) for option in entries(entry, "options")]
    key = key_from(label.get("en", ""), taken, otherwise="answer")
    target = resolve_target(posted.get("new.option.to", ""), bench.nodes, own=bench.node)
    return with_option(entry, key, label, target), f"option-{len(taken)}-to"


def _with_results(entry: dict[str, Any]) -> dict[str, Any]:
    check = REGISTRY.get(entry.get("check", ""))
    keys = [option.get("key") for option in entries(entry, "options")]
    for result in check.options if check else ():
        if result not in keys:
            entry = with_option(entry, result, {})
    return entry


def _option_key(entry: Entry, index: int) -> str:
    options = entries(entry, "options")
    return str(options[index].get("key")) if index < len(options) else ""
