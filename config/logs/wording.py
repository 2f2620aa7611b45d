"""Texts and errors without what identifies a customer or opens a door."""

import re
import traceback
from collections.abc import Iterator
from typing import Any

from django.db import Error as DatabaseError

HIDDEN = "•••"

# Our own lines hold references and ids only. This is for those of libraries, and for mistakes.
_HIDDEN_PARTS = [
    # The password of an address like redis://:secret@host, and what a path asks for.
    (re.compile(r"://[^\s/@]+@"), f"://{HIDDEN}@"),
    (re.compile(r"(?<=[\w/])\?[^\s\"'?]+"), f"?{HIDDEN}"),
    # What follows these in a path opens a page, or lets a provider in.
    (
        re.compile(r"(/(?:s/unsubscribe|s|help|new|sms-receipts|incoming-sms)/)[^\s\"'?]+"),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"(?i)\b(bearer|basic|token)\s+[\w.~+/=-]{8,}"), rf"\1 {HIDDEN}"),
    (re.compile(rf"[^\s<>\"'(),:;=/{HIDDEN}]+@[^\s<>\"'(),:;]+"), HIDDEN),
    (re.compile(r"(?<![\w-])(\+\d(?:[ ()-]?\d){6,}|\d{9,})(?![\w-])"), HIDDEN),
]


def scrubbed(text: str) -> str:
    """Return a text without addresses, telephone and account numbers, tokens and passwords.

    What masking finds is masked as everywhere.
    """
    from troubleshooting.discretion.masking import mask  # noqa: PLC0415  the timetable loads none of it

    text = mask(text).text
    for pattern, instead in _HIDDEN_PARTS:
        text = pattern.sub(instead, text)
    return text


def kind_of(error: BaseException) -> str:
    """Name an error without its own words, which may quote any value.

    Of an error of the database its code and the names that it gives are told too.
    """
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else _dotted(kind)
    if isinstance(error, DatabaseError) and (diag := getattr(error.__cause__, "diag", None)):
        names = (diag.sqlstate, diag.table_name, diag.column_name, diag.constraint_name)
        return " ".join([name, *filter(None, names)])
    return name


def trace_of(error: BaseException) -> str:
    """Tell where an error and those that led to it arose: the lines of code, never their values."""
    return "\n".join(line for link in _chain(error) for line in [*_lines(link), kind_of(link)])


def _lines(error: BaseException) -> list[str]:
    return [line.rstrip("\n") for line in traceback.format_tb(error.__traceback__)]


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in seen:
        seen.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    yield from reversed(seen)


def _dotted(kind: type[Any]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
