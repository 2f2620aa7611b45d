"""A bank that has the money keeps it from being sent again; it speaks of that attempt alone."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from support.inquiries.answering import Given, answer_inquiry
from support.inquiries.asking import Question, ask_bank
from support.inquiries.codes import Type
from support.inquiries.facts import facts_of_inquiries
from support.inquiries.models import Inquiry
from support.operations.money.asking import ask_step, confirm_step
from support.operations.money.models import State
from support.operations.money.sending import send_orders
from tests.factories import make_agent
from tests.inquiries.bank import make_bank
from tests.operations.money.steps import AGAIN, asked, confirmed, failed_case

pytestmark = pytest.mark.django_db


def test_an_answer_about_the_first_attempt_says_nothing_of_the_next(simulator, book):
    case, now = failed_case(book), timezone.now()
    question = Question(make_bank(), Type.NOT_RECEIVED, way=Inquiry.Way.PHONE)
    agent = make_agent("bea")
    (first,) = ask_bank([case], question, actor=agent, now=now - timedelta(hours=1))
    answer_inquiry(first, Given("NOOR"), now=now - timedelta(minutes=5), actor=agent)
    assert facts_of_inquiries(case, case.payment, now)["inquiry_answer"] == "NOOR"

    step = asked(case, now)
    confirm_step(step, actor=agent, now=now)
    send_orders()
    case.refresh_from_db()

    assert facts_of_inquiries(case, case.payment, now) == {}
    (second,) = ask_bank([case], question, actor=agent, now=timezone.now())
    told = facts_of_inquiries(case, case.payment, now)
    assert (second.pk != first.pk, told["inquiry_answer"]) == (True, None)


def answered(case, code, now, kind=Type.NOT_RECEIVED):
    """Let the bank answer what it was asked of a case."""
    inquiry = asked_bank(case, now, kind)
    return answer_inquiry(inquiry, Given(code), now=now, actor=case.assignee)


def asked_bank(case, now, kind):
    question = Question(make_bank(slug=kind), kind, way=Inquiry.Way.PHONE)
    (inquiry,) = ask_bank([case], question, actor=case.assignee, now=now - timedelta(minutes=5))
    return inquiry


@pytest.mark.parametrize("code", ["CONF", "RJNR", "ACNR", "IPAY", "LEGL", "RJCR"])
def test_what_the_bank_has_is_not_sent_again_whatever_its_source_says(simulator, book, code):
    case, now = failed_case(book), timezone.now()
    answered(case, code, now)

    with pytest.raises(ValidationError, match="once the bank answers otherwise"):
        ask_step(case, AGAIN, actor=make_agent(), now=now)


@pytest.mark.parametrize("code", ["CNCL", "NOOR", "ARDT", "INFO"])
def test_what_the_bank_does_not_have_is(simulator, book, code):
    case, now = failed_case(book), timezone.now()
    answered(case, code, now)

    assert asked(case, now).state == State.LOOKED_UP


def test_neither_a_new_question_nor_other_words_take_back_where_the_money_is(simulator, book):
    case, now = failed_case(book), timezone.now()
    answered(case, "CONF", now - timedelta(minutes=9))
    asked_bank(case, now, Type.VALUE_DATE)
    answered(case, "NINF", now, Type.OTHER)

    with pytest.raises(ValidationError, match="once the bank answers otherwise"):
        ask_step(case, AGAIN, actor=make_agent(), now=now)


def test_money_that_the_bank_sends_back_after_all_is_sent_again(simulator, book):
    case, now = failed_case(book), timezone.now()
    answered(case, "CONF", now - timedelta(minutes=9))
    answered(case, "ARDT", now, Type.OTHER)

    assert asked(case, now).state == State.LOOKED_UP


def test_an_answer_that_comes_before_the_order_left_keeps_it(simulator, book):
    case, now = failed_case(book), timezone.now()
    step = confirmed(case, now)
    answered(case, "CONF", now)

    assert send_orders() == 0

    step.refresh_from_db()
    assert (step.state, book.ordered()) == (State.ASKED, [])
