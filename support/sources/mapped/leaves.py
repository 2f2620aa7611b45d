"""The plain values of a payload, each with the JMESPath that finds it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

LEAVES_BOUND = 500
DEPTH_BOUND = 10
_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Leaf:
    """A plain value, where it stands, and the names on the way to it in snake case."""

    path: str
    names: tuple[str, ...]
    value: Any

    @property
    def name(self) -> str:
        return self.names[-1] if self.names else ""


def leaves(payload: Any) -> list[Leaf]:
    """Return the values of a payload in its order; of a list the first entry stands for all."""
    found = []
    for leaf in _walk(payload, "", ()):
        found.append(leaf)
        if len(found) == LEAVES_BOUND:
            break
    return found


def _walk(value: Any, path: str, names: tuple[str, ...]) -> Iterator[Leaf]:
    if len(names) > DEPTH_BOUND:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            step = key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)
            yield from _walk(inner, f"{path}.{step}" if path else step, (*names, snake(key)))
    elif isinstance(value, list):
        if value:
            yield from _walk(value[0], f"{path}[0]", names)
    elif path:
        yield Leaf(path, names, value)


def snake(key: str) -> str:
    """Write a name as providers' documents would in snake case: pspReference → psp_reference."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key)
    return re.sub(r"[^a-z0-9]+", "_", parted.casefold()).strip("_")
