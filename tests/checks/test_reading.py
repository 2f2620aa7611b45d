from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.every import every
from troubleshooting.checks.reading.as_written import (
    Unreadable,
    currency_decimals,
    decimal_places,
    is_prerelease,
    read_amount,
    read_currency,
    read_text,
    read_time,
    read_version,
    read_whole_number,
    read_zone,
    shown,
)


@every(
    ("text", "amount"),
    [
        ("1234.56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1 234,56", "1234.56"),
        ("1\u202f234,56", "1234.56"),
        ("1'234.56", "1234.56"),
        ("1’234.56", "1234.56"),
        ("12,345,678.90", "12345678.90"),
        ("12.345.678,90", "12345678.90"),
        ("1,23,456.78", "123456.78"),
        ("1,234", "1234"),  # thousands
        ("1,234,567", "1234567"),
        ("0,123", "0.123"),  # nobody groups thousands behind a zero
        ("1234,567", "1234.567"),
        ("1,5", "1.5"),
        ("12,50", "12.50"),
        ("1.234", "1.234"),  # a single dot is a decimal dot
        ("1.234.567", "1234567"),
        (".5", "0.5"),
        ("007", "7"),
        ("\uff11\uff12\uff13\uff14\uff0e\uff15\uff16", "1234.56"),  # full width
        ("\uff11\uff0c\uff12\uff13\uff14.\uff15", "1234.5"),
        ("¥1,234.56", "1234.56"),
        ("\uffe51,234.56", "1234.56"),
        ("100元", "100"),
        ("USD 20", "20"),
        ("20 eur", "20"),
        ("US$20.00", "20.00"),
        ("-$5.00", "-5.00"),
        ("$-5.00", "-5.00"),
        ("−5", "-5"),
        ("+5", "5"),
        ("  42  ", "42"),
        (42, "42"),
        (0, "0"),
        (0.1, "0.1"),
        (-3, "-3"),
        (Decimal("9.99"), "9.99"),
    ],
)
def test_amounts_are_read_as_people_write_them(text, amount):
    assert read_amount(text) == Decimal(amount)


@every(
    "value",
    [
        None,
        "",
        "abc",
        "NaN",
        "nan1",
        "INF",
        "Infinity",
        "1e5",
        "1E5",
        "0x10",
        "1_000",
        "1,2,3",
        "1,23,45",
        "12,34.56",
        "1.2.3",
        "1,234.567,89",
        "1 2",
        "(5.00)",
        "5-",
        "--5",
        "5%",
        "1$234",
        "1" * 16,
        "0." + "1" * 13,
        "9" * 5000,
        10**40,
        1e22,
        float("nan"),
        float("inf"),
        True,
        [],
        {},
        ["5"],
    ],
)
def test_what_is_no_plain_amount_is_refused_with_a_sentence(value):
    with pytest.raises(Unreadable) as refusal:
        read_amount(value)

    sentence = refusal.value.reason % refusal.value.values
    assert sentence.endswith("cannot be read as an amount.")
    assert len(sentence) < 120


@given(st.decimals(0, 10**12, places=2, allow_nan=False))
def test_an_amount_survives_every_way_of_marking_thousands(amount):
    english = f"{amount:,}"
    dotted = english.translate(str.maketrans(",.", ".,"))

    assert read_amount(str(amount)) == amount
    assert read_amount(english) == amount
    assert read_amount(dotted) == amount
    assert read_amount(english.replace(",", "'")) == amount
    assert read_amount(f"€ {english.replace(',', ' ')}") == amount


@every(("amount", "places"), [("10", 0), ("10.00", 0), ("10.50", 1), ("0.001", 3), ("100", 0)])
def test_only_decimals_that_matter_count(amount, places):
    assert decimal_places(Decimal(amount)) == places


@every(
    ("currency", "decimals"),
    [("EUR", 2), ("cny", 2), ("RMB", 2), ("JPY", 0), ("KRW", 0), ("KWD", 3), ("CLF", 4)],
)
def test_currencies_have_the_decimals_of_iso_4217(currency, decimals):
    assert currency_decimals(currency) == decimals


@every("value", [None, "", "EU", "EURO", "12", 5, [], "$"])
def test_what_is_no_currency_code_is_refused(value):
    with pytest.raises(Unreadable):
        currency_decimals(value)


def test_renminbi_is_one_currency_under_all_its_names():
    assert read_currency(" rmb ") == read_currency("CNH") == read_currency("CNY") == "CNY"


