"""Work on very many rows for which nobody waits, beside people who wait for a page.

It is done in small sets, each a transaction, and rests after each as its length tells: so a machine
that is slow or busy gets as much of a rest as a fast one.
"""

import math
import time
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeVar

from django.db import connection

# Of what a set took. Without, who reads a case while 100,000 are linked waits more than twice as
# long as else; with much more, the customers of as many are not told of an update within a minute.
REST = 0.25
ROUND_SECONDS = 14.0  # of the 15 till the timetable begins the next: two at once would not rest

Work = TypeVar("Work")


class Set(NamedTuple):
    """What came of a set: so many rows are new, and whether there may be more to do."""

    new: int
    more: bool


def round_ends_at() -> float:
    """Return until when a round that begins now may go on, on the monotonic clock."""
    return time.monotonic() + ROUND_SECONDS


def until_late(works: Iterable[Work], ends_at: float) -> Iterator[Work]:
    """Yield one work after the other until it is late; the first in any case."""
    for place, work in enumerate(works):
        if place and time.monotonic() > ends_at:
            return
        yield work


def in_sets(do_next: Callable[[], Set], *, ends_at: float = math.inf) -> int:
    """Do one set after the other until there is no more, or it is late; return how many are new.

    What is left then the next round goes on with. No rest is taken in a transaction, whose locks
    others would wait for.
    """
    count = 0
    while True:
        begun = time.monotonic()
        done = do_next()
        count += done.new
        took = time.monotonic() - begun
        if not done.more or begun + took > ends_at:
            return count
        if not connection.in_atomic_block:
            time.sleep(took * REST)
