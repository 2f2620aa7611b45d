"""Languages and telephone numbers as they come in."""

import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.customers.contacts import read_email
from support.customers.models import Customer, language_of
from support.customers.reading import (
    country_of_zone,
    read_phone,
    read_zone_name,
    zone_of_locale,
)
from tests.every import every


@every(
    ("locale", "language"),
    [
        ("zh-Hans", "zh-hans"), ("zh", "zh-hans"), ("zh_CN", "zh-hans"), ("ZH-TW", "zh-hans"),
        ("zh-Hant-HK", "zh-hans"), ("en", "en"), ("en-GB", "en"), ("fr-FR", "en"), ("", "en"),
        (None, "en"), ("zhuang", "en"), ("nonsense", "en"), ("za-CN", "en"), ("zha", "en"),
        ("yue", "zh-hans"), ("cmn-Hans-CN", "zh-hans"), ("zho", "zh-hans"), ("chi", "zh-hans"),
        ("yue-Hant-HK", "zh-hans"), (" ZH_hans_CN ", "zh-hans"), ("wuu", "zh-hans"),
    ],
)  # fmt: skip
def test_a_locale_decides_between_chinese_and_english(locale: str | None, language: str):
    assert language_of(locale) == language


@every(
    ("typed", "number"),
    [
        ("+8614000000901", "+8614000000901"),
        ("+86 140 0000 0901", "+8614000000901"),
        ("+44 (0)7700 900123", "+447700900123"),
        ("＋８６１４００００００９０１", "+8614000000901"),
        ("tel:+44-7700-900123", "+447700900123"),
        ("0086 140 0000 0901", "+8614000000901"),
    ],
)
def test_a_number_is_kept_in_its_international_form(typed: str, number: str):
    assert read_phone(typed) == number


@every("typed", [None, "", "07700 900123", "+44", "+999123456789", "call me", "+" + "1" * 300])
def test_a_number_nobody_can_be_called_at_is_no_number(typed: str | None):
    assert read_phone(typed) == ""


@every(
    ("typed", "country", "number"),
    [
        ("07700 900123", "GB", "+447700900123"),
        ("07700 900123", "gb", "+447700900123"),
        ("140 0000 0901", "CN", "+8614000000901"),
        ("(212) 555-0123", "US", "+12125550123"),
        ("+44 7700 900123", "CN", "+447700900123"),
        ("00447700900123", "CN", "+447700900123"),
        ("8614000000901", "CN", "+8614000000901"),
        ("07700 900123", "XX", ""),
        ("07700 900123", "ECB", ""),
        ("555-0123", "US", ""),
    ],
)
def test_a_number_dialled_at_home_is_read_with_its_country(typed: str, country: str, number: str):
    assert read_phone(typed, country) == number


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_none(text: str):
    number = read_phone(text)

    assert number == "" or (number.startswith("+") and number[1:].isdigit() and len(number) <= 20)


@every(
    ("values", "shown"),
    [
        ({"name": "Mock Alder", "email": "a@example.net"}, "Mock Alder"),
        ({"email": "a@example.net", "phone": "+447700900123"}, "a@example.net"),
        ({"phone": "+447700900123"}, "+447700900123"),
        ({}, "Unknown customer"),
    ],
)
def test_a_customer_is_called_by_what_we_know_of_him(values: dict[str, str], shown: str):
    assert str(Customer(**values)) == shown


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"email": "a@example.net"}, True),
        ({"phone": "+447700900123"}, True),
        ({"name": "Mock Alder"}, False),
    ],
)
def test_a_customer_without_address_and_number_is_unreachable(
    values: dict[str, str], expected: bool
):
    assert Customer(**values).is_reachable is expected


# E-mail addresses, as systems send them


