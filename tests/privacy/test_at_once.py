"""Somebody is erased while their payment system tells of them: nothing of them comes back."""

import pytest
from django.utils import timezone

from support.customers.contacts import KnownContact
from support.customers.services import record_customer
from support.intake.services import Event, receive_news
from support.lead.privacy.erasing import erase
from support.payments.models import Payment
from support.payments.news import PaymentNews
from tests.factories import make_agent, make_case, make_customer, make_payment
from tests.waiting import done_once_changed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("told", [{}, {"name": "Bo"}])
def test_an_event_that_waited_for_the_erasure_brings_nothing_back(told):
    customer = make_customer(name="Bo Quennell", email="bo@x.example")
    payment = make_payment(customer=customer, told_contact=told)
    make_case(customer=customer, payment=payment)
    lead = make_agent("sofia", is_superuser=True)
    said = PaymentNews(
        reference=payment.reference, direction="payout", status="sent",
        failure_message="Bo Quennell", counterparty_name="Bo Quennell",
    )  # fmt: skip
    now = timezone.now()

    with done_once_changed(
        lambda: erase(customer, actor=lead, now=now, why="asked"),
        lambda: receive_news(Event("e1", "payment.updated"), said, now=now),
    ) as done:
        done.result(timeout=10)

    payment = Payment.objects.get(pk=payment.pk)
    assert (payment.status, payment.counterparty_name, payment.failure_message) == (
        "failed",
        "",
        "",
    )


def test_news_of_another_payment_that_waited_for_the_erasure_is_of_somebody_new():
    customer = make_customer(name="Bo Quennell", email="bo@x.example")
    customer.source_ids.create(source="own", value="c-1")
    lead = make_agent("sofia", is_superuser=True)
    now = timezone.now()

    with done_once_changed(
        lambda: erase(customer, actor=lead, now=now, why="asked"),
        lambda: record_customer(
            KnownContact(name="Bo Q.", email="bo@x.example", customer_id="c-1"), source="own"
        ),
    ) as done:
        found = done.result(timeout=10)

    customer.refresh_from_db()
    assert (customer.name, customer.email) == ("", "")
    assert (found.name, found.erased_at) == ("Bo Q.", None)
    assert found != customer
