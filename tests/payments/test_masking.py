"""What is kept of an account number, and how an amount is read out."""

from decimal import Decimal

from django.utils import translation

from support.payments.columns import mask_account
from support.payments.models import Payment
from tests.every import every


@every(
    ("number", "masked"),
    [
        ("", ""),
        ("1", "*"),
        ("1234", "****"),
        ("TESTACCT00000074", "************0074"),
        ("GB33 BUKB 2020 1555 5555 55", "************5 55"),
        ("  620000000005  ", "********0005"),
        ("620000******0005", "************0005"),
        ("9" * 60, "************9999"),
    ],
)
def test_only_the_last_four_characters_of_an_account_stay(number: str, masked: str):
    assert mask_account(number) == masked


@every(
    ("amount", "currency", "label"),
    [
        ("1200.00", "CNY", "1,200.00 CNY"),
        ("1200", "CNY", "1,200.00 CNY"),
        ("0.5", "USD", "0.50 USD"),
        ("1234567.891", "KWD", "1,234,567.891 KWD"),
        ("-3", "EUR", "-3.00 EUR"),
        ("0", "EUR", "0.00 EUR"),
        ("10", "", "10.00"),
        ("10", "dollars", "10.00 dollars"),
        ("5000", "JPY", "5,000 JPY"),
        ("5000.5", "JPY", "5,000.5 JPY"),
        ("1.2", "KWD", "1.200 KWD"),
    ],
)
def test_an_amount_is_shown_with_marks_and_currency(amount: str, currency: str, label: str):
    payment = Payment(amount=Decimal(amount), amount_text=amount, currency=currency)

    assert payment.amount_label == label


def test_an_unreadable_amount_is_shown_as_it_came():
    assert Payment(amount=None, amount_text="about ten", currency="EUR").amount_label == "about ten"


def test_a_missing_amount_is_said_to_be_missing():
    with translation.override("en"):
        assert Payment(amount=None, amount_text="", currency="EUR").amount_label == "amount missing"
