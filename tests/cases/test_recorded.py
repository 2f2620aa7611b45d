"""What of a case is on record for its claims: by when word is owed, and who said what last."""

from datetime import timedelta

import pytest

from support.cases.models import Case, CaseEvent, Status, log
from support.cases.services import send_reply
from support.cases.telling.message_words import message_context
from support.cases.telling.recording import record_of
from support.claims.claim import Slot
from support.claims.composing import compose
from support.guidance.hearing import hear_customer
from support.notifications.models import Notification
from tests.factories import NOW, make_agent, make_channel
from tests.portal.world import case_of, make_cause

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ASKING = "It is too old. Please update the app."


def asked(**columns: object) -> Case:
    cause = make_cause(customer_message_en=ASKING)
    return case_of(cause=cause, first_answered_at=NOW, payment={"status": "failed"}, **columns)


def page(case: Case) -> str:
    record = record_of(Case.objects.get(pk=case.pk), now=NOW + HOUR)
    said = compose(record)
    return " ".join([said.cause, *(said.text(slot) for slot in (Slot.TO_DO, Slot.NEXT))])


def test_word_is_owed_by_the_clock_of_the_first_answer_then_of_the_next_then_of_the_end():
    case = case_of()
    assert record_of(case, now=NOW).answer_due_at == case.first_answer_due_at

    case.first_answered_at = NOW
    assert record_of(case, now=NOW).answer_due_at == case.solution_due_at

    case.next_answer_due_at = NOW + HOUR
    assert record_of(case, now=NOW).answer_due_at == case.next_answer_due_at
    case.status = Status.WAITING_CUSTOMER
    case.next_answer_due_at = None
    assert record_of(case, now=NOW).answer_due_at is None


def test_a_message_that_answers_says_by_when_the_next_one_comes():
    case = case_of(payment={"status": "failed"}, cause=make_cause())
    due = record_of(case, now=NOW).now.tzinfo

    told = message_context(case, "solution", now=NOW)["what_next"]

    day = case.solution_due_at.astimezone(due)
    assert f"by {day.day} {day:%B %Y}, {day:%H:%M} (Beijing time) at the latest." in told


def test_what_they_said_is_done_is_not_asked_for_again_until_somebody_answers():
    case = asked(status=Status.WAITING_CUSTOMER)
    assert "Please update the app." in page(case)

    hear_customer(case, "I have done it.", now=NOW)

    said = page(case)
    assert "Please update" not in said
    assert (
        "It is too old. You do not need to do anything for now: we have noted what you told us."
        in said
    )
    assert "by 18 November 2026, 22:00 (Beijing time) at the latest" in said

    case.refresh_from_db()
    context = message_context(case, now=NOW)
    send_reply(case, "Thank you.", now=NOW + HOUR, actor=make_agent(), context=context)
    assert "Please update the app." in page(case)


@pytest.mark.parametrize(
    ("words", "hours", "is_told"),
    [
        ("Please send us a copy of it, too.", 1, True),
        ("Could you send a copy?", 1, True),
        ("Please send us a copy of it, too.", -1, False),  # before it was found
        ("Thank you for your patience.", 1, False),
    ],
)
def test_what_an_agent_asks_after_the_cause_asked_is_told_first(words, hours, is_told):
    case = asked(status=Status.WAITING_CUSTOMER)
    log(case, CaseEvent.Kind.OUTCOME, now=NOW)
    context = message_context(case, now=NOW)

    send_reply(case, words, now=NOW + hours * HOUR, actor=make_agent(), context=context)

    assert (f"“{words}” Please update the app." in page(case)) is is_told
    assert "Please update the app." in page(case)


def test_words_that_reopen_a_case_wait_for_an_answer_and_the_message_says_until_when():
    case = asked(status=Status.RESOLVED, ending="customer_must_act")

    hear_customer(case, "I have done it.", now=NOW)

    case.refresh_from_db()
    assert case.heard_at == NOW
    assert case.next_answer_due_at is not None
    assert case.due_at == case.next_answer_due_at
    row = Notification.objects.get(event="case-reopened", channel="email")
    assert "by 18 November 2026, 22:00 (Beijing time) at the latest" in row.context["what_next"]
    assert "Please update" not in row.context["what_to_do"]


def test_a_collected_payment_that_came_back_is_not_said_to_have_been_paid():
    debit = make_channel(code="test-debit", method="direct_debit")
    returned = {"status": "returned", "direction": "payin"}
    case = case_of(channel=debit, payment=returned)

    said = compose(record_of(case, now=NOW))

    assert "Your bank returned the direct debit for your payment" in said.text(Slot.HAPPENED)
    assert "If it was taken from your account" in said.text(Slot.MONEY)
    transfer = case_of(payment=returned)
    assert "on its way back to you" in compose(record_of(transfer, now=NOW)).text(Slot.MONEY)


def test_money_that_nobody_accepted_is_not_with_us_and_what_was_cancelled_is_said_once():
    offered = make_cause(slug="recipient_not_ready", customer_message_en="Not accepted.")
    cancelled = make_cause(
        slug="cancelled", customer_message_en="It was cancelled. Please start a new payment."
    )
    waiting = case_of(status=Status.WAITING_CUSTOMER, cause=offered, payment={"status": "pending"})
    over = case_of(cause=cancelled, payment={"status": "cancelled", "direction": "payin"})

    said = compose(record_of(waiting, now=NOW))

    assert "waits to be accepted" in said.text(Slot.MONEY)
    assert "We can send it" not in said.text(Slot.DAY)
    assert compose(record_of(over, now=NOW)).cause == "Please start a new payment."
    over.payment.status = "failed"
    assert compose(record_of(over, now=NOW)).cause.startswith("It was cancelled.")
