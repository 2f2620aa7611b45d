"""By when money should arrive and a bank should answer, by what is known of the money."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from support.cases.locked import as_moved
from support.cases.models import Status
from support.cases.services import change_status
from support.guidance.outcomes.applying import apply_outcome
from tests.factories import NOW, make_agent, make_case, make_channel, make_payment
from tests.portal.world import make_cause

pytestmark = pytest.mark.django_db


def waiting(of_money: str, *, is_refund: bool = False, **channel: object):
    payment = make_payment(
        status="sent", status_since=NOW, is_refund=is_refund, channel=make_channel(**channel)
    )
    case = make_case(
        payment=payment, cause=make_cause(of_money=of_money, slug=f"found_{uuid4().hex}")
    )
    change_status(case, Status.WAITING_BANK, now=NOW)
    case.refresh_from_db()
    return case


@pytest.mark.parametrize("of_money", ["traced", "coming_back", "refund_traced"])
def test_no_day_is_promised_of_money_that_is_late_or_comes_back(of_money):
    case = waiting(of_money, is_refund=of_money.startswith("refund"))

    assert case.promised_at is None
    assert case.bank_due_at > NOW


def test_no_bank_owes_an_answer_while_the_money_is_not_late():
    late = waiting("under_way", is_refund=True)
    in_time = waiting("refund_in_time", is_refund=True)

    assert in_time.bank_due_at == in_time.promised_at
    assert in_time.bank_due_at > late.bank_due_at + timedelta(days=3)


def test_no_day_is_promised_by_the_hours_of_a_channel_that_nobody_confirmed():
    assert waiting("in_time").promised_at
    assert waiting("in_time", is_confirmed=False).promised_at is None


def test_a_cause_found_while_a_bank_is_waited_for_says_anew_by_when():
    case = waiting("under_way", is_refund=True)
    early = case.bank_due_at
    found = make_cause(of_money="refund_in_time", slug=f"found_{uuid4().hex}")
    node = SimpleNamespace(
        key="out", cause=found.slug, status="waiting_bank", message="", ending=""
    )
    walk = SimpleNamespace(pk=1, position=lambda: SimpleNamespace(present=node))

    apply_outcome(case, walk, found, now=NOW + timedelta(hours=3), actor=make_agent())

    case.refresh_from_db()
    assert case.bank_due_at == case.promised_at
    assert case.bank_due_at > early + timedelta(days=3)
    assert case.due_at == case.promised_at


def test_no_day_is_shown_to_agents_that_no_customer_reads():
    case = waiting("in_time")
    assert case.promise_that_holds == case.promised_at

    case.cause.of_money = "traced"

    assert case.promise_that_holds is None


def test_what_stays_where_it_is_goes_on_waiting_in_a_preview_as_well():
    case = waiting("in_time")
    later = NOW + timedelta(days=2)

    stays = as_moved(case, Status.WAITING_BANK, later)
    change_status(case, Status.WAITING_BANK, now=later)

    case.refresh_from_db()
    assert (stays.bank_due_at, stays.promised_at) == (case.bank_due_at, case.promised_at)
