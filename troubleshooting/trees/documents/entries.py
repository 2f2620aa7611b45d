"""Reading the parts of a document that may hold any JSON: each reader gives a type or nothing."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from troubleshooting.trees.documents.format import DEPTH_LIMIT, SIZE_LIMIT_BYTES

Entry = Mapping[str, Any]

# A NUL, which PostgreSQL refuses, as JSON writes it; not a backslash that a text begins with.
_WRITTEN_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def text(entry: Entry, name: str) -> str | None:
    value = entry.get(name)
    return value if isinstance(value, str) and value else None


def entries(entry: Entry, name: str) -> list[Entry]:
    """Return the maps of a list; whatever else it holds is left out."""
    value = entry.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def ways_on(entry: Entry) -> Iterator[str]:
    """Return every key that a node leads to."""
    if entry.get("kind") == "outcome":
        return
    if entry.get("kind") == "jump":
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
    if _is_too_deep(document):
        return False
    try:
        # A number that is none, and a lone half of a pair, can't be written at all.
        written = json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    except ValueError:
        return False
    return len(written) <= SIZE_LIMIT_BYTES and _WRITTEN_NUL.search(written) is None


def _is_too_deep(document: Any) -> bool:
    waiting = [(document, 0)] if isinstance(document, dict | list) else []
    while waiting:
        value, depth = waiting.pop()
        if depth > DEPTH_LIMIT:
            return True
        parts = value.values() if isinstance(value, dict) else value
        waiting.extend((part, depth + 1) for part in parts if isinstance(part, dict | list))
    return False
