"""Reading the parts of a document that may hold any JSON: each reader gives a type or nothing."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from troubleshooting.trees.document import DEPTH_LIMIT, SIZE_LIMIT_BYTES

Entry = Mapping[str, Any]

# A lone half of a pair, or a NUL, is text that PostgreSQL refuses.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def text(entry: Entry, name: str) -> str | None:
    value = entry.get(name)
    return value if isinstance(value, str) and value else None


def entries(entry: Entry, name: str) -> list[Entry]:
    """Return the maps of a list; whatever else it holds is left out."""
    value = entry.get(name)
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def ways_on(entry: Entry) -> Iterator[str]:
    """Return every key that a node leads to."""
    if entry["kind"] == "outcome":
        return
    if entry["kind"] == "jump":
        names: list[Entry] = [entry]
    else:
        names = entries(entry, "options")
        if otherwise := text(entry, "otherwise"):
            yield otherwise
    for name in names:
        if target := text(name, "to"):
            yield target


def is_storable(document: Any) -> bool:
    """Tell whether a document is bounded in depth and size, and holds no broken text."""
    waiting = [(document, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEPTH_LIMIT:
            return False
        if isinstance(value, Mapping):
            waiting.extend((item, depth + 1) for pair in value.items() for item in pair)
        elif isinstance(value, list):
            waiting.extend((item, depth + 1) for item in value)
        elif not _is_storable_value(value):
            return False
    return len(json.dumps(document, ensure_ascii=False).encode()) <= SIZE_LIMIT_BYTES


def _is_storable_value(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return not isinstance(value, str) or _UNSTORABLE.search(value) is None
