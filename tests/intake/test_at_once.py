"""The same thing arriving many times at once: real threads, real connections, one result."""

import json
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

from support.cases.models import Case, CaseEvent
from support.cases.services import resolve_case
from support.customers.models import Customer
from support.guidance.proof import reopen_case
from support.intake.models import IdempotencyKey, PaymentEvent
from support.notifications.models import Notification
from support.payments.models import Payment
from tests.factories import follow_up, make_agent, make_customer, make_payment, payment_event
from tests.intake.signing import post, send, signed
from tests.reference import load_reference
from troubleshooting.walks.models import Walk

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(count: int, act: Callable[[int], HttpResponse]) -> list[HttpResponse]:
    """Do something in many threads that all begin at the same moment."""
    together, answers = Barrier(count), []

    def run(number: int) -> None:
        try:
            together.wait(20)
            answers.append(act(number))
        finally:
            connection.close()

    threads = [Thread(target=run, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(answers) == count
    return answers


def test_the_same_event_twenty_times_at_once_makes_one_case_and_one_message_a_channel():
    load_reference()
    body = json.dumps(payment_event()).encode()
    headers = signed(body, "evt_twenty")

    answers = at_once(20, lambda _number: post(body, headers, client=Client()))

    assert [answer.status_code for answer in answers] == [202] * 20
    assert len({answer.content for answer in answers}) == 1
    for model in (Case, Payment, Customer, PaymentEvent, Walk):
        assert model.objects.count() == 1, model
    assert sorted(Notification.objects.values_list("event", "channel")) == [
        ("solution", "email"),
        ("solution", "sms"),
    ]
    assert CaseEvent.objects.filter(kind="payment").count() == 1


def test_different_events_for_one_payment_at_once_share_one_case():
    load_reference()
    event = payment_event()

    answers = at_once(6, lambda number: send(event, f"evt_{number}", client=Client()))

    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["case"] for answer in answers}) == 1
    assert Case.objects.count() == Payment.objects.count() == 1
    assert Walk.objects.filter(state="open").count() == 0


def test_many_payments_of_a_new_customer_at_once_all_arrive():
    load_reference()
    person = {"name": "Mock Birch", "email": "birch@example.org", "phone": "+8614000000001"}
    events = [payment_event(customer=person) for _number in range(6)]

    answers = at_once(6, lambda number: send(events[number], client=Client()))

    assert {answer.status_code for answer in answers} == {202}
    assert Customer.objects.count() == 1
    assert Case.objects.count() == 6


def test_failure_and_credit_at_once_end_in_one_resolved_case():
    load_reference()
    event = payment_event()
    send(event)
    success = follow_up(event, "payment.updated", status="credited")

    answers = at_once(2, lambda number: send(success if number else event, client=Client()))

    assert {answer.status_code for answer in answers} == {202}
    assert Case.objects.filter(status="resolved").count() == 1
    assert Case.objects.count() == 1
    assert Notification.objects.filter(event="case-resolved", channel="email").count() == 1


def test_one_idempotency_key_at_once_creates_one_case():
    _token, secret = AuthToken.objects.create(make_agent())
    payment = make_payment()
    headers = {"Authorization": f"Token {secret}", "Idempotency-Key": "one"}
    body: dict[str, Any] = {"subject": "Where is it?", "customer": {"email": "a@example.net"}}

    answers = at_once(
        6,
        lambda _number: Client().post(
            "/api/v1/cases/", body, content_type="application/json", headers=headers
        ),
    )

    assert payment.cases.count() == 0
    assert [answer.status_code for answer in answers] == [201] * 6
    assert len({answer.content for answer in answers}) == 1
    assert Case.objects.count() == IdempotencyKey.objects.count() == 1
    replayed = [answer.headers.get("Idempotency-Replayed") for answer in answers]
    assert sorted(map(str, replayed)) == ["None"] + ["true"] * 5


def test_two_agents_at_one_step_at_once_one_wins_and_the_other_hears_so():
    load_reference()
    silence = {"failure_scheme": "", "failure_code": "", "failure_message": ""}
    walk = send(payment_event(**silence, bank_latency_ms=None)).json()["walk"]
    seen = Walk.objects.get(pk=walk).answers_seen
    secrets = [AuthToken.objects.create(make_agent())[1] for _number in range(2)]

    def answer(number: int) -> HttpResponse:
        return Client().post(
            f"/api/v1/walks/{walk}/answers/",
            {"node": "system_load", "option": ["healthy", "overloaded"][number], "seen": seen},
            content_type="application/json",
            headers={"Authorization": f"Token {secrets[number]}"},
        )

    answers = at_once(2, answer)

    assert sorted(one.status_code for one in answers) == [201, 409]
    assert Walk.objects.get(pk=walk).answers_seen == seen + 1
    assert CaseEvent.objects.filter(kind="answered").count() == 1


def test_a_customer_opened_for_twice_at_once_keeps_one_case_per_payment():
    _token, secret = AuthToken.objects.create(make_agent())
    payment = make_payment(customer=make_customer())

    answers = at_once(
        5,
        lambda _number: Client().post(
            "/api/v1/cases/",
            {"subject": "Where is it?", "payment": payment.reference},
            content_type="application/json",
            headers={"Authorization": f"Token {secret}"},
        ),
    )

    assert sorted(answer.status_code for answer in answers) == [200] * 4 + [201]
    assert len({answer.json()["reference"] for answer in answers}) == 1
    assert payment.cases.count() == 1


def test_a_case_reopened_while_its_payment_fails_anew_stays_the_only_open_one():
    load_reference()
    agent, event = make_agent(), payment_event()
    send(event)
    case = Case.objects.get()
    resolve_case(case, now=timezone.now(), ending="cannot_be_done")
    body = json.dumps(follow_up(event, failure_code="AC01")).encode()
    refused = []

    def act(number: int) -> HttpResponse:
        if number % 2:
            return post(body, signed(body, f"evt_{number}"), client=Client())
        try:
            reopen_case(case, now=timezone.now(), actor=agent)
        except ValidationError as error:
            refused.append(error.code)
        return HttpResponse(status=202)

    answers = at_once(6, act)

    assert [answer.status_code for answer in answers] == [202] * 6
    assert Case.objects.not_done().count() == 1
    assert set(refused) <= {"other_open", "not_resolved"}
