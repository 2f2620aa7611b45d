"""Bank days and opening hours: when money can move, and when it should have arrived."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from support.payments.calendar import (
    add_bank_days,
    bank_answer_due_at,
    is_bank_day,
    next_opening,
    promised_at,
)
from support.payments.models import Channel
from tests.factories import channel_values
from tests.sampling import examples

pytestmark = pytest.mark.django_db  # leads enter days


def channel(**overrides: Any) -> Channel:
    """A channel that is not in any database: a weekday bank in Paris."""
    values = {
        "time_zone": "Europe/Paris",
        "holidays": "ECB",
        "works_weekends": False,
        "opens_at": time(7),
        "closes_at": time(15, 30),
    }
    return Channel(**channel_values(**values | overrides))


def around_the_clock(**overrides: Any) -> Channel:
    values = {"works_weekends": True, "holidays": "", "opens_at": time(0), "closes_at": None}
    return channel(**values | overrides)


def local(bank: Channel, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(bank.time_zone))


@pytest.mark.parametrize(
    ("calendar", "day", "expected"),
    [
        ("ECB", "2026-11-18", True),
        ("ECB", "2026-11-21", False),  # a Saturday
        ("ECB", "2026-11-22", False),
        ("ECB", "2026-05-01", False),
        ("ECB", "2026-07-14", True),  # TARGET works on the French holiday
        ("ECB", "2026-04-06", False),
        ("CN", "2026-10-01", False),
        ("CN", "2026-02-17", False),  # spring festival
        ("CN", "2026-12-25", True),
        ("GB", "2026-05-04", False),
        ("GB", "2026-04-06", False),  # Easter Monday, in England
        ("GB", "2026-08-31", False),  # late summer, in England
        ("GB", "2026-10-01", True),
        ("US", "2026-11-26", False),  # Thanksgiving
        ("US", "2026-11-27", True),
        ("", "2026-12-25", True),
    ],
)
def test_each_channel_keeps_the_holidays_of_its_calendar(calendar: str, day: str, expected: bool):
    assert is_bank_day(channel(holidays=calendar), date.fromisoformat(day)) is expected


def test_a_channel_that_works_at_weekends_works_on_sunday():
    assert is_bank_day(around_the_clock(), date(2026, 11, 22))


def test_a_channel_that_works_at_weekends_may_still_keep_holidays():
    assert not is_bank_day(around_the_clock(holidays="US"), date(2026, 7, 4))


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2026-11-18", 0, "2026-11-18"),
        ("2026-11-18", 1, "2026-11-19"),
        ("2026-11-20", 1, "2026-11-23"),  # Friday to Monday
        ("2026-11-21", 0, "2026-11-23"),  # Saturday: the next bank day
        ("2026-11-21", 1, "2026-11-24"),
        ("2026-12-24", 1, "2026-12-28"),
        ("2026-12-31", 1, "2027-01-04"),
        ("2026-04-02", 1, "2026-04-07"),
        ("2026-11-18", 10, "2026-12-02"),
    ],
)
def test_bank_days_are_counted_over_weekends_and_holidays(day: str, count: int, expected: str):
    found = add_bank_days(channel(), date.fromisoformat(day), count)

    assert found == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-11-18 12:00", "2026-11-18 12:00"),  # open: now
        ("2026-11-18 07:00", "2026-11-18 07:00"),
        ("2026-11-18 05:00", "2026-11-18 07:00"),  # before opening
        ("2026-11-18 15:29", "2026-11-18 15:29"),
        ("2026-11-18 15:30", "2026-11-19 07:00"),  # the cut-off itself is late
        ("2026-11-18 23:59", "2026-11-19 07:00"),
        ("2026-11-20 16:00", "2026-11-23 07:00"),
        ("2026-11-22 12:00", "2026-11-23 07:00"),
        ("2026-12-24 16:00", "2026-12-28 07:00"),
        ("2026-03-27 16:00", "2026-03-30 07:00"),  # summer time begins between
        ("2026-10-23 16:00", "2026-10-26 07:00"),  # and ends
    ],
)
def test_the_next_opening_is_in_the_channels_own_day(moment: str, opening: str):
    bank = channel()

    assert next_opening(bank, local(bank, moment)) == local(bank, opening)


def test_a_channel_without_closing_time_is_open_to_the_last_second_of_the_day():
    bank = around_the_clock()
    moment = local(bank, "2026-11-21 23:59:59")

    assert next_opening(bank, moment) == moment


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-11-18 23:00", "2026-11-18 23:00"),
        ("2026-11-19 03:00", "2026-11-19 03:00"),
        ("2026-11-19 12:00", "2026-11-19 22:00"),
        ("2026-11-21 12:00", "2026-11-23 00:00"),  # a Saturday: at work when Monday begins
    ],
)
def test_a_channel_that_works_through_the_night_is_open_in_it(moment: str, opening: str):
    bank = channel(opens_at=time(22), closes_at=time(6))

    assert next_opening(bank, local(bank, moment)) == local(bank, opening)


def test_a_saturday_worked_for_a_holiday_counts_as_a_bank_day():
    bank = channel(time_zone="Asia/Shanghai", holidays="CN")

    assert add_bank_days(bank, date(2026, 10, 9), 1) == date(2026, 10, 10)


def test_banks_in_the_us_work_before_a_holiday_on_a_saturday():
    assert add_bank_days(channel(holidays="US"), date(2026, 7, 2), 1) == date(2026, 7, 3)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("time_zone", "Paris", "“Paris” is not a time zone."),
        ("holidays", "NARNIA", "“NARNIA” is not a holiday calendar."),
    ],
)
def test_a_channel_by_which_no_bank_day_can_be_counted_is_refused(
    field: str, value: str, words: str
):
    with pytest.raises(ValidationError) as refused:
        channel(**{field: value}).clean()

    assert refused.value.message_dict == {field: [words]}


@pytest.mark.parametrize("calendar", ["", "ECB", "US", "CN", "GB"])
def test_a_channel_with_a_calendar_that_exists_is_taken(calendar: str):
    channel(holidays=calendar).clean()


def test_the_same_instant_is_judged_in_the_channels_zone_and_not_in_ours():
    bank = channel(time_zone="America/New_York", opens_at=time(6), closes_at=time(17))
    friday_night_in_new_york = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)

    opening = next_opening(bank, friday_night_in_new_york)

    assert opening == datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "arrival"),
    [
        ("2026-11-18 12:00", "2026-11-19 15:30"),
        ("2026-11-18 05:00", "2026-11-19 15:30"),  # goes out today, is there tomorrow
        ("2026-11-18 16:00", "2026-11-20 15:30"),  # goes out tomorrow
        ("2026-11-20 12:00", "2026-11-23 15:30"),
        ("2026-11-20 16:00", "2026-11-24 15:30"),
        ("2026-11-21 12:00", "2026-11-24 15:30"),
        ("2026-12-23 16:00", "2026-12-28 15:30"),
        ("2026-03-27 12:00", "2026-03-30 15:30"),
    ],
)
def test_money_is_promised_by_the_close_of_the_bank_day_after_the_opening(
    moment: str, arrival: str
):
    bank = channel()

    promised = promised_at(bank, local(bank, moment))

    assert promised == local(bank, arrival)
    assert promised.tzinfo == UTC


def test_an_instant_channel_promises_the_end_of_the_next_day_even_at_weekends():
    bank = around_the_clock(time_zone="Asia/Shanghai")

    assert promised_at(bank, local(bank, "2026-11-21 12:00")) == local(bank, "2026-11-22 23:59")


def test_a_promise_across_the_national_week_waits_for_its_end():
    bank = channel(
        time_zone="Asia/Shanghai", holidays="CN", opens_at=time(8, 30), closes_at=time(17, 15)
    )

    assert promised_at(bank, local(bank, "2026-09-30 18:00")) == local(bank, "2026-10-09 17:15")


@pytest.mark.parametrize(
    ("days", "moment", "answer"),
    [
        (1, "2026-11-18 12:00", "2026-11-19 15:30"),
        (3, "2026-11-18 12:00", "2026-11-23 15:30"),
        (1, "2026-11-20 22:00", "2026-11-23 15:30"),
        (1, "2026-11-21 12:00", "2026-11-24 15:30"),
    ],
)
def test_the_bank_answers_within_its_own_bank_days(days: int, moment: str, answer: str):
    bank = channel(bank_answer_days=days)

    assert bank_answer_due_at(bank, local(bank, moment)) == local(bank, answer)


def test_a_bank_that_never_closes_answers_by_the_evening():
    bank = around_the_clock()

    assert bank_answer_due_at(bank, local(bank, "2026-11-18 12:00")) == local(
        bank, "2026-11-19 18:00"
    )


channels = st.builds(
    channel,
    time_zone=st.sampled_from(["Europe/Paris", "America/New_York", "Asia/Kathmandu", "UTC"]),
    holidays=st.sampled_from(["", "ECB", "US", "CN", "GB"]),
    works_weekends=st.booleans(),
    closes_at=st.sampled_from([None, time(15, 30), time(22)]),
)
moments = st.datetimes(
    min_value=datetime(2025, 6, 1), max_value=datetime(2026, 12, 1), timezones=st.just(UTC)
)


@settings(max_examples=examples(80), deadline=None)
@given(channels, moments)
def test_an_opening_is_never_before_the_moment_nor_on_a_holiday(bank: Channel, moment: datetime):
    opening = next_opening(bank, moment)

    assert opening >= moment
    assert is_bank_day(bank, opening.astimezone(bank.zone).date())


@settings(max_examples=examples(80), deadline=None)
@given(channels, moments)
def test_a_promise_lies_on_a_bank_day_after_the_opening(bank: Channel, moment: datetime):
    promised = promised_at(bank, moment)

    assert promised > next_opening(bank, moment)
    assert is_bank_day(bank, promised.astimezone(bank.zone).date())


@settings(max_examples=examples(80), deadline=None)
@given(channels, moments, moments)
def test_who_sends_later_is_never_promised_sooner(bank: Channel, one: datetime, other: datetime):
    earlier, later = sorted([one, other])

    assert promised_at(bank, earlier) <= promised_at(bank, later)
