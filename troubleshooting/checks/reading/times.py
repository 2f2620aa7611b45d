"""Read moments and time zones."""

import re
import unicodedata
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from troubleshooting.checks.reading.text import Unreadable, is_short, shown
from troubleshooting.checks.text import gettext_noop

# A bare number is a time only where all its other readings lie outside these years.
FIRST_YEAR, LAST_YEAR = 2000, 2100
# By how many digits a count of seconds, milliseconds or microseconds since 1970 has nowadays.
UNITS_PER_SECOND = {10: 1, 13: 10**3, 16: 10**6}
DIGITS_OF_A_DATE = 14  # YYYYMMDDHHMMSS

_ISO = re.compile(r"[0-9]{4}[-/]?[0-9]{2}[-/]?[0-9]{2}[T ]+[0-9]{2}", re.IGNORECASE)
_OFFSET = re.compile(r" +(?:(?P<utc>Z|UTC|GMT)|(?P<offset>[+-][0-9]{2}:?[0-9]{2}))$", re.IGNORECASE)
_MAIL = re.compile(  # RFC 2822, section 3.3, and as HTTP writes it
    r"(?:[A-Za-z]{3,9},? )?[0-9]{1,2} [A-Za-z]{3} [0-9]{4} [0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
    # CST is six hours behind in America and eight ahead in China.
    r"(?: (?:[+-][0-9]{4}|UTC?|GMT|CDT|[EMP][SD]T))?"
)
_NUMBER = re.compile(r"(?P<digits>[0-9]+)(?P<fraction>\.[0-9]{1,9})?")


def read_time(value: object, zone: str | tzinfo) -> tuple[datetime, bool]:
    """Read a moment; the second value says that `zone` was assumed for want of an offset.

    ISO 8601, RFC 2822, fourteen digits, and seconds, milliseconds or microseconds since 1970 are
    read; a bare number only where it lies in this century, so that no other reading is likely.
    Raises Unreadable, also for a date without a time of day.
    """
    refusal = Unreadable(gettext_noop("“%(value)s” cannot be read as a time."), value=shown(value))
    local = read_zone(zone) if isinstance(zone, str) else zone
    try:
        moment = value if isinstance(value, datetime) else _moment(_time_text(value))
    except (ValueError, OverflowError):
        raise refusal from None
    if moment is None:
        raise refusal
    assumed_zone = moment.tzinfo is None
    if assumed_zone:
        moment = moment.replace(tzinfo=local)
    try:  # the first and last hours of the calendar have no place in other zones
        moment.astimezone(UTC).astimezone(local)
    except OverflowError:
        raise refusal from None
    return moment, assumed_zone


def _time_text(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**17 else ""
    return " ".join(unicodedata.normalize("NFKC", value).split()) if is_short(value) else ""


def _moment(text: str) -> datetime | None:
    """Return the moment, naive where no offset was given. Raises ValueError."""
    if _ISO.match(text):
        # A blank before the offset is common and against the standard.
        text = _OFFSET.sub(lambda match: "Z" if match["utc"] else match["offset"], text)
        return datetime.fromisoformat(text.replace("/", "-").upper())
    if number := _NUMBER.fullmatch(text):
        moment = _of_number(number["digits"], number["fraction"] or "")
        return moment if moment and FIRST_YEAR <= moment.year < LAST_YEAR else None
    if _MAIL.fullmatch(text):
        moment = parsedate_to_datetime(text)
        # "-0000" is a time of UTC whose writer's zone is not told (RFC 2822, section 3.3).
        return moment.replace(tzinfo=UTC) if text.endswith("-0000") else moment
    return None


def _of_number(digits: str, fraction: str) -> datetime | None:
    if len(digits) == DIGITS_OF_A_DATE and not fraction.strip(".0"):
        return datetime.strptime(digits, "%Y%m%d%H%M%S")  # noqa: DTZ007 - the zone is added later
    per_second = UNITS_PER_SECOND.get(len(digits))
    if per_second is None:
        return None
    return datetime.fromtimestamp((int(digits) + float(fraction or 0)) / per_second, UTC)


def read_zone(value: object) -> ZoneInfo:
    """Raises Unreadable for what is not a time zone of the tz database."""
    text = value.strip() if is_short(value) else ""
    try:
        if re.fullmatch(r"[A-Za-z0-9_+/-]+", text):
            return ZoneInfo(text)
    except (KeyError, ValueError, OSError):  # a folder of the database is an OSError
        pass
    raise Unreadable(gettext_noop("“%(value)s” is not a time zone."), value=shown(value))
