"""What a bank answered about a payment is not said of the one that was sent in its place."""

from datetime import timedelta

import pytest
from django.utils import timezone

from support.inquiries.answering import Given, answer_inquiry
from support.inquiries.asking import Question, ask_bank
from support.inquiries.codes import Type
from support.inquiries.facts import facts_of_inquiries
from support.inquiries.models import Inquiry
from support.operations.money.asking import confirm_step
from support.operations.money.sending import send_orders
from tests.factories import make_agent
from tests.inquiries.bank import make_bank
from tests.operations.money.steps import asked, failed_case

pytestmark = pytest.mark.django_db


def test_an_answer_about_the_first_attempt_says_nothing_of_the_next(simulator, book):
    case, now = failed_case(book), timezone.now()
    question = Question(make_bank(), Type.NOT_RECEIVED, way=Inquiry.Way.PHONE)
    agent = make_agent("bea")
    (first,) = ask_bank([case], question, actor=agent, now=now - timedelta(hours=1))
    answer_inquiry(first, Given("CONF"), now=now - timedelta(minutes=5), actor=agent)
    assert facts_of_inquiries(case, case.payment, now)["inquiry_answer"] == "CONF"

    step = asked(case, now)
    confirm_step(step, actor=agent, now=now)
    send_orders()
    case.refresh_from_db()

    assert facts_of_inquiries(case, case.payment, now) == {}
    (second,) = ask_bank([case], question, actor=agent, now=timezone.now())
    told = facts_of_inquiries(case, case.payment, now)
    assert (second.pk != first.pk, told["inquiry_answer"]) == (True, None)
