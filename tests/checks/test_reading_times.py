"""Moments as real payment systems write them."""

import zoneinfo
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.every import every
from troubleshooting.checks.reading.as_written import Unreadable, read_time, read_zone

CENTURY = st.datetimes(datetime(2001, 9, 10), datetime(2099, 12, 30), timezones=st.just(UTC))


@every(
    ("value", "moment"),
    [
        (1730629800, "2024-11-03T10:30:00+00:00"),
        ("1730629800", "2024-11-03T10:30:00+00:00"),
        (1730629800.25, "2024-11-03T10:30:00.250000+00:00"),
        ("1730629800.5", "2024-11-03T10:30:00.500000+00:00"),
        (1730629800123, "2024-11-03T10:30:00.123000+00:00"),
        ("1730629800123", "2024-11-03T10:30:00.123000+00:00"),
        (1730629800123456, "2024-11-03T10:30:00.123456+00:00"),
        ("2026-11-03 10:00:00 UTC", "2026-11-03T10:00:00+00:00"),
        ("2026-11-03 10:00:00 +0800", "2026-11-03T02:00:00+00:00"),
        ("2026-11-03 10:00:00 -05:00", "2026-11-03T15:00:00+00:00"),
        ("Tue, 03 Nov 2026 10:00:00 +0800", "2026-11-03T02:00:00+00:00"),
        ("Tue, 3 Nov 2026 10:00:00 GMT", "2026-11-03T10:00:00+00:00"),
        ("Tue, 3 Nov 2026 10:00:00 -0000", "2026-11-03T10:00:00+00:00"),
        ("3 Nov 2026 10:00 EST", "2026-11-03T15:00:00+00:00"),
        ("2026-11-03T10:00:00.123456789Z", "2026-11-03T10:00:00.123456+00:00"),
    ],
)
def test_moments_are_read_in_every_common_form(value, moment):
    read, assumed_zone = read_time(value, "Asia/Shanghai")

    assert read == datetime.fromisoformat(moment)
    assert assumed_zone is False


@every("value", ["20261103180000", 20261103180000, "Tue, 03 Nov 2026 18:00:00", "3 Nov 2026 18:00"])
def test_a_moment_without_an_offset_stays_an_assumption_in_every_form(value):
    assert read_time(value, "Asia/Shanghai") == (datetime(2026, 11, 3, 10, tzinfo=UTC), True)


@every(
    "value",
    [
        0,
        -1730629800,
        123456789,  # of 1973
        "0000000001",
        9999999999,  # of 2286
        99999999999999,
        "20261399000000",
        "19700101000000",
        1e18,
        float("nan"),
        float("inf"),
        "17306298001",  # eleven digits: no unit fits
        "1730629800.5.5",
        "Tue, 33 Nov 2026 10:00:00 +0000",
        "Tue, 03 Foo 2026 10:00:00 +0000",
        "3 Nov 2026 10:00 CST",  # of Chicago or of Shanghai
        "tomorrow at 10:00",
        {"seconds": 1730629800},
    ],
)
def test_a_number_that_could_be_anything_is_no_time(value):
    with pytest.raises(Unreadable):
        read_time(value, UTC)


@given(CENTURY)
def test_every_second_of_the_century_is_read_from_a_count_and_from_digits(moment):
    moment = moment.replace(microsecond=0)
    seconds = int(moment.timestamp())

    assert read_time(seconds, UTC) == (moment, False)
    assert read_time(f"{seconds}000", UTC) == (moment, False)
    assert read_time(f"{moment:%Y%m%d%H%M%S}", UTC) == (moment, True)


def test_old_names_of_zones_work_where_the_machine_knows_none(tmp_path):
    names = ["US/Eastern", "Asia/Calcutta", "Asia/Chongqing", "Europe/Kiev", "America/Buenos_Aires"]
    zoneinfo.reset_tzpath([str(tmp_path)])
    try:
        zoneinfo.ZoneInfo.clear_cache()
        offsets = [
            datetime(2026, 11, 3, tzinfo=read_zone(name)).utcoffset() / timedelta(hours=1)
            for name in names
        ]
    finally:
        zoneinfo.reset_tzpath()
        zoneinfo.ZoneInfo.clear_cache()

    assert offsets == [-5, 5.5, 8, 2, -3]
