"""Events as they really come: bare, odd, many."""

from datetime import timedelta

import pytest
from django.test import Client

from support.cases.models import Case
from support.customers.models import Customer
from support.intake.models import PaymentEvent
from support.payments.models import Payment
from tests.factories import payment_event
from tests.intake.signing import URL, send
from troubleshooting.trees.models import TreeVersion

pytestmark = pytest.mark.django_db


def test_a_bare_event_with_empty_optional_fields_is_taken(tree: TreeVersion):
    optional = dict.fromkeys(
        ["client", "tls_version", "failure_scheme", "failure_code", "failure_message",
         "bank_latency_ms", "account_age_days", "counterparty_name", "counterparty_account",
         "amount", "currency", "method", "created_at"]
    )  # fmt: skip
    event = payment_event(**optional)
    event["payment"]["customer"] = dict.fromkeys(["name", "email", "phone", "locale"])

    answer = send(event)

    assert answer.status_code == 202
    assert answer.json()["automatic"] is False
    assert not Customer.objects.get().is_reachable


def test_fields_we_do_not_know_are_passed_over(tree: TreeVersion):
    assert send(payment_event(risk_score=7, nested={"a": [1]})).status_code == 202


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        (1200, "1200"),
        (1200.5, "1200.5"),
        (" 1,200.50 ", "1,200.50"),
        ("１２００", "１２００"),
        (0.1, "0.1"),
        ("12\x0000", "1200"),
    ],
)
def test_amounts_are_taken_as_text_or_number(tree: TreeVersion, sent: object, stored: str):
    assert send(payment_event(amount=sent)).status_code == 202

    assert Payment.objects.get().amount_text == stored


def test_control_characters_do_not_reach_the_record(tree: TreeVersion):
    event = payment_event(
        failure_message="closed\u0000 account\r\nBcc: x@example.net",
        counterparty_name="Mock\ud800 Birch",
        customer={"name": "Mock\u0000 Birch\n"},
    )

    assert send(event).status_code == 202

    payment = Payment.objects.get()
    assert payment.failure_message == "closed account Bcc: x@example.net"
    assert payment.counterparty_name == "Mock Birch"
    assert Customer.objects.get().name == "Mock Birch"


@pytest.mark.parametrize(
    "created_at",
    ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-11-18T09:00:00+23:59", "soon"],
)
def test_an_impossible_time_of_payment_is_no_reason_to_fail(tree: TreeVersion, created_at: str):
    assert send(payment_event(created_at=created_at)).status_code == 202


def test_an_answer_names_nobody(tree: TreeVersion):
    event = payment_event(customer={"name": "Mock Birch", "email": "birch@example.org"})

    text = send(event).content.decode()

    assert "Birch" not in text
    assert "birch@" not in text


def test_an_event_costs_a_bounded_number_of_queries(
    tree: TreeVersion, django_assert_max_num_queries
):
    send(payment_event())

    with django_assert_max_num_queries(78):
        send(payment_event())


def test_events_of_one_customer_meet_at_one_row(tree: TreeVersion):
    person = {"name": "Mock Birch", "email": "Same@example.org", "phone": "+8614000000001"}
    for _time in range(3):
        send(payment_event(customer=person))

    assert Customer.objects.count() == 1
    assert Case.objects.count() == 3


def test_an_event_is_dated_when_it_was_received(tree: TreeVersion):
    send(payment_event())

    stored, case = PaymentEvent.objects.get(), Case.objects.get()
    assert stored.received_at == case.opened_at
    assert abs(case.events.first().happened_at - stored.received_at) < timedelta(seconds=1)
    assert stored.payment == case.payment
    assert stored.kind == "payment.failed"


def test_an_event_can_only_be_posted(tree: TreeVersion):
    assert Client().get(URL).status_code == 405
