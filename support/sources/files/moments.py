"""Times as files write them."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from support.payments.ladder.rungs import UNDER_WAY

_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})?")
_LAST_MINUTE = time(23, 59)


def read_time(text: str, zone: ZoneInfo) -> datetime | None:
    """Return an ISO 8601 time in UTC, None for what is none. Without an offset it is of `zone`."""
    if not text or _DATE.fullmatch(text):
        return None
    try:
        return in_utc(datetime.fromisoformat(text), zone)
    except ValueError:
        return None


def read_date(text: str) -> date | None:
    found = _DATE.fullmatch(text)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def in_utc(moment: datetime, zone: ZoneInfo) -> datetime | None:
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:  # the calendar's first and last days
        return None


def on_day(day: date, told_at: datetime | None, status: str, zone: ZoneInfo) -> datetime | None:
    """Return when something was so of which only the day is known.

    What leaves a payment under way counts from the day's first moment and what ends it from the
    last that can be, so that of two words of one day the one that ends it is the later. Nothing
    was so later than `told_at`, when the file was made.
    """
    at = in_utc(datetime.combine(day, time() if status in UNDER_WAY else _LAST_MINUTE), zone)
    return min(at, told_at) if at and told_at else at or told_at
