"""Where in a payload the payment stands: which object is its own, and whether there are several."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from support.sources.mapped.called import LISTS, TIERS
from support.sources.mapped.leaves import Leaf, leaves

_TELLING = ("reference", "status", "amount", "currency", "failure_code", "failure_message")
_OF_MONEY = ("amount", "money", "funds")
_NAMES = {name: " ".join(TIERS[name]).split() for name in _TELLING}


@dataclass(frozen=True)
class Scene:
    """The leaves of a payload with paths as a map writes them, and the payment's own object.

    `each` is the list of payments, "" where a payload tells of one.
    """

    leaves: list[Leaf]
    home: tuple[str, ...]
    each: str = ""

    def outside(self, leaf: Leaf) -> int:
        """Count the levels from the payment's object up to what holds a leaf too."""
        return len(self.home) - _shared(self.home, leaf.names[:-1])

    def deeper(self, leaf: Leaf) -> int:
        around = leaf.names[:-1]
        return len(around) - _shared(self.home, around)


def scene_of(payload: Any) -> Scene:
    found = leaves(payload)
    home = _home(found)
    each = next((leaf for leaf in found if leaf.names[:-1] == home and _list_of(leaf)), None)
    if each is None:
        return Scene(found, home)
    path = _list_of(each)
    inside, deep = f"{path}[0].", path.count(".") + 1
    own = [
        replace(leaf, path=leaf.path.removeprefix(inside), names=leaf.names[deep:])
        if leaf.path.startswith(inside)
        else replace(leaf, path=f"$.{leaf.path}", names=("", *leaf.names))
        for leaf in found
    ]
    return Scene(own, home[deep:], path)


def _home(found: list[Leaf]) -> tuple[str, ...]:
    """Return the object that holds most of what a payment has; of equals the first."""
    held: Counter[tuple[str, ...]] = Counter()
    for leaf in found:
        around = leaf.names[:-1]
        joined = "_".join(leaf.names[-2:])
        if not any({leaf.name, joined} & set(names) for names in _NAMES.values()):
            continue
        is_money = bool(around) and any(word in around[-1] for word in _OF_MONEY)
        held[around[:-1] if is_money else around] += 1
    return max(held, key=lambda around: held[around]) if held else ()


def _list_of(leaf: Leaf) -> str:
    """Return the list of payments that a leaf stands in, "" if it stands in none."""
    before, bracket, _after = leaf.path.rpartition("[0].")
    last = leaf.names[before.count(".")] if bracket and "[" not in before else ""
    return before if last.rpartition("_")[2] in LISTS else ""


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count
