from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from troubleshooting.checks.reading.as_written import (
    Unreadable,
    read_text,
    read_time,
    read_zone,
    shown,
)
from troubleshooting.checks.reading.bank_days import NO_EXCEPTIONS, Exceptions, Moment, Window
from troubleshooting.checks.registry import (
    Facts,
    Finding,
    is_missing,
    lacking,
    register,
    strong,
    weak,
)
from troubleshooting.checks.text import gettext_noop

SENTENCES = {
    Moment.OPEN: gettext_noop(
        "It was %(local)s in %(zone)s, inside the channel's hours %(opens)s–%(closes)s."
    ),
    Moment.WEEKEND: gettext_noop(
        "It was %(local)s in %(zone)s, a weekend, and the channel does not work on weekends."
    ),
    Moment.HOLIDAY: gettext_noop("It was %(local)s in %(zone)s, a bank holiday (%(calendar)s)."),
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
        " bank holiday (%(calendar)s)."
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
        "channel_bank_days",
        "channel_stop_until",
    ),
    needs=(
        "channel_timezone",
        "channel_opens",
        "channel_closes",
        "channel_weekend",
    ),
    absence_counts=("created_at",),
    source=gettext_noop("Article on unpaid payouts: payment time window; ISO 20022 TM01"),
)
def time_window(facts: Facts) -> Finding:
    """A time that came without an offset is an assumption, so what follows is weak."""
    window = _window(facts)
    if is_missing(facts.get("created_at")):
        return _without_a_time(window)
    moment, assumed_zone = read_time(facts["created_at"], window.zone)
    conclude = weak if assumed_zone else strong
    if (until := stop_until(facts)) is not None:
        words = gettext_noop("The channel stood still as planned, until %(until)s.")
        return conclude("outside", words, "outside_time_window", until=until)
    place = window.place(moment)
    values: dict[str, Any] = {
        "local": f"{moment.astimezone(window.zone):%Y-%m-%dT%H:%M}",
        "zone": _place(window.zone),
        "opens": shown(facts["channel_opens"]),
        "closes": shown(facts["channel_closes"]),
        "calendar": window.calendar,
        "created_at": shown(facts["created_at"]),
    }
    sentences = SENTENCES_WITHOUT_OFFSET if assumed_zone else SENTENCES
    is_open = place is Moment.OPEN
    return conclude(
        "inside" if is_open else "outside",
        sentences[place],
        None if is_open else "outside_time_window",
        **values,
    )


def stop_until(facts: Facts) -> str | None:
    """Return until when the channel stood still as planned, in ISO 8601, None if it did not."""
    if is_missing(facts.get("channel_stop_until")):
        return None
    named = facts.get("channel_timezone")
    zone = ZoneInfo("UTC") if is_missing(named) else read_zone(named)
    return read_time(facts["channel_stop_until"], zone)[0].isoformat()


def _place(zone: ZoneInfo) -> str:
    return zone.key.rpartition("/")[2].replace("_", " ")


def _without_a_time(window: Window) -> Finding:
    if window.never_closes:
        return strong("inside", gettext_noop("The channel works around the clock, every day."))
    return lacking("created_at")


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
        exceptions=_read_exceptions(facts.get("channel_bank_days")),
    )


def _read_exceptions(value: object) -> Exceptions:
    """Read {"2027-02-20": true}; a record from before there were exceptions has none."""
    if is_missing(value):
        return NO_EXCEPTIONS
    try:
        days = {date.fromisoformat(day): worked for day, worked in dict(value).items()}  # type: ignore[call-overload]
    except (TypeError, ValueError):
        days = None
    if days is None or not all(isinstance(worked, bool) for worked in days.values()):
        raise Unreadable(
            gettext_noop("“%(value)s” cannot be read as days of a calendar."), value=shown(value)
        )
    return days


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
