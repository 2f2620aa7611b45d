"""Business time: what a promise of so many hours means on the calendar."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.cases.clocks import (
    MARKETS,
    PROMISES,
    Market,
    add_business_time,
    business_time_between,
)
from tests.every import every
from tests.sampling import examples
from troubleshooting.checks.reading.bank_days import is_bank_day

LONDON, SHANGHAI = MARKETS["en"], MARKETS["zh-hans"]
HOUR = timedelta(hours=1)


def in_london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/London"))


def in_shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@every(
    ("start", "hours", "end"),
    [
        ("2026-11-18 10:00", 4, "2026-11-18 14:00"),  # within one day
        ("2026-11-18 14:00", 4, "2026-11-18 18:00"),  # ends with the day itself
        ("2026-11-18 16:00", 4, "2026-11-19 11:00"),  # over night
        ("2026-11-18 03:00", 2, "2026-11-18 11:00"),  # before we open
        ("2026-11-18 18:00", 2, "2026-11-19 11:00"),  # at the stroke of closing
        ("2026-11-18 23:30", 2, "2026-11-19 11:00"),  # after we close
        ("2026-11-20 17:00", 2, "2026-11-23 10:00"),  # over a weekend
        ("2026-11-21 12:00", 2, "2026-11-23 11:00"),  # on a Saturday
        ("2026-11-20 17:00", 18, "2026-11-24 17:00"),  # two whole days
        ("2026-12-24 17:00", 2, "2026-12-29 10:00"),  # Christmas and its substitute day
        ("2026-12-31 17:00", 2, "2027-01-04 10:00"),  # into another year
        ("2026-04-02 17:00", 2, "2026-04-07 10:00"),  # Good Friday to Easter Monday
        ("2026-08-28 17:00", 2, "2026-09-01 10:00"),  # the late summer bank holiday
    ],
)
def test_business_hours_pass_only_while_we_work(start: str, hours: int, end: str):
    due = add_business_time(LONDON, in_london(start), hours * HOUR)

    assert due == in_london(end)
    assert due.tzinfo == UTC


@every(
    ("start", "hours", "end"),
    [
        ("2026-09-30 17:00", 2, "2026-10-08 10:00"),  # the national week and its bridge day
        ("2026-02-14 17:00", 2, "2026-02-24 10:00"),  # spring festival, after a working Saturday
        ("2026-02-13 17:00", 2, "2026-02-14 10:00"),  # that Saturday is worked for the festival
        ("2026-11-18 17:30", 1, "2026-11-19 09:30"),
    ],
)
def test_each_market_keeps_its_own_holidays(start: str, hours: int, end: str):
    assert add_business_time(SHANGHAI, in_shanghai(start), hours * HOUR) == in_shanghai(end)


@pytest.mark.parametrize(
    ("start", "end_utc"),
    [
        ("2026-03-27 17:00", "2026-03-30 09:00"),  # clocks go forward on Sunday: 10:00 BST
        ("2026-10-23 17:00", "2026-10-26 10:00"),  # clocks go back on Sunday: 10:00 GMT
    ],
)
def test_summer_time_moves_the_moment_and_not_the_wall_clock(start: str, end_utc: str):
    due = add_business_time(LONDON, in_london(start), 2 * HOUR)

    assert due == datetime.fromisoformat(end_utc).replace(tzinfo=UTC)


def test_seconds_before_closing_are_not_stretched_beyond_it():
    due = add_business_time(LONDON, in_london("2026-11-18 17:59:30"), timedelta(minutes=1))

    assert due == in_london("2026-11-19 09:00:30")


def test_the_same_moment_in_another_zone_is_due_at_the_same_time():
    start = in_london("2026-11-18 16:00")

    assert add_business_time(LONDON, start.astimezone(UTC), 4 * HOUR) == add_business_time(
        LONDON, start.astimezone(ZoneInfo("Asia/Kathmandu")), 4 * HOUR
    )


@every(
    ("start", "end", "hours"),
    [
        ("2026-11-18 10:00", "2026-11-18 12:00", 2),
        ("2026-11-18 17:00", "2026-11-19 10:00", 2),
        ("2026-11-20 17:00", "2026-11-23 10:00", 2),
        ("2026-11-21 08:00", "2026-11-22 20:00", 0),  # a weekend
        ("2026-11-18 20:00", "2026-11-19 08:00", 0),  # a night
        ("2026-12-24 09:00", "2026-12-29 18:00", 18),  # two days with Christmas between
        ("2026-11-18 12:00", "2026-11-18 10:00", 0),  # backwards
        ("2026-11-18 12:00", "2026-11-18 12:00", 0),
    ],
)
def test_time_between_two_moments_counts_working_hours_only(start: str, end: str, hours: int):
    assert business_time_between(LONDON, in_london(start), in_london(end)) == hours * HOUR


moments = st.datetimes(
    min_value=datetime(2025, 1, 1), max_value=datetime(2027, 12, 1), timezones=st.just(UTC)
)
spans = st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(hours=80))


@settings(max_examples=examples(100), deadline=None)
@given(market=st.sampled_from([LONDON, SHANGHAI]), start=moments, span=spans)
def test_what_was_added_is_what_lies_between(market: Market, start: datetime, span: timedelta):
    end = add_business_time(market, start, span)

    assert business_time_between(market, start, end) == span


@settings(max_examples=examples(100), deadline=None)
@given(market=st.sampled_from([LONDON, SHANGHAI]), start=moments, span=spans)
def test_nothing_falls_due_outside_of_business_hours(
    market: Market, start: datetime, span: timedelta
):
    local = add_business_time(market, start, span).astimezone(ZoneInfo(market.time_zone))

    assert is_bank_day(local.date(), market.calendar)
    assert market.opens <= local.time() <= market.closes


@settings(max_examples=examples(50), deadline=None)
@given(start=moments, first=spans, second=spans)
def test_time_can_be_added_in_parts(start: datetime, first: timedelta, second: timedelta):
    at_once = add_business_time(LONDON, start, first + second)
    in_parts = add_business_time(LONDON, add_business_time(LONDON, start, first), second)

    assert in_parts == at_once


def test_more_urgent_cases_are_promised_sooner():
    order = ["urgent", "high", "normal", "low"]
    firsts = [PROMISES[name].first_answer for name in order]
    solutions = [PROMISES[name].solution for name in order]

    assert firsts == sorted(set(firsts))
    assert solutions == sorted(set(solutions))
    assert all(PROMISES[name].first_answer < PROMISES[name].solution for name in order)
