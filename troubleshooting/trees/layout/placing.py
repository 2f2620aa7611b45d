"""Where boxes stand from left to right within their layers. Plain Python, with igraph.

igraph's layered layout orders each layer so that few arrows cross; then every layer is settled so
that the main way of a branch runs straight down and no two boxes come too near.
"""

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import igraph

BOX_GAP = 28.0
LINE_GAP = 14.0
CROSSING_ROUNDS = 24
SETTLING_ROUNDS = 6
FEW_ROUNDS = 2
MANY_PLACES = 5_000  # nobody sees in so large a drawing what further rounds would mend
ALMOST_STRAIGHT = 10.0  # less than the gaps
PASSING_WEIGHT = 8.0

Pull = tuple[Sequence[int], float]  # the places that a place would like to stand by, and its weight


@dataclass(frozen=True)
class Place:
    """A box, or the point where an arrow passes a layer. `steps` is how many hang on it."""

    layer: int
    width: float
    is_box: bool = True
    steps: int = 1
    above: list[int] = field(default_factory=list)
    below: list[int] = field(default_factory=list)


def arrange(places: Sequence[Place], main: Mapping[int, int]) -> list[float]:
    """Return the middle of each place. `main` names the place straight below another one.

    `above` and `below` of a place are numbers of places in the layers next to it.
    """
    if not places:
        return []
    layers = _ordered(places)
    return _Settling(places, layers, main).middles()


def _ordered(places: Sequence[Place]) -> list[list[int]]:
    """Order each layer as igraph does if fewer arrows cross then; else the given order stays."""
    given = _layers(places, [float(number) for number in range(len(places))])
    crossings = _crossings(places, given)
    if not crossings:
        return given
    ways = [(number, below) for number, place in enumerate(places) for below in place.below]
    graph = igraph.Graph(n=len(places), edges=ways, directed=True)
    found = graph.layout_sugiyama(
        layers=[place.layer for place in places], hgap=1, vgap=1, maxiter=CROSSING_ROUNDS
    )
    ordered = _layers(places, [found[number][0] for number in range(len(places))])
    return ordered if _crossings(places, ordered) < crossings else given


def _layers(places: Sequence[Place], middles: Sequence[float]) -> list[list[int]]:
    layers: list[list[int]] = [[] for _ in range(max(place.layer for place in places) + 1)]
    for number, place in enumerate(places):
        layers[place.layer].append(number)
    for layer in layers:
        layer.sort(key=lambda number: (round(middles[number], 3), number))
    return layers


def _crossings(places: Sequence[Place], layers: Sequence[Sequence[int]]) -> int:
    """Count how often two arrows between the same layers cross."""
    at = {number: spot for layer in layers for spot, number in enumerate(layer)}
    count = 0
    for layer in layers:
        seen: list[int] = []
        for number in layer:
            ends = sorted(at[below] for below in places[number].below)
            count += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return count


class _Settling:
    """Moves the places of each layer towards what they hang on, again and again."""

    def __init__(
        self, places: Sequence[Place], layers: list[list[int]], main: Mapping[int, int]
    ) -> None:
        self.places = places
        self.layers = layers
        self.main = main
        self.main_above = {below: number for number, below in main.items()}
        self.at = [0.0] * len(places)
        self.offsets = [self._packed(layer) for layer in layers]

    def middles(self) -> list[float]:
        for layer, offsets in zip(self.layers, self.offsets, strict=True):
            for number, offset in zip(layer, offsets, strict=True):
                self.at[number] = offset - offsets[-1] / 2
        upwards, downwards = (
            [self._pull(number, downwards=down) for number in range(len(self.places))]
            for down in (False, True)
        )
        is_large = len(self.places) > MANY_PLACES
        for _round in range(FEW_ROUNDS if is_large else SETTLING_ROUNDS):
            before = list(self.at)
            for depth in reversed(range(len(self.layers))):
                self._settle(depth, upwards)
            for depth in range(len(self.layers)):
                self._settle(depth, downwards)
            if before == self.at:
                break
        for layer in self.layers:
            for number in layer:
                above = self.at[self.main_above.get(number, number)]
                if abs(self.at[number] - above) < ALMOST_STRAIGHT:
                    self.at[number] = above
        return self.at

    def _packed(self, layer: Sequence[int]) -> list[float]:
        """Return where the places of a layer would stand side by side."""
        offsets = [0.0]
        for left, right in pairwise(layer):
            first, second = self.places[left], self.places[right]
            gap = BOX_GAP if first.is_box and second.is_box else LINE_GAP
            offsets.append(offsets[-1] + (first.width + second.width) / 2 + gap)
        return offsets

    def _settle(self, depth: int, pulls: Sequence[Pull]) -> None:
        """Move a layer as little as possible from where its places would like to be."""
        layer, offsets, at = self.layers[depth], self.offsets[depth], self.at
        blocks: list[tuple[float, float, int]] = []  # wished place, weight, how many
        for number, offset in zip(layer, offsets, strict=True):
            others, weight = pulls[number]
            if not others:
                wish = at[number] - offset
            elif len(others) == 1:
                wish = at[others[0]] - offset
            else:
                wish = sum([at[other] for other in others]) / len(others) - offset
            count = 1
            while blocks and blocks[-1][0] > wish:
                before, its_weight, its_count = blocks.pop()
                total = its_weight + weight
                wish = (before * its_weight + wish * weight) / total
                weight, count = total, its_count + count
            blocks.append((wish, weight, count))
        place = 0
        for wish, _weight, count in blocks:
            for _each in range(count):
                at[layer[place]] = wish + offsets[place]
                place += 1

    def _pull(self, number: int, *, downwards: bool) -> Pull:
        place = self.places[number]
        straight = (self.main_above if downwards else self.main).get(number)
        if straight is not None:
            lower = place if downwards else self.places[straight]
            return [straight], float(lower.steps) ** 3  # a short branch gives way
        others = place.above if downwards else place.below
        if not others:
            return others, 0.1
        return others, 1.0 if place.is_box else PASSING_WEIGHT