@every(
    ("text", "expected"),
    [
        ("2026-10-20T20:15:00+08:00", "2026-10-20T12:15:00+00:00"),
        ("2026-10-20T20:15:00Z", "2026-10-20T20:15:00+00:00"),
        ("2026-10-20t20:15:00z", "2026-10-20T20:15:00+00:00"),
        ("2026-10-20 20:15:00.123+0800", "2026-10-20T12:15:00.123000+00:00"),
        ("2026-10-10T23:10:00+05:45", "2026-10-10T17:25:00+00:00"),
        ("2026/10/20 20:15+08:00", "2026-10-20T12:15:00+00:00"),
        ("2026-10-20T20:15+08:00", "2026-10-20T12:15:00+00:00"),
    ],
)
def test_a_time_with_an_offset_keeps_its_moment(text, expected):
    moment, assumed_zone = read_time(text, "Asia/Shanghai")

    assert moment == datetime.fromisoformat(expected)
    assert assumed_zone is False


def test_a_time_without_an_offset_is_read_in_the_given_zone():
    moment, assumed_zone = read_time("2026-10-20 20:15", ZoneInfo("Asia/Shanghai"))

    assert moment == datetime(2026, 10, 20, 12, 15, tzinfo=UTC)
    assert assumed_zone is True


@pytest.mark.parametrize(("text", "offset"), [("2026-10-24T12:00", 2), ("2026-10-26T12:00", 1)])
def test_a_zone_is_assumed_with_the_summer_time_of_the_day(text, offset):
    moment, _ = read_time(text, "Europe/Paris")

    assert moment.utcoffset() == timedelta(hours=offset)


@every(
    "value",
    [
        None,
        "",
        "yesterday",
        "2026-10-20",  # no time of day
        "2026-13-01T00:00",
        "2026-02-30T00:00",
        "2026-10-20T25:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        177123456,  # of 1975, or a number of something else
        True,
        [],
        "2026-10-20T20:15" * 100,
    ],
)
def test_what_is_no_time_is_refused(value):
    with pytest.raises(Unreadable):
        read_time(value, UTC)


@every(
    "value",
    [None, "", "Mars/Base", "../etc/passwd", "/etc/passwd", "Europe", "a\0b", "x" * 9999, 8],
)
def test_what_is_no_time_zone_is_refused(value):
    with pytest.raises(Unreadable):
        read_zone(value)


@every(
    ("client", "product", "version", "prerelease"),
    [
        ("Chrome 142.0", "Chrome", (142, 0), False),
        ("Chrome/142.0.7444.60", "Chrome", (142, 0, 7444, 60), False),
        ("PayApp iOS 6.4.1", "PayApp iOS", (6, 4, 1), False),
        ("PayApp Android 5.9.9-beta", "PayApp Android", (5, 9, 9), True),
        ("PayApp Android 6.5.0 (rc1)", "PayApp Android", (6, 5, 0), True),
        ("PayApp iOS 6.5b2", "PayApp iOS", (6, 5), True),
        ("WeChat 8.0.63", "WeChat", (8, 0, 63), False),
        ("Internet Explorer 11.0", "Internet Explorer", (11, 0), False),
        ("Safari v18.6", "Safari", (18, 6), False),
        ("Firefox 144.0esr", "Firefox", (144, 0), False),
    ],
)
def test_a_client_is_a_program_and_its_version(client, product, version, prerelease):
    assert read_version(client) == (product, version)
    assert is_prerelease(client) is prerelease


@every("value", [None, "", "Chrome", "142", "a" * 500, 5, {}, "Chrome latest"])
def test_what_names_no_version_is_refused(value):
    with pytest.raises(Unreadable):
        read_version(value)


@every(("value", "number"), [(5, 5), ("5", 5), (" 5 ", 5), (5.0, 5), ("0", 0)])
def test_whole_numbers_are_read_from_text_too(value, number):
    assert read_whole_number(value) == number


@every("value", [None, "", "five", -1, 1.5, True, "1e3", 10**20, [], "٣"])
def test_what_is_no_count_is_refused(value):
    with pytest.raises(Unreadable):
        read_whole_number(value)


def test_text_is_read_without_outer_blanks_and_width():
    assert read_text("\u3000\uff21\uff22C ") == "ABC"
    assert read_text(74) == "74"


@every("value", [None, True, 1.5, [], {}, "a" * 1001, 10**400])
def test_what_is_no_short_text_is_refused(value):
    with pytest.raises(Unreadable):
        read_text(value)


@every(
    ("value", "text"),
    [
        (None, ""),
        ("4242424242424242", "…4242"),
        ("card 4242424242424242 exp", "card …4242 exp"),
        ("a\x00b\ud800c", "a b c"),
        ({"a": 1}, "…"),
        ([1, 2], "…"),
        (10**400, "…"),
        (12, "12"),
    ],
)
def test_evidence_is_short_printable_and_without_full_card_numbers(value, text):
    assert shown(value) == text
    assert len(shown("x" * 10**6)) == 60
    assert shown("x" * 60) == "x" * 60
