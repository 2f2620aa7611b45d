"""Keeping what was read until it has changed."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection

MOST_KEPT = 500

P = ParamSpec("P")
R = TypeVar("R")
_seen: ContextVar[str] = ContextVar("mark", default="")


@contextmanager
def seen(mark: str) -> Iterator[None]:
    """Let everything that is read within go by a mark that was read just now."""
    token = _seen.set(mark)
    try:
        yield
    finally:
        _seen.reset(token)


@contextmanager
def once() -> Iterator[None]:
    """Let everything that is read within go by one mark, read now unless one was seen."""
    with seen(_seen.get() or _read_mark()):
        yield


def kept(read: Callable[P, R]) -> Callable[P, R]:
    """Decorate a reading of marked tables alone: its result is kept by this process.

    What it returns belongs to all who ask, and may not be changed. Errors are not kept. Outside of
    `seen` the mark is read each time, which is one small row.
    """
    results: dict[Hashable, R] = {}
    read_by = ""

    @wraps(read)
    def read_kept(*args: P.args, **kwargs: P.kwargs) -> R:
        nonlocal read_by
        mark = _seen.get() or _read_mark()
        if not mark:
            return read(*args, **kwargs)
        if mark != read_by or len(results) > MOST_KEPT:
            results.clear()
            read_by = mark
        key = (args, tuple(sorted(kwargs.items())))
        if key not in results:
            results[key] = read(*args, **kwargs)
        return results[key]

    return read_kept


def _read_mark() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT value::text FROM marks_mark WHERE name = 'known'")
        row = cursor.fetchone()
    return row[0] if row else ""
