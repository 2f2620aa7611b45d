"""A payment fails, hangs or succeeds after all: what one event sets going."""

from datetime import timedelta
from typing import Any

import pytest

from support.cases.models import Case, CaseEvent
from support.cases.services import resolve_case, send_reply
from support.customers.models import Customer
from support.guidance.services import confirm_outcome, present_walk
from support.intake.models import PaymentEvent
from support.notifications.models import Notification
from support.payments.models import Payment
from tests.factories import NOW, follow_up, make_agent, payment_event
from tests.intake.signing import send
from troubleshooting.trees.models import TreeVersion
from troubleshooting.walks.models import Walk

pytestmark = pytest.mark.django_db


def told(case: Case, event: str = "") -> list[tuple[str, str]]:
    rows = Notification.objects.for_thread(case.reference)
    return sorted((row.event, row.channel) for row in rows if not event or row.event == event)


def test_a_failed_payment_is_answered_with_case_walk_and_outcome(tree: TreeVersion):
    answer = send(payment_event())

    case, walk = Case.objects.get(), Walk.objects.get()
    assert answer.status_code == 202
    assert answer.json() == {
        "case": case.reference,
        "walk": str(walk.pk),
        "outcome": "out_account_closed",
        "waiting_at": None,
        "automatic": True,
    }
    assert (case.cause.slug, case.status) == ("account_closed", "waiting_customer")
    assert told(case) == [("solution", "email"), ("solution", "sms")]


def test_what_came_in_is_stored_where_it_belongs(tree: TreeVersion):
    event = payment_event(customer={"name": "测试甲901", "email": "ceshi0901@example.com"})

    send(event)

    payment, customer = Payment.objects.get(), Customer.objects.get()
    assert payment.reference == event["payment"]["reference"]
    assert payment.customer == customer
    assert (customer.name, customer.email, customer.language) == (
        "测试甲901",
        "ceshi0901@example.com",
        "zh-hans",
    )
    assert customer.time_zone == "Asia/Shanghai"
    assert payment.counterparty_account == "************0001"
    assert "TESTACCT00090001" not in str(Payment.objects.values().get())
    case = Case.objects.get()
    assert (case.customer, case.payment) == (customer, payment)
    assert payment.reference in case.subject


def test_an_event_without_a_clear_cause_waits_at_its_step(tree: TreeVersion):
    event = payment_event(
        failure_scheme="", failure_code="", failure_message="", bank_latency_ms=None
    )

    answer = send(event).json()

    assert (answer["outcome"], answer["waiting_at"]) == (None, "system_load")
    assert answer["automatic"] is False
    assert told(Case.objects.get()) == [("case-opened", "email"), ("case-opened", "sms")]


def test_the_same_event_again_gets_the_same_answer_and_does_nothing(tree: TreeVersion):
    event = payment_event()
    first = send(event, "evt_again")

    second = send(event, "evt_again")

    assert (second.status_code, second.json()) == (202, first.json())
    assert Case.objects.count() == Walk.objects.count() == PaymentEvent.objects.count() == 1
    assert Notification.objects.count() == 2
    assert CaseEvent.objects.filter(kind="payment").count() == 1


def test_an_event_id_decides_and_not_the_content(tree: TreeVersion):
    first = send(payment_event(), "evt_again")

    second = send(payment_event(), "evt_again")

    assert second.json() == first.json()
    assert Payment.objects.count() == 1


def succeeded(event: dict[str, Any]) -> Any:
    return follow_up(event, "payment.succeeded", status="succeeded", failure_code="")


def test_a_second_event_for_a_payment_joins_the_open_case(tree: TreeVersion):
    failed = payment_event()
    silence = {"failure_scheme": "", "failure_code": "", "failure_message": ""}
    first = send(follow_up(failed, "payment.pending", status="pending", **silence)).json()

    second = send(failed).json()

    assert second["case"] == first["case"]
    assert second["walk"] != first["walk"]
    assert Case.objects.count() == Payment.objects.count() == 1
    case = Case.objects.get()
    assert Payment.objects.get().status == "failed"
    assert case.cause.slug == "account_closed"
    assert present_walk(case).state == "concluded"
    assert told(case, "solution") == [("solution", "email"), ("solution", "sms")]


