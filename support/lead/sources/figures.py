"""What came of each source, counted over the newest events only: it costs the same always."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

# Of a busy installation that is hours, of most it is more than the month that is asked for.
NEWEST = 50_000
DAY, MONTH = timedelta(days=1), timedelta(days=30)
_FIELDS_SHOWN = 200

_CAME = """
    WITH newest AS (
        SELECT source, received_at FROM intake_paymentevent ORDER BY id DESC LIMIT %(newest)s
    ), gaps AS (
        SELECT source, received_at,
               received_at - lag(received_at) OVER (PARTITION BY source ORDER BY received_at) AS gap
        FROM newest WHERE received_at > %(month)s
    )
    SELECT source, count(*), count(*) FILTER (WHERE received_at > %(day)s),
           min(received_at), max(received_at), max(gap)
    FROM gaps GROUP BY source
"""
_UNREAD = """
    WITH newest AS (
        SELECT source, unread, received_at FROM intake_paymentevent
        WHERE %(source)s IN ('', source) ORDER BY id DESC LIMIT %(newest)s
    )
    SELECT source, one->>'field' AS field, count(*), max(one->>'value'), max(received_at)
    FROM newest, jsonb_array_elements(unread) AS one
    WHERE unread <> '[]' AND received_at > %(month)s
    GROUP BY source, field ORDER BY count(*) DESC, field LIMIT %(shown)s
"""


_WORDS = """
    WITH newest AS (
        SELECT unread, received_at FROM intake_paymentevent
        WHERE source = %(source)s ORDER BY id DESC LIMIT %(newest)s
    )
    SELECT one->>'field', one->>'value'
    FROM newest, jsonb_array_elements(unread) AS one
    WHERE unread <> '[]' AND received_at > %(month)s
    GROUP BY 1, 2 ORDER BY count(*) DESC, 1, 2 LIMIT %(shown)s
"""


@dataclass(frozen=True)
class Came:
    """How much a source sent. `longest_gap` is the longest that it was silent in the time counted.

    `since` is when counting begins: 30 days ago, or later where there was more than is counted.
    """

    source: str
    month: int
    day: int
    since: datetime
    last_at: datetime
    longest_gap: timedelta | None


@dataclass(frozen=True)
class UnreadField:
    """A field that could not be read: how often in 30 days, an example, and when last."""

    source: str
    field: str
    count: int
    example: str
    last_at: datetime


def count_events(now: datetime) -> dict[str, Came]:
    """Count what came, by the slug of its source, in one query."""
    rows = _rows(_CAME, newest=NEWEST, month=now - MONTH, day=now - DAY)
    return {row[0]: Came(*row) for row in rows}


def count_unread(now: datetime, source: str = "") -> list[UnreadField]:
    """Count the fields that were not read, the most frequent first; of one source or of all."""
    given = {"source": source, "newest": NEWEST, "month": now - MONTH, "shown": _FIELDS_SHOWN}
    return [UnreadField(*row) for row in _rows(_UNREAD, **given)]


def unread_words(now: datetime, source: str) -> dict[str, list[str]]:
    """Return what stood in the fields of a source that were not read, the most frequent first."""
    given = {"source": source, "newest": NEWEST, "month": now - MONTH, "shown": _FIELDS_SHOWN}
    found: dict[str, list[str]] = {}
    for field, value in _rows(_WORDS, **given):
        found.setdefault(field, []).append(value)
    return found


def _rows(statement: str, **given: Any) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        yield from cursor.fetchall()
