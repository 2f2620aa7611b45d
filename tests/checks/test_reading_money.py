"""Amounts and currencies as real payment systems write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.every import every
from troubleshooting.checks.reading.as_written import (
    ADYEN_MINOR_UNITS,
    MINOR_UNITS,
    STRIPE_MINOR_UNITS,
    Unreadable,
    read_amount,
    read_currency,
    read_minor_amount,
)


@every(
    ("value", "amount"),
    [
        ("120,00 €", "120.00"),
        (120.00000000000001, "120"),
        ("120.00000000000001", "120"),
        (0.1 + 0.2, "0.3"),
        ("0.30000000000000004", "0.3"),
        (99999.98999999999, "99999.99"),
        ("99999.98999999999", "99999.99"),
        (1234.5600000000002, "1234.56"),
        ("1234567890123.4567", "1234567890123.4567"),  # no float, but seventeen digits meant
        ("0.123456789", "0.123456789"),
        ("1.000000000000001", "1"),
    ],
)
def test_the_noise_of_a_float_is_rounded_away(value, amount):
    assert read_amount(value) == Decimal(amount)


@given(st.integers(0, 10**12), st.sampled_from([0.1, 0.01, 0.001]))
def test_an_amount_computed_in_floats_comes_back_as_it_was_meant(units, step):
    meant = Decimal(units) * Decimal(str(step))

    assert read_amount(units * step) == meant
    assert read_amount(f"{units * step:.3f}") == meant


@every(
    ("value", "currency"),
    [
        ("usd", "USD"),
        (" gbp ", "GBP"),
        ("826", "GBP"),
        (826, "GBP"),
        ("036", "AUD"),
        (36, "AUD"),
        ("８４０", "USD"),
        ("156", "CNY"),
        ("人民币", "CNY"),
        ("€", "EUR"),
        ("US$", "USD"),
    ],
)
def test_a_currency_is_read_by_letters_number_and_sign(value, currency):
    assert read_currency(value) == currency


@every("value", ["$", "¥", "000", "36", 5, 0, -826, True, 8.26, "8261", None])
def test_what_could_be_several_currencies_or_none_is_refused(value):
    with pytest.raises(Unreadable):
        read_currency(value)


@every(
    ("value", "currency", "amount"),
    [
        (7409, "brl", "74.09"),
        ("7409", "JPY", "7409"),
        (7409, "KWD", "7.409"),
        (7409, "CLF", "0.7409"),
        (7409.0, "eur", "74.09"),
        (-500, "EUR", "-5.00"),
        (0, "EUR", "0"),
    ],
)
def test_minor_units_follow_iso_4217(value, currency, amount):
    assert read_minor_amount(value, currency) == Decimal(amount)
    assert str(read_minor_amount(value, currency)) == str(Decimal(amount)) or value == 0


def test_providers_count_some_currencies_in_units_of_their_own():
    assert MINOR_UNITS["ISK"] == MINOR_UNITS["UGX"] == MINOR_UNITS["CLP"] == 0

    assert read_minor_amount(500, "ISK", exceptions=STRIPE_MINOR_UNITS) == 5
    assert read_minor_amount(500, "UGX", exceptions=STRIPE_MINOR_UNITS) == 5
    assert read_minor_amount(500, "MGA", exceptions=STRIPE_MINOR_UNITS) == 500
    assert read_minor_amount(1000, "HUF", exceptions=STRIPE_MINOR_UNITS) == 10
    assert read_minor_amount(500, "CLP", exceptions=ADYEN_MINOR_UNITS) == 5
    assert read_minor_amount(500, "IDR", exceptions=ADYEN_MINOR_UNITS) == 500
    assert read_minor_amount(500, "EUR", exceptions=ADYEN_MINOR_UNITS) == 5


@pytest.mark.parametrize(("value", "currency"), [("74.09", "EUR"), (None, "EUR"), (5, None)])
def test_a_part_of_the_smallest_unit_is_refused(value, currency):
    with pytest.raises(Unreadable):
        read_minor_amount(value, currency)
