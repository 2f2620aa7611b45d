"""A payment fails, hangs or succeeds after all: what one event sets going."""

from typing import Any

import pytest

from support.cases.models import Case, CaseEvent
from support.cases.services import resolve_case, send_reply
from support.customers.models import Customer
from support.guidance.beginning import present_walk
from support.guidance.services import confirm_outcome
from support.intake.models import PaymentEvent
from support.intake.services import Event, receive_news
from support.notifications.models import Notification
from support.payments.models import Payment
from support.payments.news import PaymentNews
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


def test_of_a_payment_just_made_a_walk_reads_what_was_said_alone(tree: TreeVersion):
    send(payment_event())

    facts = Walk.objects.get().facts
    assert facts["payee_check"] is None
    assert [value for value in facts.values() if "object at 0x" in str(value)] == []


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


def test_another_body_under_the_same_id_is_a_conflict(tree: TreeVersion):
    send(payment_event(), "evt_again")

    second = send(payment_event(), "evt_again")

    assert second.status_code == 409
    assert second.json()["errors"][0]["code"] == "event_conflict"
    assert Payment.objects.count() == 1


def test_the_same_id_of_another_source_is_another_event(tree: TreeVersion):
    event = payment_event()
    first = send(event, "evt_again").json()
    news = PaymentNews(reference=event["payment"]["reference"], status="failed")

    second = receive_news(Event("evt_again", source="bank"), news, now=NOW)

    assert second["case"] == first["case"]
    assert PaymentEvent.objects.count() == 2


def credited(event: dict[str, Any]) -> Any:
    return follow_up(event, "payment.updated", status="credited", failure_code="")


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
    waiting = Notification.objects.for_thread(case.reference).filter(state="queued")
    assert sorted(row.event for row in waiting) == ["solution"] * 2


def test_the_same_failure_reported_anew_is_noted_but_told_only_once(tree: TreeVersion):
    event = payment_event()
    first = send(event, "evt_one").json()

    second = send(event, "evt_two").json()

    assert second == first
    assert Walk.objects.count() == 1
    assert CaseEvent.objects.filter(kind="payment").count() == 2
    assert told(Case.objects.get()) == [("solution", "email"), ("solution", "sms")]


def test_a_walk_that_waits_goes_on_when_its_failure_is_reported_anew(tree: TreeVersion):
    nothing = {"failure_scheme": "", "failure_code": "", "failure_message": ""}
    event = payment_event(**nothing, bank_latency_ms=None)
    first = send(event, "evt_one").json()

    second = send(event, "evt_two").json()

    assert second == first
    assert present_walk(Case.objects.get()).is_open


def test_new_trouble_of_a_done_case_takes_it_up_again(tree: TreeVersion):
    event = payment_event()
    first = send(event).json()
    resolve_case(Case.objects.get(), now=NOW, ending="cannot_be_done")

    second = send(follow_up(event, failure_code="AC06")).json()

    assert second["case"] == first["case"]
    assert not Case.objects.get().is_done
    assert told(Case.objects.get(), "case-reopened")


@pytest.mark.parametrize("occurred_at", ["2026-11-18T09:30:00Z", None])
def test_a_case_done_by_a_person_is_taken_up_by_what_is_not_the_very_same_news(
    tree: TreeVersion, occurred_at: str | None
):
    event = payment_event() | {"occurred_at": occurred_at}
    send(event)
    resolve_case(Case.objects.get(), now=NOW, ending="cannot_be_done")

    send(event, "evt_told_again")

    assert Case.objects.get().is_done is (occurred_at is not None)
    send(event | {"occurred_at": "2026-11-18T09:45:00Z"})
    assert not Case.objects.get().is_done


def test_a_payment_that_succeeds_after_all_resolves_its_case_and_tells(tree: TreeVersion):
    event = payment_event()
    send(event)

    answer = send(credited(event))

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
        answer = send(credited(event))

    assert answer.status_code == 202
    assert answer.json()["case"] is None
    assert Notification.objects.filter(event="case-resolved").count() == 2  # one a channel


def test_success_of_a_payment_nobody_missed_opens_no_case(tree: TreeVersion):
    answer = send(credited(payment_event()))

    assert answer.json() == {
        "case": None,
        "walk": None,
        "outcome": None,
        "waiting_at": None,
        "automatic": False,
    }
    assert Payment.objects.get().status == "credited"
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
        "success": credited(event),
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
    resolve_case(case, now=NOW, ending="cannot_be_done", actor=agent)

    assert told(case) == [("agent-reply", "email"), ("agent-reply", "sms")]
