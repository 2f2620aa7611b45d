"""Which step all ways to a step lead through. Plain Python."""

from collections.abc import Mapping, Sequence

Ways = Mapping[str, Sequence[str]]


def dominators(start: str, ways: Ways) -> dict[str, str]:
    """Return, for every step reached from the start, the nearest one that no way to it avoids.

    The start itself is left out. The method is that of Cooper, Harvey and Kennedy.
    """
    order = _postorder(start, ways)
    place = {key: at for at, key in enumerate(order)}
    before: dict[str, list[str]] = {key: [] for key in order}
    for key in order:
        for target in ways.get(key, ()):
            before[target].append(key)
    nearest = {start: start}
    is_settled = False
    while not is_settled:
        is_settled = True
        for key in reversed(order[:-1]):
            found = _meeting([one for one in before[key] if one in nearest], nearest, place)
            if nearest.get(key) != found:
                nearest[key] = found
                is_settled = False
    return {key: found for key, found in nearest.items() if key != start}


def _meeting(keys: Sequence[str], nearest: Mapping[str, str], place: Mapping[str, int]) -> str:
    met = keys[0]
    for key in keys[1:]:
        other = key
        while met != other:
            while place[met] < place[other]:
                met = nearest[met]
            while place[other] < place[met]:
                other = nearest[other]
    return met


def _postorder(start: str, ways: Ways) -> list[str]:
    """Return every step that is reached, each after those that are reached from it."""
    order: list[str] = []
    seen = {start}
    waiting = [(start, iter(ways.get(start, ())))]
    while waiting:
        key, targets = waiting[-1]
        for target in targets:
            if target not in seen:
                seen.add(target)
                waiting.append((target, iter(ways.get(target, ()))))
                break
        else:
            order.append(key)
            waiting.pop()
    return order
