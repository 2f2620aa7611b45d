"""Where every box and arrow of a tree's drawing stands. Plain Python, with igraph.

The same document always gives the same layout, in whichever language it is read: a box has room for
the longest of its texts. y grows downwards.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from troubleshooting.trees.graph import Graph
from troubleshooting.trees.layout.boxes import (
    LABEL_LETTERS,
    LABEL_WIDTH,
    Box,
    Edge,
    Layout,
    box_size,
    extent,
    label_lines,
)
from troubleshooting.trees.layout.layering import Plan, plan
from troubleshooting.trees.layout.placing import Place, arrange
from troubleshooting.trees.layout.routes import Way
from troubleshooting.trees.layout.tracing import Arrow, Spot, Tracing

MARGIN = 24.0
PASSING_WIDTH = 12.0
# The branch with this many times more steps than the next one is the main way.
CLEARLY_LARGER = 1.5


def layout(tree: Mapping[str, Any] | Graph, *, collapsed: Collection[str] = ()) -> Layout:
    """Lay out a document, however unfinished it is, or a graph with all its sub-trees.

    What is reached through a collapsed step alone is left out. A small edit moves little: the order
    of the document decides wherever the arrows leave a choice.
    """
    planned = plan(tree, collapsed=collapsed)
    if not planned.steps:
        return Layout({}, (), 2 * MARGIN, 2 * MARGIN)
    return _Laying(planned).layout()


class _Laying:
    def __init__(self, planned: Plan) -> None:
        self.plan = planned
        self.places: list[Place] = []
        self.numbers: dict[str, int] = {}
        self.arrows: list[Arrow] = []
        self.counts = self._counts()
        self.sizes = {
            key: box_size(step, planned.lines.get(key, ()), is_folded=key in planned.hidden)
            for key, step in planned.steps.items()
        }

    def layout(self) -> Layout:
        self._place_all()
        middles = arrange(self.places, self._main_ways())
        tracing = Tracing(self.places, middles, self.arrows)
        tops = tracing.spread({self.numbers[key]: size[1] for key, size in self.sizes.items()})
        boxes = {
            key: self._box(key, middles[number], tops[self.places[number].layer])
            for key, number in self.numbers.items()
        }
        return _framed(boxes, tracing.edges())

    def _box(self, key: str, middle: float, top: float) -> Box:
        across, down = self.sizes[key]
        return Box(
            round(middle) - across / 2,
            top,
            across,
            down,
            tuple(self.plan.lines.get(key, ())),
            self.plan.hidden.get(key, 0),
            self.plan.elsewhere.get(key, 0),
        )

    def _place_all(self) -> None:
        """Give every box a place, and every arrow one in each layer that it passes."""
        into = Counter(way.target for way in self.plan.arrows if not way.is_back)
        out = Counter(way.source for way in self.plan.arrows if not way.is_back)
        listed: dict[str, list[Way]] = {}
        for way in self.plan.arrows:
            listed.setdefault(way.source, []).append(way)
        passing: list[tuple[Way, list[int], Spot, int]] = []

        def pass_through(way: Way) -> None:
            spot, lines = self._spot(way, into[way.target], out[way.source])
            passing.append((way, self._passing(way, spot), spot, lines))

        for key in self.plan.steps:
            hangs_on = self.plan.parents.get(key)
            if hangs_on:
                pass_through(hangs_on)
            self.numbers[key] = len(self.places)
            self.places.append(
                Place(self.plan.layers[key], self.sizes[key][0], steps=self.counts[key])
            )
            for way in listed.get(key, ()):
                if not self._hangs(way):
                    pass_through(way)
        for way, numbers, spot, lines in passing:
            self._join(way, numbers, spot, lines)

    def _join(self, way: Way, passing: list[int], spot: Spot, lines: int) -> None:
        """Tie an arrow's places together, from the top down."""
        ends = [self.numbers[way.source], self.numbers[str(way.target)]]
        top, bottom = reversed(ends) if way.is_back else ends
        chain = [top, *passing, bottom]
        self.arrows.append(Arrow(way, chain, spot, lines))
        for upper, lower in pairwise(chain):
            self.places[upper].below.append(lower)
            self.places[lower].above.append(upper)

    def _spot(self, way: Way, into: int, out: int) -> tuple[Spot, int]:
        """Say where the words of an arrow meet no others, and how many lines they take."""
        lines = label_lines(way, LABEL_WIDTH / LABEL_LETTERS)
        if not lines:
            return Spot.NOWHERE, 0
        if into == 1 and not way.is_back:
            return Spot.AT_TARGET, lines
        if out == 1 and not way.is_back:
            return Spot.AT_SOURCE, lines
        if self._span(way) > 1:
            return Spot.PASSING, lines
        return Spot.BETWEEN, 1

    def _span(self, way: Way) -> int:
        return abs(self.plan.layers[str(way.target)] - self.plan.layers[way.source])

    def _passing(self, way: Way, spot: Spot) -> list[int]:
        """Add a place in each layer that an arrow passes, and return them from the top."""
        top = min(self.plan.layers[way.source], self.plan.layers[str(way.target)])
        numbers: list[int] = []
        for step in range(1, self._span(way)):
            is_labelled = spot is Spot.PASSING and step == 1
            numbers.append(len(self.places))
            steps = self.counts[str(way.target)] if self._hangs(way) else 1
            width = LABEL_WIDTH if is_labelled else PASSING_WIDTH
            self.places.append(Place(top + step, width, is_box=False, steps=steps))
        return numbers

    def _main_ways(self) -> dict[int, int]:
        """Name the place that stands straight below another: on the way to most steps."""
        branches: dict[str, list[Arrow]] = {}
        for arrow in self.arrows:
            if self._hangs(arrow.way):
                branches.setdefault(arrow.way.source, []).append(arrow)
        main: dict[int, int] = {}
        for listed in branches.values():
            if chosen := _largest(listed, self.counts):
                main.update(pairwise(chosen.chain))
        return main

    def _hangs(self, way: Way) -> bool:
        return self.plan.parents.get(str(way.target)) is way

    def _counts(self) -> dict[str, int]:
        """Count the steps that hang on each step, itself included."""
        counts = dict.fromkeys(self.plan.steps, 1)
        for key in sorted(self.plan.parents, key=self.plan.layers.__getitem__, reverse=True):
            counts[self.plan.parents[key].source] += counts[key]
        return counts


def _largest(branches: Sequence[Arrow], counts: Mapping[str, int]) -> Arrow | None:
    """Return the branch that is clearly larger than the others, if any is."""
    ordered = sorted(branches, key=lambda arrow: -counts[str(arrow.way.target)])
    if len(ordered) == 1:
        return ordered[0]
    first, second = (counts[str(arrow.way.target)] for arrow in ordered[:2])
    return ordered[0] if first > CLEARLY_LARGER * second else None


def _framed(boxes: Mapping[str, Box], edges: Sequence[Edge]) -> Layout:
    """Move everything so that it begins at the margin."""
    left, top, right, bottom = extent(boxes.values(), edges)
    across, down = MARGIN - left, MARGIN - top
    return Layout(
        {key: replace(box, x=box.x + across, y=box.y + down) for key, box in boxes.items()},
        tuple(edge.moved(across, down) for edge in edges),
        right - left + 2 * MARGIN,
        bottom - top + 2 * MARGIN,
    )
