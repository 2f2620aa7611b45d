"""Neither quiet hours nor a new state swallow the only message that held the cause."""

from datetime import UTC, datetime, time, timedelta

import pytest

from support.cases.locked import lock_case, move_case
from support.cases.models import Case
from support.cases.services import change_status, resolve_case
from support.cases.telling.messages_of_case import tell_customer
from support.guidance.proof import reopen_case
from support.notifications.delivery.last_look import check
from support.notifications.delivery.settling import drop
from support.notifications.models import Notification, State
from support.notifications.words.cleaning import clean_context
from support.notifications.words.rendering import render_file
from tests.factories import make_case, make_customer, make_payment
from tests.portal.world import make_cause

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)  # in London, where it is quiet until 8
HOUR = timedelta(hours=1)


SENTENCE = "The test bank is slow with payout {reference}."


@pytest.fixture
def case() -> Case:
    """A case whose cause was found at night, and is told in the morning."""
    customer = make_customer(quiet_from=time(22), quiet_until=time(8))
    case = make_case(payment=make_payment(customer=customer), cause=make_cause())
    case = change_status(case, "waiting_bank", now=NIGHT)
    tell_customer(lock_case(case), "waiting-bank", now=NIGHT)
    assert waiting(case) == {"waiting-bank": told(case)}
    return case


def told(case: Case) -> str:
    assert case.payment is not None
    return SENTENCE.replace("{reference}", case.payment.reference)


def waiting(case: Case) -> dict[str, str]:
    """Return which causes still wait to be told by mail, by event."""
    rows = Notification.objects.filter(thread=case.reference, channel="email", state="queued")
    return {row.event: row.context["cause_sentence"] for row in rows}


def test_a_status_that_is_told_by_nothing_tells_the_cause_anew(case: Case) -> None:
    change_status(case, "open", now=NIGHT + HOUR)

    assert waiting(case) == {"solution": told(case)}
    row = Notification.objects.get(channel="email", state="queued")
    assert "We are waiting for the bank" not in row.context["what_next"]
    assert row.not_before == datetime(2026, 11, 19, 8, tzinfo=UTC)


@pytest.mark.parametrize("event", ["bank-overdue", "step-needs-you", "case-reopened", "solution"])
def test_what_takes_the_place_of_the_message_holds_the_cause(case: Case, event: str) -> None:
    context = {"question": "Which bank?", "reference": case.reference}

    tell_customer(lock_case(case), event, context=context, now=NIGHT + HOUR, occasion="later")

    assert waiting(case) == {event: told(case)}
    row = Notification.objects.get(channel="email", state="queued")
    words = clean_context(event, row.context)
    for channel in ("email", "sms"):
        assert told(case) in render_file(event, channel, "en", words).text


def test_an_ending_tells_the_cause_with_it(case: Case) -> None:
    resolve_case(case, now=NIGHT + HOUR, ending="cannot_be_done")

    assert waiting(case) == {"case-resolved": told(case)}


def test_a_cause_that_was_told_is_not_told_again(case: Case) -> None:
    Notification.objects.update(state=State.SENT, sent_at=NIGHT)
    tell_customer(lock_case(case), "bank-overdue", now=NIGHT + HOUR, occasion="later")

    change_status(case, "open", now=NIGHT + 2 * HOUR)

    assert waiting(case) == {}


def test_a_message_that_is_over_at_its_last_look_leaves_its_cause_to_another(case: Case) -> None:
    morning = NIGHT + 9 * HOUR
    rows = Notification.objects.select_related("customer")
    held = {"claimed_by": "w", "lease_until": morning + HOUR, "attempts": 1}
    rows.update(state=State.CLAIMED, **held)  # nobody takes these out
    change_status(case, "open", now=morning)
    assert waiting(case) == {}

    for row in rows.filter(state=State.CLAIMED):
        decision = check(row, morning)
        drop(row, decision.state, decision.reason, morning)

    assert waiting(case) == {"solution": told(case)}
    assert rows.filter(event="solution").count() == 2
    over = rows.filter(event="waiting-bank").values_list("state", flat=True)
    assert set(over) <= {State.CANCELLED, State.SUPERSEDED}


def test_whoever_takes_a_case_up_again_tells_the_cause_once(case: Case) -> None:
    resolve_case(case, now=NIGHT + HOUR, ending="cannot_be_done")

    reopen_case(case, now=NIGHT + 2 * HOUR)

    assert waiting(case) == {"case-reopened": told(case)}
    assert not Notification.objects.filter(event="solution").exists()


def test_whoever_moves_a_case_and_tells_next_tells_the_cause_once(case: Case) -> None:
    locked = lock_case(case)
    locked.is_told_next = True
    move_case(locked, "open", now=NIGHT + HOUR)
    assert waiting(case) == {}
    context = {"question": "Which bank?", "reference": case.reference}

    tell_customer(locked, "step-needs-you", context=context, now=NIGHT + HOUR, occasion="asked")

    assert waiting(case) == {"step-needs-you": told(case)}
    assert not locked.is_told_next


def test_of_a_case_that_fell_silent_nothing_is_told_anew(case: Case) -> None:
    lock_case(case).fall_silent(NIGHT)

    change_status(case, "open", now=NIGHT + HOUR)

    assert waiting(case) == {}
