"""Branches of a tree: what hangs on a node alone, who leads to it, and copies under other keys."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from troubleshooting.trees.documents.document import Content, Document, spread
from troubleshooting.trees.documents.entries import Entry, entries, text
from troubleshooting.trees.documents.format import LENGTH_LIMIT, TARGETS

KEY_LETTERS = 40
_NOT_OF_A_KEY = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Referrer:
    """A way that leads to a node: by which option, or by a field of the node itself.

    `node` is empty where the tree itself starts there.
    """

    node: str
    option: str | None
    field: str


def referrers(document: Content, *keys: str) -> list[Referrer]:
    """Name every way of other nodes that leads to these, and would lead nowhere without them."""
    document = Document.of(document)
    found = [Referrer("", None, "start")] if document.start in keys else []
    for node, entry in document.steps.items():
        if node in keys:
            continue
        found += [
            Referrer(node, option["key"], "to")
            for option in entries(entry, "options")
            if option.get("to") in keys
        ]
        found += [Referrer(node, None, field) for field in TARGETS if entry.get(field) in keys]
    return found


def branch_of(document: Content, key: str) -> list[Entry]:
    """Return the node and all that is reached through it alone, in the order of the document."""
    document = Document.of(document)
    ways = {name: _targets(entry) for name, entry in document.steps.items()}
    others = spread([document.start or ""], lambda name: ways.get(name, []) if name != key else [])
    branch = {key, *(spread([key], lambda name: ways.get(name, [])) - others)}
    return [entry for name, entry in document.steps.items() if name in branch]


def key_from(wording: str, taken: Collection[str], *, otherwise: str = "step") -> str:
    """Make a key that nobody has out of an English text; numbered where the text gives none."""
    base = _NOT_OF_A_KEY.sub("_", wording.lower()).strip("_")[:KEY_LETTERS].strip("_")
    return _numbered(otherwise, taken, first=1) if not base else free_key(base, taken)


def free_key(key: str, taken: Collection[str]) -> str:
    return key if key not in taken else _numbered(key, taken, first=2)


def copied(
    branch: Iterable[Entry], taken: Collection[str], *, outside: Callable[[str], str]
) -> list[dict[str, Any]]:
    """Copy nodes under keys that nobody has; ways within the branch stay within the copy.

    `outside` says where a way out of the branch leads in the copy.
    """
    branch = list(branch)
    used = set(taken)
    names: dict[str, str] = {}
    for entry in branch:
        names[entry["key"]] = free_key(entry["key"], used)
        used.add(names[entry["key"]])

    def target(key: str) -> str:
        return names[key] if key in names else outside(key)

    return [{**retargeted(entry, target), "key": names[entry["key"]]} for entry in branch]


def retargeted(entry: Entry, target: Callable[[str], str]) -> dict[str, Any]:
    """Return a node whose ways all lead where `target` says."""
    changed = dict(entry)
    for field in TARGETS:
        if key := text(entry, field):
            changed[field] = target(key)
    if isinstance(entry.get("options"), list):
        changed["options"] = [
            {**option, "to": target(key)} if (key := text(option, "to")) else option
            for option in entries(entry, "options")
        ]
    return changed


def _targets(entry: Entry) -> list[str]:
    """Every way, also those that mean nothing for the kind that the node has at the moment."""
    named = [text(option, "to") for option in entries(entry, "options")]
    named += [text(entry, field) for field in TARGETS]
    return [key for key in named if key]


def _numbered(base: str, taken: Collection[str], *, first: int) -> str:
    number = first
    while True:
        suffix = f"_{number}"
        key = base[: LENGTH_LIMIT - len(suffix)] + suffix
        if key not in taken:
            return key
        number += 1
