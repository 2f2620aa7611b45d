"""Bank days: the one place that knows weekends, holidays and the days worked for them."""

import subprocess
import sys
from datetime import date, datetime
from zoneinfo import ZoneInfo

import holidays
import pytest

from tests.every import every
from troubleshooting.checks.reading.as_written import Unreadable
from troubleshooting.checks.reading.bank_days import (
    Moment,
    Window,
    day_kept,
    is_bank_day,
    is_calendar,
)

NOON, SIX, NINE_PM = 12 * 3600, 6 * 3600, 21 * 3600


def day(text: str) -> date:
    return date.fromisoformat(text)


@every(
    ("calendar", "text", "kept"),
    [
        ("GB", "2026-08-31", Moment.HOLIDAY),  # late summer, in England
        ("GB", "2026-08-03", Moment.OPEN),  # the Scottish summer holiday
        ("GB", "2026-07-13", Moment.OPEN),  # the Northern Irish Orangemen's Day
        ("ECB", "2026-05-01", Moment.HOLIDAY),
        ("ECB", "2026-07-14", Moment.OPEN),  # a French holiday on which TARGET works
        ("ECB", "2026-12-24", Moment.OPEN),
        ("US", "2026-07-03", Moment.OPEN),  # the Federal Reserve works before a Saturday's holiday
        ("US", "2027-12-24", Moment.OPEN),
        ("US", "2027-12-31", Moment.OPEN),
        ("US", "2027-07-05", Moment.HOLIDAY),  # and rests after a Sunday's
        ("US", "2026-10-12", Moment.HOLIDAY),  # Columbus Day
        ("CN", "2026-10-01", Moment.HOLIDAY),
        ("CN", "2026-10-10", Moment.OPEN),  # a Saturday worked for the national week
        ("CN", "2026-10-17", Moment.WEEKEND),
        ("CN", "2026-12-25", Moment.OPEN),
        ("", "2026-12-25", Moment.OPEN),
        ("", "2026-12-26", Moment.WEEKEND),
    ],
)
def test_each_calendar_has_its_own_bank_days(calendar: str, text: str, kept: Moment):
    assert day_kept(day(text), calendar, works_on_weekends=False) is kept
    assert is_bank_day(day(text), calendar) is (kept is Moment.OPEN)


@pytest.mark.parametrize(
    ("text", "kept"), [("2026-07-18", Moment.OPEN), ("2026-12-25", Moment.HOLIDAY)]
)
def test_who_works_on_weekends_may_still_keep_holidays(text: str, kept: Moment):
    assert day_kept(day(text), "ECB", works_on_weekends=True) is kept


def test_a_worked_saturday_is_known_to_the_very_first_question():
    question = (
        "from datetime import date;"
        "from troubleshooting.checks.reading.bank_days import is_bank_day;"
        "print(is_bank_day(date(2026, 10, 10), 'CN'))"
    )

    answer = subprocess.run([sys.executable, "-c", question], capture_output=True, check=True)

    assert answer.stdout.decode().strip() == "True"


def test_a_day_of_december_worked_for_the_next_new_year_is_a_bank_day():
    assert is_bank_day(day("2006-12-30"), "CN")


def test_an_unknown_calendar_is_not_taken_for_none():
    with pytest.raises(Unreadable, match="not a holiday calendar"):
        is_bank_day(day("2026-11-18"), "NARNIA")


@every(
    ("opens", "closes", "text", "place"),
    [
        (SIX, NINE_PM, "2026-11-18 05:59:59", Moment.CLOSED),
        (SIX, NINE_PM, "2026-11-18 06:00", Moment.OPEN),
        (SIX, NINE_PM, "2026-11-18 21:00", Moment.CLOSED),
        (NINE_PM, SIX, "2026-11-18 21:00", Moment.OPEN),  # through the night
        (NINE_PM, SIX, "2026-11-18 05:59:59", Moment.OPEN),
        (NINE_PM, SIX, "2026-11-18 12:00", Moment.CLOSED),
        (SIX, NINE_PM, "2026-11-21 12:00", Moment.WEEKEND),
        (SIX, NINE_PM, "2026-12-25 12:00", Moment.HOLIDAY),
    ],
)
def test_a_moment_lies_inside_or_outside_of_the_hours(
    opens: int, closes: int, text: str, place: Moment
):
    paris = ZoneInfo("Europe/Paris")
    window = Window(paris, opens, closes, works_on_weekends=False, calendar="ECB")

    assert window.place(datetime.fromisoformat(text).replace(tzinfo=paris)) is place


def test_a_calendar_is_what_the_library_keeps_days_of_and_nothing_else_that_it_calls_so():
    codes = {*holidays.list_supported_countries(), *holidays.list_supported_financial()}
    names = {name for one in dir(holidays) for name in (one, one.upper())}
    assert {"BANK", "FRI", "HolidayBase", "China"} <= names - codes

    assert {name for name in names if is_calendar(name)} == {
        name for name in names if name.upper() in codes
    }
    assert {"CN", "GB", "US", "ECB"} <= {name for name in codes if is_calendar(name)}
    for name in sorted(names - codes):
        with pytest.raises(Unreadable):
            day_kept(day("2026-12-25"), name, works_on_weekends=False)
