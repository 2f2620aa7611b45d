"""Whose payment an entry of a file is: the same rule for money as at the doors."""

import pytest

from support.intake.files.matching import Known
from support.payments.models import PaymentReference
from support.payments.news import PaymentNews, Reference
from tests.factories import make_payment

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("status", "amount", "is_its"),
    [
        ("credited", "120.00", True),
        ("credited", "1.00", False),  # or money that never came would be called arrived
        ("sent", "119.99", False),
        ("returned", "110.00", True),  # less the bank's fees
        ("returned", "1.00", False),
        ("returned", "120.01", False),
    ],
)
def test_a_shared_name_is_this_payments_only_where_the_money_agrees(
    status: str, amount: str, is_its: bool
):
    payment = make_payment(reference="PAY-1", currency="EUR")
    PaymentReference.objects.create(payment=payment, kind="end_to_end_id", value="E2E-1")
    news = PaymentNews(
        references=(Reference("end_to_end_id", "E2E-1"),),
        status=status,
        amount=amount,
        currency="EUR",
    )

    match = Known([news]).match(news)

    assert (match.payment == payment) is is_its


def test_another_amount_under_our_own_reference_is_a_doubt_for_a_person():
    payment = make_payment(reference="PAY-1", currency="EUR")
    news = PaymentNews(reference="PAY-1", status="credited", amount="1.00", currency="EUR")

    match = Known([news]).match(news)

    assert match.payment == payment
    assert match.doubt
