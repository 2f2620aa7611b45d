"""The ways of a document for drawing, however unfinished it is: merged, directed, and which show.

Plain Python. Nothing here refuses a document: its author needs the drawing to see what is wrong.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from troubleshooting.trees.documents.document import Content, Document, spread
from troubleshooting.trees.documents.entries import Entry, entries, text
from troubleshooting.trees.documents.texts import Localised, localised
from troubleshooting.trees.graph import Graph


@dataclass(frozen=True)
class Way:
    """All options of a step that lead to the same place. `target` is None where they lead nowhere.

    `otherwise` tells whether "can't say" leads there too, `is_back` that it closes a circle.
    """

    source: str
    target: str | None
    options: tuple[str, ...]
    labels: tuple[Localised, ...]
    otherwise: bool = False
    is_back: bool = False


Ways = Mapping[str, list[Way]]


@dataclass(frozen=True)
class Directed:
    """Every way after its direction is known.

    `ways` has each step before those that it leads on to; `order` is the order of reading.
    """

    ways: dict[str, list[Way]]
    order: dict[str, int]


def as_document(tree: Content | Graph) -> Document:
    """Return a graph as the document it could have been made from."""
    if not isinstance(tree, Graph):
        return Document.of(tree)
    nodes = [
        {
            "key": node.key,
            "kind": node.kind,
            "title": node.title,
            "options": [
                {"key": option.key, "label": option.label, "to": option.to}
                for option in node.options
            ],
            "otherwise": node.otherwise,
        }
        for node in tree.nodes.values()
    ]
    return Document(slug=tree.slug, title=tree.title, start=tree.start, nodes=nodes)


def ways_of(steps: Mapping[str, Entry]) -> dict[str, list[Way]]:
    """Return the ways of every step in the order of its options, each target once."""
    return {key: list(_merged(key, entry, steps)) for key, entry in steps.items()}


def shown(start: str | None, ways: Ways, collapsed: Collection[str]) -> set[str]:
    """Return the steps that are drawn: nothing that is reached through a collapsed step alone.

    What no way leads to is drawn as well: its author has to find it.
    """
    roots = _roots(start, ways)
    circles = ways.keys() - _reached(roots, ways, ())
    return _reached(roots, ways, collapsed) | circles


def hidden_below(ways: Ways, seen: Collection[str], collapsed: Iterable[str]) -> dict[str, int]:
    """Count what is hidden below each collapsed step that is drawn."""
    counts = {
        key: len(_reached([key], ways, ()).difference(seen)) for key in collapsed if key in seen
    }
    return {key: count for key, count in counts.items() if count}


def directed(start: str | None, ways: Ways) -> Directed:
    """Find the ways that lead back, by walking the options in their order from the start."""
    walk = _Walk(ways)
    for root in (*_roots(start, ways), *ways):
        walk.walk(root)
    return Directed(
        {
            key: [
                replace(way, is_back=True) if (key, way.target) in walk.back else way
                for way in ways[key]
            ]
            for key in reversed(walk.finished)
        },
        {key: place for place, key in enumerate(walk.is_done)},
    )


class _Walk:
    """Goes as deep as it can, option by option. `is_done` names steps in the order of reading."""

    def __init__(self, ways: Ways) -> None:
        self.ways = ways
        self.is_done: dict[str, bool] = {}
        self.finished: list[str] = []
        self.back: set[tuple[str, str]] = set()

    def walk(self, root: str) -> None:
        if root in self.is_done:
            return
        waiting = [self._enter(root)]
        while waiting:
            key, following = waiting[-1]
            for way in following:
                target = way.target
                if target is None or target not in self.ways or self.is_done.get(target):
                    continue
                if target in self.is_done:
                    self.back.add((key, target))
                    continue
                waiting.append(self._enter(target))
                break
            else:
                self.is_done[key] = True
                self.finished.append(key)
                waiting.pop()

    def _enter(self, key: str) -> tuple[str, Iterator[Way]]:
        self.is_done[key] = False
        return key, iter(self.ways[key])


def _roots(start: str | None, ways: Ways) -> list[str]:
    """Return where reading begins: the start, and every step that no other leads to."""
    led_to = {way.target for listed in ways.values() for way in listed if way.target != way.source}
    roots = [start] if start is not None and start in ways else []
    return roots + [key for key in ways if key not in led_to and key != start]


def _reached(starts: Iterable[str], ways: Ways, stop: Collection[str]) -> set[str]:
    def onward(key: str) -> list[str]:
        listed = ways[key] if key not in stop else []
        return [way.target for way in listed if way.target is not None]

    return spread(starts, onward)


@dataclass
class _Merged:
    options: list[str] = field(default_factory=list)
    labels: list[Localised] = field(default_factory=list)
    otherwise: bool = False


def _merged(key: str, entry: Entry, steps: Mapping[str, Entry]) -> Iterator[Way]:
    merged: dict[str | None, _Merged] = {}
    for option, label, to in _named_ways(entry):
        way = merged.setdefault(to if to in steps else None, _Merged())
        if option is None:
            way.otherwise = True
        else:
            way.options.append(option)
            way.labels.append(label)
    for target, way in merged.items():
        yield Way(key, target, tuple(way.options), tuple(way.labels), way.otherwise)


def _named_ways(entry: Entry) -> Iterator[tuple[str | None, Localised, str | None]]:
    """Return option, label and target of every way; no option stands for "can't say"."""
    kind = entry.get("kind")
    if kind == "outcome":
        return
    if kind == "jump":
        yield "", {}, text(entry, "to")
        return
    for option in entries(entry, "options"):
        key = text(option, "key") or ""
        yield key, localised(option.get("label")) or {"en": key}, text(option, "to")
    if otherwise := text(entry, "otherwise"):
        yield None, {}, otherwise
