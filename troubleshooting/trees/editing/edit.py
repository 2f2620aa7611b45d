"""A document under the hand of an operation: its nodes in order, and which of them it touched."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from troubleshooting.checks.text import gettext_noop
from troubleshooting.trees.documents.branches import retargeted
from troubleshooting.trees.documents.document import Content, Document
from troubleshooting.trees.documents.entries import Entry
from troubleshooting.trees.documents.parts import parts_of, size_of
from troubleshooting.trees.validation.soundness import (
    Refused,
    refuse_oversize,
    refuse_unsound_entry,
    refuse_unsound_meta,
)


@dataclass(frozen=True)
class Summary:
    """What was done: an English sentence to translate, and what fills it.

    A value may be a text in several languages: the reader's is put in.
    """

    message: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Applied:
    """The document after an operation, and the parts it changed, as they were and as they are."""

    document: Content
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    summary: Summary


class Edit:
    """Collects what one operation does. The document it began with stays as it is."""

    def __init__(self, document: Content) -> None:
        self.document = document
        self.meta = {name: value for name, value in document.items() if name != "nodes"}
        self.nodes = dict(Document.of(document).steps)
        self._touched: set[str] = set()
        self._set: set[str] = set()

    def entry(self, key: str) -> Entry:
        """Return a node. Raises Refused if there is none."""
        if key not in self.nodes:
            raise Refused(
                "unknown_node", gettext_noop("There is no step “%(node)s” any more."), node=key[:80]
            )
        return self.nodes[key]

    def set_meta(self, field: str, value: Any) -> None:
        refuse_unsound_meta(field, value)
        self._set.add(field)
        if value is None:
            self.meta.pop(field, None)
        else:
            self.meta[field] = value

    def put(self, entry: Entry, key: str | None = None) -> None:
        """Put new content in the place of a node, which keeps its key."""
        refuse_unsound_entry(entry)
        if key not in (None, entry["key"]):
            message = gettext_noop("The key of “%(node)s” is changed by renaming it.")
            raise Refused("other_key", message, node=str(key)[:80])
        self.entry(entry["key"])
        self.nodes[entry["key"]] = entry
        self._touched.add(entry["key"])

    def add(self, entries: Iterable[Entry], after: str | None) -> None:
        """Add nodes after another, or at the end if there is none of that key."""
        added: dict[str, Entry] = {}
        for entry in entries:
            refuse_unsound_entry(entry)
            self.refuse_taken(entry["key"])
            if entry["key"] in added:
                raise _taken(entry["key"])
            added[entry["key"]] = entry
        self._touched |= added.keys()
        self._insert(added, after if after in self.nodes else next(reversed(self.nodes), None))

    def remove(self, key: str) -> Entry:
        entry = self.entry(key)
        self._touched.add(key)
        del self.nodes[key]
        return entry

    def move(self, key: str, after: str | None) -> None:
        """Move a node after another one, or to the first place."""
        entry = self.remove(key)
        if after is not None:
            self.entry(after)
        self._insert({key: entry}, after)

    def rename(self, entry: Entry, key: str) -> None:
        """Give a node another key in the same place; the ways to it stay as they are."""
        content = {**entry, "key": key}
        refuse_unsound_entry(content)
        self.refuse_taken(key)
        self._touched |= {entry["key"], key}
        self.nodes = {
            (key if name == entry["key"] else name): (content if name == entry["key"] else node)
            for name, node in self.nodes.items()
        }

    def retarget(self, target: Callable[[str], str]) -> int:
        """Lead every way of the tree where `target` says; return how many nodes that changed."""
        changed = 0
        for key, entry in self.nodes.items():
            content = retargeted(entry, target)
            if content != entry:
                self.nodes[key] = content
                self._touched.add(key)
                changed += 1
        start = self.meta.get("start")
        if isinstance(start, str) and start and target(start) != start:
            self.set_meta("start", target(start))
        return changed

    def refuse_taken(self, key: str) -> None:
        if key in self.nodes:
            raise _taken(key)

    def applied(self, summary: Summary) -> Applied:
        """Return what came of it. Raises Refused if the tree has too many nodes now."""
        document = {**self.meta, "nodes": list(self.nodes.values())}
        after = parts_of(document, meta=self._set, nodes=self._touched)
        refuse_oversize(len(self.nodes), size_of(after))
        before = parts_of(self.document, meta=self._set, nodes=self._touched)
        return Applied(document, before, after, summary)

    def _insert(self, added: Mapping[str, Entry], after: str | None) -> None:
        nodes: dict[str, Entry] = dict(added) if after is None else {}
        for key, entry in self.nodes.items():
            nodes[key] = entry
            if key == after:
                nodes.update(added)
        self.nodes = nodes


def name_of(entry: Entry) -> Any:
    """Return what people call a node: its title, or its key while it has none."""
    return entry["title"] if any(entry["title"].values()) else entry["key"]


def _taken(key: str) -> Refused:
    return Refused("key_taken", gettext_noop("There is a step “%(node)s” already."), node=key)
