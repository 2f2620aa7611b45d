"""Which ways of a tree become arrows, and in which layer each step stands. Plain Python.

A tree whose causes are reached from everywhere can't be read as arrows alone. So every step has one
place, beside the step that knows it best; near ways are arrows, far ones are lines of text in the
box that they leave, naming where they lead.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from troubleshooting.trees.documents.document import Content
from troubleshooting.trees.documents.entries import Entry
from troubleshooting.trees.graph import Graph
from troubleshooting.trees.layout.routes import (
    Directed,
    Way,
    as_document,
    directed,
    hidden_below,
    shown,
    ways_of,
)

NEAR = 3  # layers that an arrow may cross
NEAR_ONLY_WAY = 12  # the same for the only way on to a step that is no outcome
NEAR_SHARED = 2  # the same for an outcome that a few steps reach
FEW_SOURCES = 3
MANY_SOURCES = 4  # steps that more than these lead to are named in text: none could tell the arrows


@dataclass(frozen=True)
class Plan:
    """What is drawn: steps in the order of reading, their layers, arrows, and lines in boxes.

    `parents` names the way that each step hangs on; `hidden` counts what a collapsed step hides,
    `elsewhere` the ways to a step that are lines in the boxes of others.
    """

    steps: Mapping[str, Entry]
    layers: Mapping[str, int]
    arrows: list[Way]
    lines: Mapping[str, list[Way]]
    parents: Mapping[str, Way]
    hidden: Mapping[str, int]
    elsewhere: Mapping[str, int]


def plan(tree: Content | Graph, *, collapsed: Collection[str] = ()) -> Plan:
    """Plan the drawing of a document, however unfinished; below a collapsed step is nothing.

    Steps that are reached on other ways as well stay; outcomes go with the step they stand below,
    so that the rest of the drawing stays as it is.
    """
    document = as_document(tree)
    start, steps = document.start, document.steps
    ways = ways_of(steps)
    if not collapsed:
        return _Layering(steps, directed(start, ways), {}).plan({})
    whole = _Layering(steps, directed(start, ways), {})
    whole.place()
    homes = {key: way.source for key, way in whole.parents.items() if whole.is_outcome(key)}
    reached = shown(start, ways, collapsed)
    open_steps = reached.difference(collapsed)
    seen = {key for key in reached if key not in homes or homes[key] in open_steps}
    kept = {
        key: [
            way
            for way in ways[key]
            if key in open_steps or way.target is None or way.target in seen
        ]
        for key in steps
        if key in seen
    }
    shown_steps = {key: steps[key] for key in kept}
    hidden = hidden_below(ways, seen, collapsed)
    return _Layering(shown_steps, directed(start, kept), homes).plan(hidden)


class _Layering:
    """`homes` names the step below which an outcome has to stand if it is there."""

    def __init__(
        self, steps: Mapping[str, Entry], found: Directed, homes: Mapping[str, str]
    ) -> None:
        self.steps = steps
        self.homes = homes
        self.ways = found.ways
        self.order = found.order
        self.into: dict[str, list[Way]] = {key: [] for key in steps}
        for listed in found.ways.values():
            for way in listed:
                if way.target is not None and way.target in self.into and not way.is_back:
                    self.into[way.target].append(way)
        self.sources = Counter(way.target for listed in found.ways.values() for way in listed)
        self.ways_on = {
            key: sum(way.target in steps and not self.is_outcome(str(way.target)) for way in listed)
            for key, listed in found.ways.items()
        }  # to steps that are no outcomes
        self.layers: dict[str, int] = {}
        self.parents: dict[str, Way] = {}

    def plan(self, hidden: Mapping[str, int]) -> Plan:
        self.place()
        arrows: list[Way] = []
        lines: dict[str, list[Way]] = {}
        elsewhere: dict[str, int] = {}
        order = self._reading_order()
        for key in order:
            for way in self.ways[key]:
                if self._is_arrow(way):
                    arrows.append(way)
                    continue
                lines.setdefault(key, []).append(way)
                if way.target is not None and way.target in self.steps:
                    elsewhere[way.target] = elsewhere.get(way.target, 0) + 1
        steps = {key: self.steps[key] for key in order}
        return Plan(steps, self.layers, arrows, lines, self.parents, hidden, elsewhere)

    def place(self) -> None:
        """Find the layer of every step and what it hangs on."""
        self._place_steps()
        self._place_outcomes()

    def _reading_order(self) -> list[str]:
        """Return every step after the one it hangs on, one branch after the other."""
        branches: dict[str, list[str]] = {key: [] for key in self.steps}
        for ways in self.ways.values():
            for way in ways:
                if way.target is not None and self.parents.get(way.target) is way:
                    branches[way.source].append(way.target)
        roots = [key for key in self.steps if key not in self.parents]
        waiting = sorted(roots, key=self.order.__getitem__, reverse=True)
        order: list[str] = []
        while waiting:
            order.append(waiting.pop())
            waiting.extend(reversed(branches[order[-1]]))
        return order

    def is_outcome(self, key: str) -> bool:
        return self.steps[key].get("kind") == "outcome"

    def _place_steps(self) -> None:
        """Each step stands one layer below the lowest of those that lead to it."""
        for key in self.ways:
            if self.is_outcome(key):
                continue
            ways = self._told(self.into[key])
            lowest = max((self.layers[way.source] for way in ways), default=-1)
            self.layers[key] = lowest + 1
            if ways:
                self.parents[key] = min(
                    (way for way in ways if self.layers[way.source] == lowest), key=self._knows
                )

    def _told(self, ways: list[Way]) -> list[Way]:
        """Return the ways that place a step: those of an option, else the first "can't say"."""
        chosen = [way for way in ways if way.options]
        return chosen or sorted(ways, key=lambda way: self.layers[way.source])[:1]

    def _place_outcomes(self) -> None:
        """An outcome stands below the step that knows it best, or below the lower of a few."""
        for key in self.ways:
            if not self.is_outcome(key):
                continue
            ways = self._told(self.into[key])
            if not ways:
                self.layers[key] = 0
                continue
            at_home = [way for way in ways if way.source == self.homes.get(key)]
            self.parents[key] = best = min(at_home or ways, key=self._knows)
            layer = self.layers[best.source]
            lowest = max(self.layers[way.source] for way in ways)
            if self._are_neighbours(ways) and lowest - layer < NEAR_SHARED:
                layer = lowest
            self.layers[key] = layer + 1

    def _knows(self, way: Way) -> tuple[int, int, int, int]:
        """Sort first the step with few other ways, then the one with most options here."""
        source = way.source
        return len(self.ways[source]), -len(way.options), self.layers[source], self.order[source]

    def _is_arrow(self, way: Way) -> bool:
        if way.target is None or way.target not in self.layers or way.target == way.source:
            return False
        span = self.layers[way.target] - self.layers[way.source]
        if way.is_back:
            return 1 <= -span <= NEAR and self.sources[way.target] <= FEW_SOURCES
        return self.parents.get(way.target) is way or 1 <= span <= self._reach(way, way.target)

    def _reach(self, way: Way, target: str) -> int:
        """Return how many layers an arrow may cross that is not the one its target hangs on."""
        if not way.options:
            return 0
        if self.is_outcome(target):
            return NEAR_SHARED if self._are_neighbours(self.into[target]) else 0
        if self.sources[target] > MANY_SOURCES:
            return 0
        is_only_way_on = self.ways_on[way.source] == 1
        return NEAR_ONLY_WAY if is_only_way_on and self.sources[target] <= FEW_SOURCES else NEAR

    def _are_neighbours(self, ways: list[Way]) -> bool:
        """Tell whether a few ways, no two from one step, come from steps near to each other."""
        if len(ways) > FEW_SOURCES:
            return False
        sources = {way.source for way in ways}
        above = {key: self._above(key) for key in sources}
        tops = [key for key in sources if above[key] not in sources]
        if len(tops) == 1:
            return True
        parents = {above[key] for key in tops}
        return len(parents) == 1 and all(
            key is not None and len(self.ways[key]) <= FEW_SOURCES for key in parents
        )

    def _above(self, key: str) -> str | None:
        return self.parents[key].source if key in self.parents else None
