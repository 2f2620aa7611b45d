"""Times as the map says they are written, or as they look."""

import re
from datetime import UTC, datetime, time
from typing import Any

from troubleshooting.checks.reading.text import Unreadable, shown
from troubleshooting.checks.reading.times import FIRST_YEAR, LAST_YEAR, read_time, read_zone
from troubleshooting.checks.text import gettext_noop

# ISO 8601, RFC 2822, fourteen digits, seconds or milliseconds since 1970: by their looks.
AUTO = "auto"
_PER_SECOND = {"epoch": 1, "ms": 1000}
_PATTERN_BOUND = 60
_DATE = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})")


def read_moment(value: Any, how: str, zone: str, *, ends_day: bool = False) -> datetime:
    """Read a time by `how`: auto, epoch, ms or a pattern of strptime. Raises Unreadable.

    `zone` is where clocks without an offset stand. A bare date is no time, but with `ends_day` it
    means its last second.
    """
    refusal = Unreadable(gettext_noop("“%(value)s” cannot be read as a time."), value=shown(value))
    if isinstance(value, bool):
        raise refusal
    date = _DATE.fullmatch(str(value).strip())
    try:
        if date and ends_day and "%" not in how:
            day = datetime(*map(int, date.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
            return datetime.combine(day, time(23, 59, 59), read_zone(zone))
        if how in _PER_SECOND:
            value = datetime.fromtimestamp(float(value) / _PER_SECOND[how], UTC)
            if not FIRST_YEAR <= value.year < LAST_YEAR:
                raise refusal
        elif "%" in how:
            value = datetime.strptime(str(value).strip(), how[:_PATTERN_BOUND])  # noqa: DTZ007
    except Unreadable:
        raise
    # strptime makes an expression of its pattern, whose mistakes are re's.
    except (ArithmeticError, OSError, TypeError, ValueError, re.error):
        raise refusal from None
    return read_time(value, zone)[0]
