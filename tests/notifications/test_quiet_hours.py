"""Quiet hours over time zones and clock changes: a table made by hand, and a year of moments."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from support.notifications.models.states import Reason, Urgency
from support.notifications.outbox.policy import (
    Action,
    Decision,
    MessageFacts,
    QuietHours,
    Rules,
    decide,
    quiet_until,
    zone_of,
)
from support.notifications.words.events import EVENTS
from tests.every import every

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def hours(text: str) -> QuietHours:
    start, end = text.split("-")
    return QuietHours(time.fromisoformat(start), time.fromisoformat(end))


def facts(event: str = "solution", **overrides: object) -> MessageFacts:
    values = {"event": EVENTS[event], "channel": "email", "address": "li@example.test"}
    values |= {"urgency": EVENTS[event].urgency}
    return MessageFacts(**values | overrides)  # type: ignore[arg-type]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# Clocks are changed: London forward on 29 March 2026 at 01:00 UTC, back on 25 October at 01:00 UTC;
# New York forward on 8 March at 07:00 UTC, back on 1 November at 06:00 UTC; Lord Howe by half an
# hour: back on 4 April at 15:00 UTC, forward on 3 October at 15:30 UTC; Chatham (UTC+12:45 / 13:45)
# back on 4 April at 14:00 UTC, forward on 26 September at 14:00 UTC. Casablanca is at UTC+1 and at
# UTC+0 in Ramadan: back on 15 February 2026 at 02:00 UTC, forward on 22 March at 02:00 UTC.
QUIET = [
    # zone, quiet hours, now in UTC, held until in UTC (None: leaves at once), what the case shows
    ("UTC", "21:00-08:00", "2026-03-02 20:59", None, "a minute before the quiet begins"),
    ("UTC", "21:00-08:00", "2026-03-02 21:00", "2026-03-03 08:00", "in the minute it begins"),
    ("UTC", "21:00-08:00", "2026-03-03 00:00", "2026-03-03 08:00", "at midnight"),
    ("UTC", "21:00-08:00", "2026-03-03 07:59", "2026-03-03 08:00", "in its last minute"),
    ("UTC", "21:00-08:00", "2026-03-03 08:00", None, "in the minute it ends"),
    ("UTC", "13:00-15:00", "2026-03-02 12:59", None, "before a nap"),
    ("UTC", "13:00-15:00", "2026-03-02 14:00", "2026-03-02 15:00", "in a nap"),
    ("UTC", "13:00-15:00", "2026-03-02 15:00", None, "after a nap"),
    ("UTC", "00:00-00:00", "2026-03-02 03:00", None, "the same time twice is no quiet at all"),
    ("UTC", "22:00-00:00", "2026-03-02 23:59", "2026-03-03 00:00", "until midnight"),
    ("UTC", "22:00-00:00", "2026-03-03 00:00", None, "from midnight on"),
    ("UTC", "00:00-06:00", "2026-03-02 00:00", "2026-03-02 06:00", "quiet from midnight"),
    ("UTC", "21:00-08:00", "2026-12-31 23:00", "2027-01-01 08:00", "over the end of the year"),
    ("UTC", "21:00-08:00", "2028-02-28 23:00", "2028-02-29 08:00", "into a leap day"),
    ("Asia/Shanghai", "21:00-08:00", "2026-03-02 12:59", None, "20:59 in Shanghai"),
    ("Asia/Shanghai", "21:00-08:00", "2026-03-02 13:00", "2026-03-03 00:00", "21:00 in Shanghai"),
    ("Asia/Shanghai", "21:00-08:00", "2026-03-03 00:00", None, "8:00 in Shanghai"),
    ("Asia/Kolkata", "21:00-08:00", "2026-03-02 15:30", "2026-03-03 02:30", "half an hour off"),
    ("Asia/Kathmandu", "21:00-08:00", "2026-03-02 15:15", "2026-03-03 02:15", "a quarter off"),
    ("Europe/London", "21:00-08:00", "2026-01-15 21:30", "2026-01-16 08:00", "London in winter"),
    ("Europe/London", "21:00-08:00", "2026-07-15 20:30", "2026-07-16 07:00", "London in summer"),
    ("Europe/London", "21:00-08:00", "2026-03-28 23:00", "2026-03-29 07:00", "a short night"),
    ("Europe/London", "21:00-08:00", "2026-10-24 23:00", "2026-10-25 08:00", "a long night"),
    ("Europe/London", "22:00-01:30", "2026-03-29 00:59", "2026-03-29 01:00", "the end is skipped"),
    ("Europe/London", "22:00-01:30", "2026-03-29 01:00", None, "2:00 right after the skipped end"),
    ("Europe/London", "01:30-05:00", "2026-03-29 01:00", "2026-03-29 04:00", "begin is skipped"),
    ("Europe/London", "22:00-01:30", "2026-10-25 00:00", "2026-10-25 00:30", "ends at first 1:30"),
    ("Europe/London", "22:00-01:30", "2026-10-25 00:45", None, "1:45 for the first time"),
    ("Europe/London", "22:00-01:30", "2026-10-25 01:10", "2026-10-25 01:30", "1:10 once more"),
    ("Europe/London", "22:00-01:30", "2026-10-25 01:30", None, "1:30 for the second time"),
    ("America/New_York", "21:00-08:00", "2026-03-08 04:00", "2026-03-08 12:00", "New York, short"),
    ("America/New_York", "21:00-08:00", "2026-11-01 04:00", "2026-11-01 13:00", "New York, long"),
    ("America/New_York", "23:00-02:30", "2026-03-08 06:00", "2026-03-08 07:00", "2:30 is skipped"),
    ("Australia/Lord_Howe", "21:00-08:00", "2026-04-04 12:00", "2026-04-04 21:30", "half an hour"),
    ("Australia/Lord_Howe", "21:00-02:15", "2026-10-03 15:00", "2026-10-03 15:30", "2:15 skipped"),
    ("Australia/Lord_Howe", "21:00-01:45", "2026-04-04 15:05", "2026-04-04 15:15", "1:45 again"),
    ("Africa/Casablanca", "21:00-08:00", "2026-03-01 21:00", "2026-03-02 08:00", "in Ramadan"),
    ("Africa/Casablanca", "21:00-08:00", "2026-03-21 23:00", "2026-03-22 07:00", "its last night"),
    ("Africa/Casablanca", "21:00-08:00", "2026-06-01 20:00", "2026-06-02 07:00", "after Ramadan"),
    ("Pacific/Chatham", "21:00-08:00", "2026-04-04 09:00", "2026-04-04 19:15", "12:45 from UTC"),
    ("Pacific/Chatham", "21:00-08:00", "2026-09-26 09:00", "2026-09-26 18:15", "13:45 from UTC"),
    ("Pacific/Kiritimati", "21:00-08:00", "2026-03-02 08:00", "2026-03-02 18:00", "a day ahead"),
    (
        "Pacific/Apia",
        "21:00-08:00",
        "2011-12-30 08:00",
        "2011-12-30 18:00",
        "30 December never was",
    ),
    ("Mars/Olympus", "21:00-08:00", "2026-03-02 22:00", "2026-03-03 08:00", "unknown: UTC counts"),
    ("", "21:00-08:00", "2026-03-02 12:00", None, "no zone: UTC counts"),
    ("../etc/passwd", "21:00-08:00", "2026-03-02 12:00", None, "no zone at all"),
]


@every(
    ("zone", "quiet", "now", "until"),
    [row[:4] for row in QUIET],
    ids=[f"{row[0] or 'none'}: {row[4]}" for row in QUIET],
)
def test_nobody_is_written_to_in_his_quiet_hours(
    zone: str, quiet: str, now: str, until: str | None
) -> None:
    decision = decide(facts(time_zone=zone, quiet_hours=hours(quiet)), utc(now), Rules())

    if until is None:
        assert decision.action == Action.SEND
    else:
        assert decision == Decision(Action.HOLD, utc(until), Reason.QUIET)


TOGETHER = [
    # their own, the house's, now in UTC, held until in UTC (None: leaves at once)
    ("23:00-06:00", "21:00-08:00", "2026-03-02 21:30", "2026-03-03 08:00"),  # never shortened
    ("20:00-09:00", "21:00-08:00", "2026-03-02 20:30", "2026-03-03 09:00"),  # lengthened
    ("08:00-12:00", "21:00-08:00", "2026-03-02 23:00", "2026-03-03 12:00"),  # one after the other
    ("12:00-14:00", "21:00-08:00", "2026-03-02 13:00", "2026-03-02 14:00"),
    ("12:00-14:00", "21:00-08:00", "2026-03-02 15:00", None),
    # No minute is left: what the house decides for everybody counts alone.
    ("08:00-21:00", "21:00-08:00", "2026-03-02 12:00", None),
    ("08:00-21:00", "21:00-08:00", "2026-03-02 22:00", "2026-03-03 08:00"),
]


@every(("own", "houses", "now", "until"), TOGETHER)
def test_their_own_quiet_hours_join_the_houses_and_shorten_none(
    own: str, houses: str, now: str, until: str | None
) -> None:
    rules = Rules(quiet_hours=hours(houses))

    decision = decide(facts(time_zone="UTC", quiet_hours=hours(own)), utc(now), rules)

    assert decision.until == (utc(until) if until else None)


@every("zone", ["Europe/London", "Australia/Lord_Howe", "Africa/Casablanca"])
@every("quiet", ["21:00-08:00", "01:30-02:15", "23:59-01:45", "02:30-02:10"])
def test_at_any_minute_of_a_year_quiet_hours_end_at_the_first_minute_outside_of_them(
    zone: str, quiet: str
) -> None:
    place, wanted = ZoneInfo(zone), hours(quiet)
    moment, step = utc("2026-01-01 00:07"), timedelta(minutes=613)
    for _number in range(850):
        until = quiet_until(wanted, place, moment)
        is_quiet = wanted.include(moment.astimezone(place))
        assert (until is not None) == is_quiet
        if until is not None:
            assert until > moment
            assert not wanted.include(until.astimezone(place))
            assert wanted.include((until - timedelta(seconds=1)).astimezone(place))
        moment += step


@pytest.mark.parametrize("event", ["agent-reply", "contact-code"])
def test_what_is_urgent_leaves_in_quiet_hours_too(event: str) -> None:
    asleep = facts(event, quiet_hours=hours("00:00-23:59"))

    assert decide(asleep, NOON, Rules()).action == Action.SEND


def test_a_mass_message_respects_quiet_hours() -> None:
    asleep = facts("incident-opened", urgency=Urgency.MASS, quiet_hours=hours("10:00-13:00"))

    assert decide(asleep, NOON, Rules()).reason == Reason.QUIET


@every("name", ["", "Mars/Olympus", "UTC+8", "a" * 5000, "Europe", "\x00"])
def test_a_zone_nobody_knows_is_utc(name: str) -> None:
    assert NOON.astimezone(zone_of(name)).utcoffset() == timedelta()