@every(
    ("sent", "address"),
    [
        ("li@example.test", "li@example.test"),
        ("  Li.Wei+pay@Example.TEST ", "Li.Wei+pay@Example.TEST"),
        ("Li Wei <li@example.test>", "li@example.test"),
        ('"Wei, Li" <li@example.test>', "li@example.test"),
        ("sales@x.test <li@example.test>", "li@example.test"),
        ("mailto:li@example.test", "li@example.test"),
        ("MAILTO:li%2Bpay@example.test?subject=Hi", "li+pay@example.test"),
        ("li@example.test, wei@example.test", "li@example.test"),
        ("li@example.test;wei@example.test", "li@example.test"),
        ("li@example.test / wei@example.test", "li@example.test"),
        ("li@example.test/wei@example.test", "li@example.test"),
        ("n/a, wei@example.test", "wei@example.test"),
        ("li@, wei@example.test", "wei@example.test"),
        ("li@example.test.", "li@example.test"),
        ("用户@例子.中国", "用户@例子.中国"),
        ("li＠example.test", "li@example.test"),
        ("hanako..suzuki@docomo.ne.jp", "hanako..suzuki@docomo.ne.jp"),
        ("hanako.@docomo.ne.jp", "hanako.@docomo.ne.jp"),
        ('"a..b"@example.test', '"a..b"@example.test'),
        ("postmaster@intranet", "postmaster@intranet"),
    ],
)
def test_the_first_address_that_can_be_written_to_is_taken(sent: str, address: str):
    assert read_email(sent) == address


@every(
    "sent",
    [
        "", " ", "N/A", "none", "n/a@n/a", "none@none", "call me", "@", "li@", "@example.test",
        "li@example..test", "li@[127.0.0.1]", "😀@example.test", "li@💩.test", "li@127", "\0@\0",
        "li\ud800@example.test", "x" * 2_000_000, "@" * 100_000, "<" * 100_000,
        "a" * 65 + "@example.test",
    ],
)  # fmt: skip
def test_what_nobody_can_be_written_to_at_is_no_address(sent: str):
    assert read_email(sent) == ""


@given(st.text(max_size=80))
def test_of_any_text_comes_an_address_that_is_read_the_same_again(text: str):
    address = read_email(text)

    assert read_email(address) == address


# Where somebody's clock stands


@every(
    ("locale", "zone"),
    [
        ("zh-Hans-CN", "Asia/Shanghai"), ("zh_CN", "Asia/Shanghai"), ("zh-HK", "Asia/Hong_Kong"),
        ("en-GB", "Europe/London"), ("de_DE.UTF-8", ""), ("de-DE", "Europe/Berlin"),
        ("ja-JP", "Asia/Tokyo"), ("en-US", ""), ("pt-BR", ""), ("zh", ""), ("", ""), ("en-XX", ""),
        ("zh-Hant", ""), ("zh-yue-HK", "Asia/Hong_Kong"),
    ],
)  # fmt: skip
def test_a_region_with_one_clock_tells_the_zone(locale: str, zone: str):
    assert zone_of_locale(locale) == zone


@every(
    ("typed", "zone"),
    [
        ("Asia/Shanghai", "Asia/Shanghai"), ("PRC", "PRC"), ("US/Pacific", "US/Pacific"),
        ("Asia/Calcutta", "Asia/Calcutta"), ("asia/shanghai", "Asia/Shanghai"), ("prc", "PRC"),
        (" Europe/Paris ", "Europe/Paris"), ("Mars/Olympus", ""), ("", ""), ("../etc/passwd", ""),
        ("x" * 100_000, ""),
    ],
)  # fmt: skip
def test_a_zone_is_known_by_its_old_names_and_in_any_case(typed: str, zone: str):
    assert read_zone_name(typed) == zone


def test_old_names_of_zones_need_nothing_of_the_machine(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(zoneinfo, "TZPATH", ())
    zoneinfo.ZoneInfo.clear_cache()

    assert read_zone_name("US/Eastern") == "US/Eastern"


def test_a_zone_tells_its_country():
    assert country_of_zone("Asia/Shanghai") == "CN"
    assert country_of_zone("Europe/London") == "GB"
    assert country_of_zone("UTC") == ""
