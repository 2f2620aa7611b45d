"""Bringing together two changes of the same value, made without knowing of each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from troubleshooting.trees.documents.parts import ABSENT, Path, are_keyed, by_key


@dataclass(frozen=True)
class Clash:
    """A field that both sides changed, and not alike. ABSENT stands for "taken out"."""

    path: Path
    mine: Any
    theirs: Any


def merge(was: Any, mine: Any, theirs: Any, path: Path = ()) -> tuple[Any, list[Clash]]:
    """Apply what changed from `was` to `mine` to `theirs`; where both changed a field, it clashes.

    What both changed alike doesn't clash. Where there are clashes, theirs stays in their place.
    """
    if mine in (was, theirs):
        return theirs, []
    if theirs == was:
        return mine, []
    if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
        return _merge_maps({} if was is ABSENT else was, mine, theirs, path)
    if are_keyed(was, mine, theirs):
        return _merge_lists(was, mine, theirs, path)
    return theirs, [Clash(path, mine, theirs)]


def _merge_maps(
    was: Any, mine: Mapping[str, Any], theirs: Mapping[str, Any], path: Path
) -> tuple[Any, list[Clash]]:
    if not isinstance(was, Mapping):
        return theirs, [Clash(path, mine, theirs)]
    merged: dict[str, Any] = {}
    clashes: list[Clash] = []
    for name in dict.fromkeys((*theirs, *mine)):
        value, found = merge(
            was.get(name, ABSENT),
            mine.get(name, ABSENT),
            theirs.get(name, ABSENT),
            (*path, str(name)),
        )
        clashes += found
        if value is not ABSENT:
            merged[name] = value
    return merged, clashes


def _merge_lists(was: Any, mine: Any, theirs: Any, path: Path) -> tuple[Any, list[Clash]]:
    """Merge lists of maps with keys: their order as one value, and each map by itself."""
    wases, mines, theirses = by_key(was), by_key(mine), by_key(theirs)
    order, clashes = merge(list(wases), list(mines), list(theirses), path)
    merged: dict[str, Any] = {}
    for key in dict.fromkeys((*theirses, *mines)):
        value, found = merge(
            wases.get(key, ABSENT),
            mines.get(key, ABSENT),
            theirses.get(key, ABSENT),
            (*path, key),
        )
        clashes += found
        merged[key] = value
    if clashes:
        return theirs, clashes
    return [merged[key] for key in order], []
