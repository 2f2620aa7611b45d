import pytest

from tests.checks.facts_for_tests import make_facts
from tests.every import every
from troubleshooting.checks.families.window import read_clock
from troubleshooting.checks.reading.as_written import Unreadable
from troubleshooting.checks.registry import Strength, run

ALWAYS = {"channel_opens": "00:00", "channel_closes": "24:00", "channel_weekend": True}
CHINA = {
    "channel_timezone": "Asia/Shanghai",
    "channel_opens": "08:30",
    "channel_closes": "17:15",
    "channel_holidays": "CN",
}
NEW_YORK = {
    "channel_timezone": "America/New_York",
    "channel_opens": "06:00",
    "channel_closes": "17:00",
    "channel_holidays": "US",
}
NIGHT = {"channel_opens": "22:00", "channel_closes": "06:00", "channel_weekend": True}


def judge(created_at, **facts):
    return run("time_window", make_facts(created_at=created_at, **facts))


@every(
    ("created_at", "option"),
    [
        ("2026-10-21T06:59:59+02:00", "outside"),
        ("2026-10-21T07:00:00+02:00", "inside"),
        ("2026-10-21T15:29:59+02:00", "inside"),
        ("2026-10-21T15:30:00+02:00", "outside"),  # the cut-off itself is late
        ("2026-10-21T15:30:00.5+02:00", "outside"),
        ("2026-10-21T13:29:00Z", "inside"),
        ("2026-10-21T13:31:00Z", "outside"),
    ],
)
def test_hours_begin_with_the_opening_and_end_before_the_cut_off(created_at, option):
    finding = judge(created_at)

    assert (finding.option, finding.strength) == (option, Strength.STRONG)
    assert finding.cause == (None if option == "inside" else "outside_time_window")


@every(
    ("created_at", "option"),
    [
        # Paris leaves summer time on 25 October 2026: 13:45 UTC is 15:45, then 14:45.
        ("2026-10-23T13:45:00Z", "outside"),
        ("2026-10-26T13:45:00Z", "inside"),
        # It enters summer time on 28 March 2027: 05:30 UTC is 06:30, then 07:30.
        ("2027-03-25T05:30:00Z", "outside"),
        ("2027-03-30T05:30:00Z", "inside"),
    ],
)
def test_the_channels_summer_time_moves_its_hours(created_at, option):
    assert judge(created_at).option == option


def test_summer_time_ends_on_another_day_in_new_york_than_in_europe():
    """On 28 October 2026 New York still has summer time and Paris no longer."""
    finding = judge("2026-10-28T21:30:00+01:00", **NEW_YORK)

    assert finding.values["local"] == "2026-10-28T16:30"
    assert finding.option == "inside"


def test_an_odd_offset_is_converted_before_judging():
    finding = judge("2026-10-10T23:10:00+05:45", **NEW_YORK)

    assert finding.values["local"] == "2026-10-10T13:25"
    assert finding.option == "outside"
    assert "a weekend" in finding.message


@pytest.mark.parametrize(
    ("created_at", "option"),
    [
        ("2026-10-23T23:30:00-10:00", "outside"),  # Saturday in Paris
        ("2026-10-26T00:30:00+14:00", "outside"),  # Sunday in Paris
        ("2026-10-25T22:30:00-10:00", "inside"),  # Monday in Paris
    ],
)
def test_the_weekend_is_the_channels_not_the_customers(created_at, option):
    assert judge(created_at).option == option


@every("time", ["00:00:00", "12:00:00", "23:59:59"])
@every("day", ["2026-10-21", "2026-10-24", "2026-10-25"])
def test_a_channel_open_until_24_00_never_closes(day, time):
    finding = judge(f"{day}T{time}+02:00", **ALWAYS | {"channel_holidays": ""})

    assert finding.option == "inside"


