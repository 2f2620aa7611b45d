"""How far apart the layers stand, the courses of the arrows, and room for their words.

Plain Python. Arrows run straight down through layers and bend between them only, so that none
crosses a box; words stand where their arrow runs alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from troubleshooting.trees.layout.boxes import (
    LABEL_LINE,
    LABEL_WIDTH,
    LABEL_WIDTH_BETWEEN,
    Edge,
    Label,
    Point,
)
from troubleshooting.trees.layout.placing import Place
from troubleshooting.trees.layout.routes import Way

BEND = 26.0
BEND_MORE = 40.0  # at most, for arrows that go far to the side
FAR = 30.0  # pixels to the side for one more of height
STALK = 8.0
HEAD_ROOM = 12.0  # the arrow's head
ROW = 20.0
ROWS = 3
BACK_SIDE = 84.0  # arrows that lead back leave and enter beside those that lead on


class Spot(Enum):
    """Where the words of an arrow stand."""

    NOWHERE = "nowhere"
    AT_SOURCE = "at source"
    AT_TARGET = "at target"
    PASSING = "passing"
    BETWEEN = "between"


@dataclass(frozen=True)
class Arrow:
    """A way from place to place, from the top down, also where it leads back up."""

    way: Way
    chain: list[int]
    spot: Spot
    lines: int


@dataclass
class Gap:
    """The room between a layer and the next: words at sources, bends, words at targets."""

    source_lines: int = 0
    target_lines: int = 0
    rows: int = 0
    farthest: float = 0.0
    top: float = 0.0

    @property
    def bend_top(self) -> float:
        return self.top + STALK + self.source_lines * LABEL_LINE

    @property
    def bend_bottom(self) -> float:
        bend = BEND + min(BEND_MORE, self.farthest / FAR)
        return self.bend_top + max(bend, self.rows * ROW + BEND if self.rows else 0)

    @property
    def bottom(self) -> float:
        return self.bend_bottom + self.target_lines * LABEL_LINE + HEAD_ROOM


class Tracing:
    def __init__(
        self, places: Sequence[Place], middles: Sequence[float], arrows: Sequence[Arrow]
    ) -> None:
        self.places = places
        self.middles = middles
        self.columns = [float(round(middle)) for middle in middles]
        self.arrows = arrows
        self.tops: list[float] = []
        self.bottoms: dict[int, float] = {}
        self.gaps = [Gap() for _layer in range(max(place.layer for place in places) + 1)]
        self.between: dict[int, list[Arrow]] = {}
        self.turns: dict[tuple[str, str | None], int] = {}
        for arrow in arrows:
            self._reserve(arrow)
        for depth, listed in self.between.items():
            self.gaps[depth].rows = min(len(listed), ROWS)
            listed.sort(key=self._middle_of)
            for turn, arrow in enumerate(listed):
                self.turns[arrow.way.source, arrow.way.target] = turn

    def spread(self, heights: Mapping[int, float]) -> list[float]:
        """Return the top of every layer; `heights` are those of the boxes by place."""
        tallest = [0.0] * len(self.gaps)
        for number, height in heights.items():
            depth = self.places[number].layer
            tallest[depth] = max(tallest[depth], height)
        for arrow in self.arrows:
            if arrow.spot is Spot.PASSING:
                depth = self.places[arrow.chain[1]].layer
                tallest[depth] = max(tallest[depth], arrow.lines * LABEL_LINE + STALK)
        top = 0.0
        for height, gap in zip(tallest, self.gaps, strict=True):
            self.tops.append(top)
            gap.top = top + height
            top = gap.bottom
        self.bottoms = {
            number: self.tops[self.places[number].layer] + height
            for number, height in heights.items()
        }
        return self.tops

    def edges(self) -> list[Edge]:
        """Return every arrow with its course. Call it after `spread`."""
        return [Edge(arrow.way, self._course(arrow), self._label(arrow)) for arrow in self.arrows]

    def _reserve(self, arrow: Arrow) -> None:
        """Make room in the gaps that an arrow crosses."""
        first, last = self._depth(arrow, 0), self._depth(arrow, -2)
        if arrow.spot is Spot.AT_SOURCE:
            self.gaps[first].source_lines = max(self.gaps[first].source_lines, arrow.lines)
        if arrow.spot is Spot.AT_TARGET:
            self.gaps[last].target_lines = max(self.gaps[last].target_lines, arrow.lines)
        if arrow.spot is Spot.BETWEEN:
            self.between.setdefault(first, []).append(arrow)
        for upper, lower in pairwise(arrow.chain):
            gap = self.gaps[self.places[upper].layer]
            gap.farthest = max(gap.farthest, abs(self.middles[upper] - self.middles[lower]))

    def _depth(self, arrow: Arrow, at: int) -> int:
        return self.places[arrow.chain[at]].layer

    def _middle_of(self, arrow: Arrow) -> tuple[float, float]:
        upper, lower = (self._across(arrow, number) for number in arrow.chain[:2])
        return upper + lower, upper

    def _across(self, arrow: Arrow, number: int) -> float:
        is_aside = arrow.way.is_back and self.places[number].is_box
        return self.columns[number] + (BACK_SIDE if is_aside else 0)

    def _course(self, arrow: Arrow) -> tuple[Point, ...]:
        points: list[Point] = [(self._across(arrow, arrow.chain[0]), self.bottoms[arrow.chain[0]])]
        for upper, lower in pairwise(arrow.chain):
            gap = self.gaps[self.places[upper].layer]
            points.append((self._across(arrow, upper), gap.bend_top))
            points.append((self._across(arrow, lower), gap.bend_bottom))
        last = arrow.chain[-1]
        points.append((self._across(arrow, last), self.tops[self.places[last].layer]))
        return tuple(reversed(points)) if arrow.way.is_back else tuple(points)

    def _label(self, arrow: Arrow) -> Label | None:
        first = self.gaps[self._depth(arrow, 0)]
        if arrow.spot is Spot.AT_SOURCE:
            across = self._across(arrow, arrow.chain[0])
            return Label(across, first.top + STALK / 2, LABEL_WIDTH, arrow.lines)
        if arrow.spot is Spot.AT_TARGET:
            last = self.gaps[self._depth(arrow, -2)]
            top = last.bottom - HEAD_ROOM - arrow.lines * LABEL_LINE
            return Label(self._across(arrow, arrow.chain[-1]), top, LABEL_WIDTH, arrow.lines)
        if arrow.spot is Spot.PASSING:
            across = self._across(arrow, arrow.chain[1])
            return Label(across, self.tops[self._depth(arrow, 1)], LABEL_WIDTH, arrow.lines)
        return self._label_between(arrow, first) if arrow.spot is Spot.BETWEEN else None

    def _label_between(self, arrow: Arrow, gap: Gap) -> Label:
        """Put the words on the bend; neighbours take turns in being higher and lower."""
        row = self.turns[arrow.way.source, arrow.way.target] % gap.rows
        inner = (gap.bend_bottom - gap.bend_top - gap.rows * ROW) / 2
        top = gap.bend_top + inner + row * ROW + (ROW - LABEL_LINE) / 2
        share = (top + LABEL_LINE / 2 - gap.bend_top) / (gap.bend_bottom - gap.bend_top)
        left, right = (self._across(arrow, number) for number in arrow.chain[:2])
        return Label(left + (right - left) * _bent(share), top, LABEL_WIDTH_BETWEEN, 1)


def _bent(share: float) -> float:
    """Return how far to the side a bend has come at this share of its height."""
    low, high = 0.0, 1.0
    for _halving in range(12):
        t = (low + high) / 2
        height = 1.5 * t * (1 - t) + t**3  # control points at half the height
        low, high = (t, high) if height < share else (low, t)
    return 3 * low**2 * (1 - low) + low**3
