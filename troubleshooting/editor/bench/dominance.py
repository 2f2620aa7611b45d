"""Which step all ways to a step lead through. Plain Python."""

from collections.abc import Mapping, Sequence

from igraph import Graph

Ways = Mapping[str, Sequence[str]]


def dominators(start: str, ways: Ways) -> dict[str, str]:
    """Return, for every step reached from the start, the nearest one that no way to it avoids.

    The start itself is left out.
    """
    keys = list(dict.fromkeys([start, *ways, *(to for found in ways.values() for to in found)]))
    place = {key: at for at, key in enumerate(keys)}
    arrows = [(place[key], place[to]) for key, found in ways.items() for to in found]
    nearest = Graph(len(keys), arrows, directed=True).dominator(place[start])
    return {key: keys[at] for key, at in zip(keys, nearest, strict=True) if at >= 0}
