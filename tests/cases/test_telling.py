"""What customers are told of a case as it moves on, and what no longer."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from support.cases import overdue
from support.cases.locked import lock_case
from support.cases.models import Case, Status
from support.cases.overdue import tell_overdue_banks
from support.cases.services import assign_case, change_status, resolve_case, send_reply
from support.cases.telling.message_words import message_context
from support.cases.telling.messages_of_case import TRUE_IN, tell_customer
from support.guidance.proof import reopen_case
from support.notifications.delivery.draining import drain
from support.notifications.delivery.last_look import check_batch
from support.notifications.models import Notification, State
from support.notifications.words.events import EVENTS
from tests.factories import NOW, make_agent, make_case, make_customer
from tests.portal.world import case_of, make_cause

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WORDS = {"reference": "CW-00000055", "question": "Which bank?"}


def mails(case: Case) -> list[tuple[str, str, str]]:
    rows = Notification.objects.filter(thread=case.reference, channel="email")
    return list(rows.order_by("sequence").values_list("event", "state", "reason"))


def tell(case: Case, event: str, *, now: datetime = NOW) -> None:
    tell_customer(lock_case(case), event, context=WORDS, now=now, occasion=f"{event}{now}")


# What is over


def test_every_message_that_tells_a_state_says_when_it_is_true():
    of_state = {event.name for event in EVENTS.values() if event.tells_state}

    until_answered = {"complaint-received", "complaint-held"}
    # And nobody is asked how it went while it goes on.
    assert set(TRUE_IN) == of_state | {"survey"} | until_answered


def test_resolving_takes_the_place_of_what_still_waits():
    case = change_status(make_case(), "waiting_bank", now=NOW)
    tell(case, "waiting-bank")

    resolve_case(case, now=NOW + HOUR, ending="cannot_be_done")

    assert mails(case) == [("waiting-bank", "superseded", "newer"), ("case-resolved", "queued", "")]
    older, newer = Notification.objects.filter(channel="email").order_by("sequence")
    assert older.superseded_by_id == newer.pk


@pytest.mark.parametrize(
    ("event", "before", "after", "survives"),
    [
        ("waiting-bank", "waiting_bank", "open", False),
        ("waiting-bank", "waiting_bank", "waiting_customer", False),
        ("bank-overdue", "waiting_bank", "open", False),
        ("step-needs-you", "waiting_customer", "open", False),
        ("case-opened", "open", "waiting_customer", True),
        ("case-opened", "open", "resolved", False),
        ("solution", "waiting_customer", "open", True),
        ("solution", "waiting_customer", "resolved", False),
        ("agent-reply", "open", "resolved", True),
    ],
)
def test_a_status_without_a_message_takes_out_only_what_it_makes_untrue(
    event: str, before: str, after: str, survives: bool
):
    case = change_status(make_case(), before, now=NOW)
    if event == "agent-reply":
        send_reply(case, "Hello.", now=NOW, actor=make_agent(), context=WORDS)
    else:
        tell(case, event)

    if after == "resolved":
        resolve_case(case, now=NOW + HOUR, ending="withdrawn", tells=False)
    else:
        change_status(case, after, now=NOW + HOUR)

    state = ("queued", "") if survives else ("cancelled", "over")
    assert mails(case) == [(event, *state)]


def test_taking_a_case_leaves_its_receipt_on_its_way():
    case = make_case()
    tell(case, "case-opened")

    assign_case(case, make_agent(), now=NOW + HOUR)

    assert mails(case) == [("case-opened", "queued", "")]


def test_what_a_provider_had_when_the_case_moved_on_is_not_tried_again():
    case = change_status(make_case(), "waiting_bank", now=NOW)
    tell(case, "waiting-bank")
    rows = Notification.objects.filter(thread=case.reference)
    rows.update(state=State.CLAIMED, lease_until=NOW, attempts=1)

    change_status(case, "open", now=NOW + HOUR)

    waited = list(rows.filter(channel="email").select_related("customer"))
    decision = check_batch(waited, NOW + HOUR)[waited[0].pk]
    assert (decision.state, decision.reason) == (State.CANCELLED, "over")


def test_of_messages_about_several_cases_each_is_judged_by_its_own():
    customer = make_customer()
    waiting, moved = (
        change_status(make_case(customer=customer), "waiting_bank", now=NOW) for _n in range(2)
    )
    for case in (waiting, moved):
        tell(case, "waiting-bank")
    Case.objects.filter(pk=moved.pk).update(status=Status.OPEN)
    Notification.objects.update(attempts=1)
    rows = Notification.objects.filter(channel="email").select_related("customer")

    decisions = check_batch(list(rows), NOW)

    assert {row.thread: decisions[row.pk].reason for row in rows} == {
        waiting.reference: "", moved.reference: "over",
    }  # fmt: skip


def test_of_twenty_changes_the_customer_hears_the_last_and_never_an_older_one():
    began = timezone.now() - 12 * HOUR
    case = make_case(now=began, customer=make_customer(phone=""))
    for number in range(10):
        moment = began + number * HOUR
        case = change_status(case, "waiting_bank", now=moment)
        tell(case, "waiting-bank", now=moment)
        case = change_status(case, "waiting_customer", now=moment)
        tell(case, "solution", now=moment)

    drain("email")

    told = [event for event, state, _reason in mails(case) if state == "sent"]
    assert told == ["solution"]
    assert Notification.objects.filter(state=State.SUPERSEDED).count() == 19


# Telling


def test_what_has_no_fact_is_refused_and_the_status_stays_as_it_was():
    case = make_case()

    with pytest.raises(ValidationError) as refusal:
        tell_customer(lock_case(case), "step-needs-you", context={}, now=NOW)

    assert refusal.value.code == "no_fact"


def test_a_message_that_could_not_leave_is_no_answer():
    case = make_case(customer=make_customer(phone="", is_email_proven=False))

    tell(case, "solution")

    case.refresh_from_db()
    assert case.first_answered_at is None
    assert mails(case) == [("solution", "failed", "unverified")]


def test_reopening_is_told_each_time():
    case = resolve_case(make_case(), now=NOW, ending="cannot_be_done")
    case = reopen_case(case, now=NOW + DAY)
    case = resolve_case(case, now=NOW + 2 * DAY, ending="cannot_be_done")

    case = reopen_case(case, now=NOW + 3 * DAY)

    assert [event for event, _state, _reason in mails(case)] == [
        "case-resolved", "case-reopened", "case-resolved", "case-reopened",
    ]  # fmt: skip
    context = Notification.objects.filter(event="case-reopened").latest("sequence").context
    assert context["reference"] == case.reference
    assert "/s/" in context["status_url"]


def test_a_silent_case_is_reopened_in_silence():
    case = resolve_case(make_case(), now=NOW, ending="cannot_be_done")
    case.fall_silent(NOW)

    reopen_case(case, now=NOW + DAY)

    assert not Notification.objects.filter(event="case-reopened").exists()


# Banks that don't answer


def waiting_for_bank(**overrides: object) -> Case:
    return change_status(case_of(**overrides), "waiting_bank", now=NOW)


def test_when_the_bank_is_overdue_the_customer_hears_it_once():
    case = waiting_for_bank()
    assert case.bank_due_at is not None
    late = case.bank_due_at + HOUR

    assert tell_overdue_banks(case.bank_due_at) == 0
    assert [tell_overdue_banks(late), tell_overdue_banks(late + DAY)] == [1, 0]

    assert mails(case) == [("bank-overdue", "queued", "")]
    row = Notification.objects.get(channel="email")
    assert row.context["reference"] == case.reference
    assert row.context["next_news"] == ""


def test_each_time_the_bank_is_given_is_told_by_itself():
    case = waiting_for_bank()
    tell_overdue_banks(NOW + 30 * DAY)
    case = change_status(case, "open", now=NOW + 31 * DAY)
    change_status(case, "waiting_bank", now=NOW + 32 * DAY)

    assert tell_overdue_banks(NOW + 60 * DAY) == 1

    assert [event for event, _state, _reason in mails(case)] == ["bank-overdue"] * 2


def test_a_bank_that_answered_meanwhile_is_not_overdue():
    change_status(waiting_for_bank(), "open", now=NOW)

    assert tell_overdue_banks(NOW + 30 * DAY) == 0


def test_of_a_silent_case_and_to_nobody_nothing_is_told():
    waiting_for_bank().fall_silent(NOW)
    silent = make_cause(slug="silent_test", disclosure="silent")
    Case.objects.filter(pk=waiting_for_bank().pk).update(cause=silent)
    waiting_for_bank(customer=make_customer(email="", phone=""))

    assert tell_overdue_banks(NOW + 30 * DAY) == 0
    assert not Notification.objects.exists()


def test_looking_for_overdue_banks_costs_one_query(django_assert_num_queries):
    for _number in range(3):
        waiting_for_bank()

    with django_assert_num_queries(1):
        tell_overdue_banks(NOW)


@pytest.mark.parametrize(
    ("locale", "day"), [("en-GB", "19 November 2026"), ("zh-CN", "2026年11月19日")]
)
def test_who_waits_for_a_bank_is_told_until_when(locale: str, day: str):
    case = waiting_for_bank(locale=locale)

    told = message_context(case, now=NOW)["next_news"]

    assert told == day
    assert message_context(case, now=NOW + 30 * DAY)["next_news"] == ""
    assert message_context(make_case(), now=NOW)["next_news"] == ""


def test_those_who_cannot_be_told_of_a_late_bank_keep_no_other_from_hearing(monkeypatch, caplog):
    """However many they are: they are tried again later, and until then leave room for others."""
    *broken, other = (waiting_for_bank() for _number in range(4))
    told, late = overdue.tell_customer, NOW + 30 * DAY

    def tell(case: Case, *rest: Any, **more: Any) -> Any:
        if case in broken:
            raise ZeroDivisionError
        return told(case, *rest, **more)

    monkeypatch.setattr(overdue, "AT_ONCE", 2)
    monkeypatch.setattr(overdue, "tell_customer", tell)

    assert sum(tell_overdue_banks(late) for _time in range(3)) == 1
    assert mails(other) == [("bank-overdue", "queued", "")]
    assert caplog.text.count("could not be told") == 3
    monkeypatch.undo()
    assert [tell_overdue_banks(late), tell_overdue_banks(late + HOUR)] == [0, 3]
