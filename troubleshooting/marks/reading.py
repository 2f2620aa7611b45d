"""Keeping what was read until it has changed."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection

MOST_KEPT = 500
# The mark of this transaction where it is `apart`, else that of all.
READ = "SELECT coalesce(nullif(current_setting('marks.apart', true), ''), value::text)"
READ += " FROM marks_mark WHERE name = 'known'"

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


def be_apart() -> None:
    """Let what the present transaction changes be noticed by itself alone: it will be taken back.

    Else whoever changes a marked table meanwhile would wait for its end.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('marks.apart', gen_random_uuid()::text, true)")


def kept(read: Callable[P, R]) -> Callable[P, R]:
    """Decorate a reading of marked tables alone: its result is kept by this process.

    What it returns belongs to all who ask, and may not be changed. Errors are not kept. Outside of
    `seen` the mark is read each time, which is one small row.
    """
    # Replaced whole, so that no thread puts what it read before a change under the mark after it.
    now: tuple[str, dict[Hashable, R]] = ("", {})

    @wraps(read)
    def read_kept(*args: P.args, **kwargs: P.kwargs) -> R:
        nonlocal now
        mark = _seen.get() or _read_mark()
        if not mark:
            return read(*args, **kwargs)
        read_by, results = now
        if mark != read_by or len(results) > MOST_KEPT:
            results = {}
            now = (mark, results)
        key = (args, tuple(sorted(kwargs.items())))
        if key in results:
            return results[key]
        result = results[key] = read(*args, **kwargs)
        return result

    return read_kept


def _read_mark() -> str:
    with connection.cursor() as cursor:
        cursor.execute(READ)
        row = cursor.fetchone()
    return row[0] if row else ""
