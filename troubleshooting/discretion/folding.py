"""A text as it is read: digits of any script, letters of full width and marks that nobody sees."""

import sys
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# What takes no place: soft hyphen, joiners, directions, variation selectors, frames of keys, tags.
_UNSEEN = (0xAD, 0x34F, 0x61C, 0x180E, 0x20E3, 0xFEFF)
_UNSEEN_RANGES = (
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0xFE00, 0xFE0F),
    (0xE0000, 0xE0FFF),
)
_LIKE = {
    "‐‑‒–—―−﹣": "\N{EN DASH}",  # told from a hyphen, which is part of names
    "·•・。．": ".",
    "，、": ",",
    "；": ";",
    "：": ":",
    "“”＂": '"',
    "‘’＇": "'",
}


def folded(text: str) -> tuple[str, list[int] | None]:
    """Return a text as it is read, and of each character the place where it was typed.

    The places are None where they are the same.
    """
    if text.isascii():
        return text, None
    table = _table()
    read = text.translate(table)
    if len(read) == len(text):
        return read, None
    return read, [place for place, mark in enumerate(text) if table.get(ord(mark), "") is not None]


@lru_cache(maxsize=1)
def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = {}
    for marks, like in _LIKE.items():
        table |= dict.fromkeys(map(ord, marks), like)
    for code in range(0x80, sys.maxunicode + 1):
        mark = chr(code)
        if mark.isdecimal():
            table[code] = str(unicodedata.decimal(mark))
        elif mark.isspace():
            table[code] = " "
    for code in range(0xFF01, 0xFF5F):  # ASCII at full width
        table.setdefault(code, chr(code - 0xFEE0))
    return table | dict.fromkeys(_unseen())


def _unseen() -> Iterator[int]:
    yield from _UNSEEN
    for first, last in _UNSEEN_RANGES:
        yield from range(first, last + 1)
