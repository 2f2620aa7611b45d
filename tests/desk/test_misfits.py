"""A cause that can't be so of the payment says which of both speaks against it."""

import pytest
from django.urls import reverse

from tests.desk.walking import answer, make_walk
from tests.factories import make_case, make_payment
from troubleshooting.causes.models import Cause

pytestmark = pytest.mark.django_db
CARD, REFUND = "which did not go by card.", "whose amount the customer did not choose."


@pytest.mark.parametrize(
    ("slug", "is_refund", "said"),
    [
        ("card_expired", False, {CARD}),
        ("card_expired", True, {CARD}),
        ("amount_over_limit", True, {REFUND}),
        ("amount_over_limit", False, set()),
    ],
)
def test_it_is_said_whether_the_card_or_the_refund_does_not_fit(desk, slug, is_refund, said):
    Cause.objects.create(
        slug=slug, customer_message_en="Please do it.", typical_minutes=1, typical_share="0.1",
        disclosure="open",
    )  # fmt: skip
    payment = make_payment(method="bank_transfer", status="failed", is_refund=is_refund)
    case, walk = make_walk(1, case=make_case(payment=payment), cause=slug)
    desk.post(reverse("walk-answer", args=[case.reference]), answer(walk, "q1"))

    page = desk.get(reverse("case", args=[case.reference])).content.decode()

    assert "Record the cause" in page
    assert {words for words in (CARD, REFUND) if words in page} == said
