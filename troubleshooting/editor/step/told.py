"""What the customer is told at an outcome: the cause's sentences, edited with the draft."""

from collections.abc import Mapping
from typing import Any

from troubleshooting.causes.models import Cause
from troubleshooting.editor.bench.workbench import Workbench
from troubleshooting.trees.documents.document import Document
from troubleshooting.trees.documents.entries import Entry, text
from troubleshooting.trees.documents.format import TOLD
from troubleshooting.trees.editing.operations import SetNode
from troubleshooting.trees.telling import carried, changed_since, told_by

# Names the cause whose sentences the form showed: with another one chosen they are not its.
TOLD_OF = "told_of"


def as_changed(bench: Workbench, entry: Entry) -> dict[str, Any]:
    """Return an outcome with those sentences alone that the draft changes."""
    live = Document.of(bench.live.document).steps.get(entry["key"]) if bench.live else None
    return changed_since(entry, live)


def told_at(entry: Entry) -> dict[str, Mapping[str, str]]:
    """Return the sentences of an outcome: those it carries, else those in force."""
    cause = Cause.named(text(entry, "cause"))
    return {} if cause is None else {**told_by(cause), **carried(entry)}


def with_told(
    bench: Workbench, entry: Entry, base: Entry, posted: Mapping[str, str]
) -> dict[str, Any]:
    """Return an outcome as it was written, with the sentences alone that the draft changes.

    Those of a cause that is not chosen any more are left behind.
    """
    if TOLD_OF not in posted:
        return dict(entry)
    kept = {name: value for name, value in entry.items() if name not in TOLD}
    cause = Cause.named(text(entry, "cause"))
    if cause is None or posted[TOLD_OF] != cause.slug:
        return kept
    changed = as_changed(bench, base)
    for name, present in told_by(cause).items():
        written = _whole(entry.get(name) or {})
        if name in changed or written != _whole(present):
            kept[name] = written
        elif name in base:
            kept[name] = base[name]
    return kept


def _whole(texts: Mapping[str, str]) -> dict[str, str]:
    return {language: words for language, words in texts.items() if words}


def fellows(bench: Workbench, entry: Entry) -> list[SetNode]:
    """Let the tree's other outcomes of the same cause tell the same."""
    cause = text(entry, "cause")
    if cause is None or entry.get("kind") != "outcome":
        return []
    told = carried(entry)
    return [
        SetNode(key, {**{name: other[name] for name in other if name not in TOLD}, **told})
        for key, other in bench.nodes.items()
        if key != entry["key"]
        and other.get("cause") == cause
        and carried(other) != told
        and other.get("kind") == "outcome"
    ]
