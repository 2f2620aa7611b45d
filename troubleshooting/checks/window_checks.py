from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from troubleshooting.checks.reading import (
    Unreadable,
    read_text,
    read_time,
    read_zone,
    shown,
)
from troubleshooting.checks.registry import (
    Facts,
    Finding,
    is_missing,
    register,
    strong,
    weak,
)
from troubleshooting.checks.text import gettext_noop

SATURDAY = 5


class Moment(StrEnum):
    """Where a time lies, seen from the channel."""

    OPEN = "open"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CLOSED = "closed"


@dataclass(frozen=True)
class Window:
    """A channel's hours. They begin with the opening second and end before the closing
    one, so a payment at the cut-off itself is late. Seconds count from midnight on the
    channel's wall clock; a window that closes before it opens runs through midnight."""

    zone: ZoneInfo
    opens: int
    closes: int
    works_on_weekends: bool
    calendar: str

    def place(self, moment: datetime) -> Moment:
        local = moment.astimezone(self.zone)
        bank_holidays = _calendar(self.calendar) if self.calendar else None
        if not self.works_on_weekends and _is_weekend(local.date(), bank_holidays):
            return Moment.WEEKEND
        if bank_holidays is not None and local.date() in bank_holidays:
            return Moment.HOLIDAY
        seconds = local.hour * 3600 + local.minute * 60 + local.second
        if self.opens < self.closes:
            is_open = self.opens <= seconds < self.closes
        else:
            is_open = seconds >= self.opens or seconds < self.closes
        return Moment.OPEN if is_open else Moment.CLOSED


SENTENCES = {
    Moment.OPEN: gettext_noop(
        "It was %(local)s in %(zone)s, inside the channel's hours %(opens)s–%(closes)s."
    ),
    Moment.WEEKEND: gettext_noop(
        "It was %(local)s in %(zone)s, a weekend, and the channel does not work on weekends."
    ),
    Moment.HOLIDAY: gettext_noop(
        "It was %(local)s in %(zone)s, a holiday in the channel's calendar %(calendar)s."
    ),
    Moment.CLOSED: gettext_noop(
        "It was %(local)s in %(zone)s, outside the channel's hours %(opens)s–%(closes)s."
    ),
}
SENTENCES_WITHOUT_OFFSET = {
    Moment.OPEN: gettext_noop(
        "The time has no offset; read in the channel's zone it was %(local)s in %(zone)s,"
        " inside the channel's hours %(opens)s–%(closes)s."
    ),
    Moment.WEEKEND: gettext_noop(
        "The time has no offset; read in the channel's zone it was %(local)s in %(zone)s, a"
        " weekend, and the channel does not work on weekends."
    ),
    Moment.HOLIDAY: gettext_noop(
        "The time has no offset; read in the channel's zone it was %(local)s in %(zone)s, a"
        " holiday in the channel's calendar %(calendar)s."
    ),
    Moment.CLOSED: gettext_noop(
        "The time has no offset; read in the channel's zone it was %(local)s in %(zone)s,"
        " outside the channel's hours %(opens)s–%(closes)s."
    ),
}


@register(
    "time_window",
    title=gettext_noop("Was the payment made inside the channel's hours?"),
    options=("inside", "outside"),
    reads=(
        "created_at",
        "channel_timezone",
        "channel_opens",
        "channel_closes",
        "channel_weekend",
        "channel_holidays",
    ),
    needs=(
        "created_at",
        "channel_timezone",
        "channel_opens",
        "channel_closes",
        "channel_weekend",
    ),
    source=gettext_noop("Article on unpaid payouts: payment time window; ISO 20022 TM01"),
)
def time_window(facts: Facts) -> Finding:
    """A time that came without an offset is an assumption, so what follows is weak."""
    window = _window(facts)
    moment, assumed_zone = read_time(facts["created_at"], window.zone)
    place = window.place(moment)
    values: dict[str, Any] = {
        "local": f"{moment.astimezone(window.zone):%Y-%m-%d %H:%M:%S}",
        "zone": window.zone.key,
        "opens": shown(facts["channel_opens"]),
        "closes": shown(facts["channel_closes"]),
        "calendar": window.calendar,
        "created_at": shown(facts["created_at"]),
    }
    sentences = SENTENCES_WITHOUT_OFFSET if assumed_zone else SENTENCES
    is_open = place is Moment.OPEN
    return (weak if assumed_zone else strong)(
        "inside" if is_open else "outside",
        sentences[place],
        None if is_open else "outside_time_window",
        **values,
    )


def _window(facts: Facts) -> Window:
    opens, closes = (
        read_clock(facts["channel_opens"]),
        read_clock(facts["channel_closes"]),
    )
    weekend = facts["channel_weekend"]
    if opens == closes or not isinstance(weekend, bool):
        raise Unreadable(
            gettext_noop("The channel's hours %(opens)s–%(closes)s cannot be read."),
            opens=shown(facts["channel_opens"]),
            closes=shown(facts["channel_closes"]),
        )
    calendar = facts.get("channel_holidays")
    return Window(
        zone=read_zone(facts["channel_timezone"]),
        opens=opens,
        closes=closes,
        works_on_weekends=weekend,
        calendar="" if is_missing(calendar) else read_text(calendar).upper(),
    )


def read_clock(value: object) -> int:
    """Read "07:00" as seconds from midnight; "24:00" is the day's end. Raises Unreadable."""
    hours, _, minutes = read_text(value).partition(":")
    if _is_clock_part(hours) and _is_clock_part(minutes):
        seconds = int(hours) * 3600 + int(minutes) * 60
        if int(minutes) < 60 and seconds <= 24 * 3600:
            return seconds
    raise Unreadable(
        gettext_noop("“%(value)s” cannot be read as a time of day."), value=shown(value)
    )


def _is_clock_part(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 2


def _is_weekend(day: date, bank_holidays: holidays.HolidayBase | None) -> bool:
    """Follow the calendar where it moves weekends, as China does around its holidays."""
    if bank_holidays is None:
        return day.weekday() >= SATURDAY
    return day.weekday() in bank_holidays.weekend and day not in bank_holidays.weekend_workdays


@lru_cache(maxsize=64)
def _calendar(name: str) -> holidays.HolidayBase:
    """Find the calendar "GB" (a country) or "ECB" (days of TARGET). Raises Unreadable."""
    try:
        if name in holidays.list_supported_financial():
            return holidays.financial_holidays(name)
        return holidays.country_holidays(name)
    except NotImplementedError:
        raise Unreadable(
            gettext_noop("“%(value)s” is not a holiday calendar."), value=shown(name)
        ) from None
