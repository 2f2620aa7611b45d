"""Shifts as iCalendar (RFC 5545), read by calendar programs."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from support.roster.planning import Duty
from web.access import name_of

LONGEST_LINE = 75  # octets, without the line's end (RFC 5545, 3.1)
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def calendar_of(name: str, duties: Iterable[Duty], *, host: str, now: datetime) -> str:
    """Return a calendar: an event a shift, whose UID stays when somebody else takes it."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Casewalk//Roster//EN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for duty in duties:
        lines += _event(duty, host, now)
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(duty: Duty, host: str, now: datetime) -> list[str]:
    words = _("%(team)s: %(person)s") % {"team": duty.team.name, "person": name_of(duty.person)}
    return [
        "BEGIN:VEVENT",
        f"UID:{duty.key}@{host}",
        f"DTSTAMP:{_moment(now)}",
        f"DTSTART:{_moment(duty.begins)}",
        f"DTEND:{_moment(duty.ends)}",
        f"SUMMARY:{_text(words)}",
        *(["STATUS:TENTATIVE"] if duty.is_away else []),
        "END:VEVENT",
    ]


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    return words.translate(_ESCAPES)


def folded(line: str) -> str:
    """Break a line so that none is too long, and no letter is broken."""
    parts, size = [""], 0
    for letter in line:
        length = len(letter.encode())
        if size + length > LONGEST_LINE:
            parts.append(" ")
            size = 1
        parts[-1] += letter
        size += length
    return "\r\n".join(parts)
