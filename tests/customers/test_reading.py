"""Languages and telephone numbers as they come in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.customers.models import Customer, language_of
from support.customers.services import read_phone


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("zh-Hans", "zh-hans"), ("zh", "zh-hans"), ("zh_CN", "zh-hans"), ("ZH-TW", "zh-hans"),
        ("zh-Hant-HK", "zh-hans"), ("en", "en"), ("en-GB", "en"), ("fr-FR", "en"), ("", "en"),
        (None, "en"), ("zhuang", "en"), ("nonsense", "en"),
    ],
)  # fmt: skip
def test_a_locale_decides_between_chinese_and_english(locale: str | None, language: str):
    assert language_of(locale) == language


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+8614000000901", "+8614000000901"),
        ("+86 140 0000 0901", "+8614000000901"),
        ("+44 (0)7700 900123", "+447700900123"),
        ("＋８６１４００００００９０１", "+8614000000901"),
        ("tel:+44-7700-900123", "+447700900123"),
    ],
)
def test_a_number_is_kept_in_its_international_form(typed: str, number: str):
    assert read_phone(typed) == number


@pytest.mark.parametrize(
    "typed", [None, "", "07700 900123", "+44", "+999123456789", "call me", "+" + "1" * 300]
)
def test_a_number_nobody_can_be_called_at_is_no_number(typed: str | None):
    assert read_phone(typed) == ""


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_none(text: str):
    number = read_phone(text)

    assert number == "" or (number.startswith("+") and number[1:].isdigit() and len(number) <= 20)


@pytest.mark.parametrize(
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