@every(
    ("time", "option"),
    [("21:59", "outside"), ("22:00", "inside"), ("00:00", "inside"), ("06:00", "outside")],
)
def test_hours_may_run_through_midnight(time, option):
    assert judge(f"2026-10-21T{time}+02:00", **NIGHT).option == option


@every(
    ("created_at", "facts", "words"),
    [
        ("2026-12-25T10:00:00+01:00", {}, "bank holiday (ECB)"),
        ("2026-11-26T10:00:00-05:00", NEW_YORK, "bank holiday (US)"),
        ("2026-10-01T10:00:00+08:00", CHINA, "bank holiday (CN)"),
        ("2026-12-25T10:00:00+00:00", {"channel_holidays": "gb"}, "bank holiday (GB)"),
        ("2026-12-25T10:00:00+01:00", ALWAYS, "bank holiday (ECB)"),
    ],
)
def test_a_holiday_of_the_channels_calendar_is_no_working_day(created_at, facts, words):
    finding = judge(created_at, **facts)

    assert finding.option == "outside"
    assert words in finding.message % finding.values


def test_a_channel_without_a_calendar_works_on_holidays():
    assert judge("2026-12-25T10:00:00+01:00", channel_holidays="").option == "inside"
    assert judge("2026-12-25T10:00:00+01:00", channel_holidays=None).option == "inside"


@pytest.mark.parametrize(
    ("day", "option"),
    [("2026-10-23", "inside"), ("2026-10-24", "outside"), ("2026-10-25", "outside")],
)
def test_without_a_calendar_saturday_and_sunday_are_the_weekend(day, option):
    assert judge(f"{day}T11:30:00+02:00", channel_holidays="").option == option


def test_a_saturday_that_china_works_instead_of_a_holiday_is_a_working_day():
    assert judge("2026-10-10T10:00:00+08:00", **CHINA).option == "inside"
    assert judge("2026-10-17T10:00:00+08:00", **CHINA).option == "outside"


@every(
    ("created_at", "option"),
    [
        ("2026-10-21T11:30:00", "inside"),
        ("2026-10-21 15:30", "outside"),
        ("2026-10-24T11:30:00", "outside"),
        ("2026-12-25T11:30:00", "outside"),
    ],
)
def test_a_time_without_an_offset_is_read_in_the_channels_zone_and_said_so(created_at, option):
    finding = judge(created_at)

    assert (finding.option, finding.strength) == (option, Strength.WEAK)
    sentence = finding.message % finding.values
    assert sentence.startswith("The time has no offset; read in the channel's zone it was 2026-")
    assert "in Paris" in sentence


@every(
    ("facts", "words"),
    [
        ({"created_at": "today"}, "“today” cannot be read as a time."),
        ({"created_at": "2026-10-21"}, "cannot be read as a time."),
        ({"channel_timezone": "Paris"}, "“Paris” is not a time zone."),
        ({"channel_holidays": "Narnia"}, "“NARNIA” is not a holiday calendar."),
        ({"channel_opens": "7 am"}, "“7 am” cannot be read as a time of day."),
        ({"channel_closes": "07:00"}, "hours 07:00–07:00 cannot be read"),
        ({"channel_weekend": "perhaps"}, "cannot be read"),
        ({"channel_closes": None}, "channel_closes"),
    ],
)
def test_what_cannot_be_read_is_left_to_a_person(facts, words):
    finding = run("time_window", make_facts(**facts))

    assert finding.option is None
    assert words in finding.message % finding.values


@every(
    ("text", "seconds"),
    [("00:00", 0), ("7:05", 25500), ("15:30", 55800), ("24:00", 86400), ("\uff10\uff17:00", 25200)],
)
def test_a_time_of_day_is_counted_from_midnight(text, seconds):
    assert read_clock(text) == seconds


@every("value", ["24:01", "25:00", "12:60", "12", "12:5x", "", "-1:00", [], None])
def test_what_is_no_time_of_day_is_refused(value):
    with pytest.raises(Unreadable):
        read_clock(value)