def test_an_event_for_a_done_case_opens_a_new_one(tree: TreeVersion):
    event = payment_event()
    first = send(event).json()
    resolve_case(Case.objects.get(), now=NOW, context={})

    second = send(event).json()

    assert second["case"] != first["case"]
    assert list(Case.objects.order_by("pk").values_list("status", flat=True)) == [
        "resolved",
        "waiting_customer",
    ]


def test_a_payment_that_succeeds_after_all_resolves_its_case_and_tells(tree: TreeVersion):
    event = payment_event()
    send(event)

    answer = send(succeeded(event))

    case = Case.objects.get()
    assert answer.status_code == 202
    assert answer.json()["case"] == case.reference
    assert answer.json()["walk"] is None
    assert (case.status, case.due_at) == ("resolved", None)
    assert told(case, "case-resolved") == [("case-resolved", "email"), ("case-resolved", "sms")]
    kinds = list(case.events.order_by("pk").values_list("kind", flat=True))
    assert kinds[-2:] == ["payment", "resolved"]


def test_success_told_twice_under_two_ids_resolves_once(tree: TreeVersion):
    event = payment_event()
    send(event)
    for _time in range(2):
        answer = send(succeeded(event))

    assert answer.status_code == 202
    assert answer.json()["case"] is None
    assert Notification.objects.filter(event="case-resolved").count() == 2  # one a channel


def test_success_of_a_payment_nobody_missed_opens_no_case(tree: TreeVersion):
    answer = send(succeeded(payment_event()))

    assert answer.json() == {
        "case": None,
        "walk": None,
        "outcome": None,
        "waiting_at": None,
        "automatic": False,
    }
    assert Payment.objects.get().status == "succeeded"
    assert not Case.objects.exists()
    assert not Notification.objects.exists()


@pytest.mark.parametrize("is_confirmed", [True, False])
@pytest.mark.parametrize("news", ["success", "another code", "no code", "the same"])
def test_nothing_is_ever_told_by_machine_once_the_account_holder_may_have_died(
    tree: TreeVersion, is_confirmed: bool, news: str
):
    event = payment_event(failure_code="MD07")
    send(event)
    case = Case.objects.get()
    if is_confirmed:
        walk = present_walk(case)
        confirm_outcome(case, walk, seen=walk.answers_seen, actor=make_agent(), now=NOW)
    later = {
        "success": succeeded(event),
        "another code": follow_up(event, failure_code="AC04"),
        "no code": follow_up(event, failure_scheme="", failure_code="", bank_latency_ms=None),
        "the same": event,
    }[news]

    answer = send(later)

    assert answer.status_code == 202
    assert answer.json()["case"] == case.reference
    assert answer.json()["automatic"] is False
    case.refresh_from_db()
    assert not case.is_done
    assert case.events.filter(kind="payment").count() == 2
    assert not Notification.objects.exists()


def test_an_agent_may_still_write_to_the_family_and_resolve_in_silence(tree: TreeVersion):
    send(payment_event(failure_code="MD07"))
    case, agent = Case.objects.get(), make_agent()
    walk = present_walk(case)
    case = confirm_outcome(case, walk, seen=walk.answers_seen, actor=agent, now=NOW)

    send_reply(case, "We are sorry for your loss.", now=NOW, actor=agent, context={})
    resolve_case(case, now=NOW, context={}, actor=agent)

    assert told(case) == [("agent-reply", "email"), ("agent-reply", "sms")]


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
    assert payment.failure_message == "closed accountBcc: x@example.net"
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

    with django_assert_max_num_queries(75):
        send(payment_event())


def test_events_of_one_customer_meet_at_one_row(tree: TreeVersion):
    for _time in range(3):
        send(payment_event(customer={"email": "Same@example.org"}))

    assert Customer.objects.count() == 1
    assert Case.objects.count() == 3


def test_an_event_is_dated_when_it_was_received(tree: TreeVersion):
    send(payment_event())

    stored, case = PaymentEvent.objects.get(), Case.objects.get()
    assert stored.received_at == case.opened_at
    assert abs(case.events.first().happened_at - stored.received_at) < timedelta(seconds=1)
    assert stored.payment == case.payment
    assert stored.kind == "payment.failed"
