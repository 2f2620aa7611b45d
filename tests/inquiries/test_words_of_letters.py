"""What letters to banks say is so on the day they leave, and of every payment in them."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from support.cases.models import Case
from support.inquiries.asking import Question, ask_bank
from support.inquiries.chasing import chase_all, remind_now
from support.inquiries.models import Bank, BankLetter, Inquiry
from support.payments.models import Payment
from tests.factories import NOW, make_agent
from tests.inquiries import bank as desk

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def bank() -> Bank:
    return desk.make_bank()


def payin(name: str) -> Case:
    case = desk.paid_case(name=name)
    Payment.objects.filter(pk=case.payment_id).update(direction="payin")
    return Case.objects.get(pk=case.pk)


def reminder(kind: str = "chased") -> str:
    return BankLetter.objects.get(kind=kind).text


def test_a_reminder_on_the_day_asks_for_no_answer_by_a_day_that_is_past(bank: Bank):
    inquiry = desk.ask(desk.paid_case(), bank, NOW)

    chase_all(inquiry.due_at)

    assert "your answer was due on" in reminder()
    assert "Please answer this mail soon" in reminder()
    assert "this mail by" not in reminder()


def test_a_reminder_before_the_day_says_no_answer_is_late(bank: Bank):
    inquiry = desk.ask(desk.paid_case(), bank, NOW)

    remind_now(inquiry, actor=make_agent(), now=NOW + MINUTE)

    assert "your answer is due on" in reminder()
    assert "was due" not in reminder()
    assert "Please answer this mail by" in reminder()


def test_of_a_pay_in_no_payee_is_said_to_wait(bank: Bank):
    ask_bank(
        [payin("E2E-1"), payin("E2E-2")],
        Question(bank, "not_received"), actor=make_agent(), now=NOW,
    )  # fmt: skip

    assert "have not reached us (CCNR)" in reminder("asked")
    assert "payee" not in reminder("asked").partition("\n")[2]


def test_one_letter_speaks_of_pay_ins_or_of_others(bank: Bank):
    both = [payin("E2E-1"), desk.paid_case(name="E2E-2")]

    with pytest.raises(ValidationError, match="letters of their own"):
        ask_bank(both, Question(bank, "not_received"), actor=make_agent(), now=NOW)

    assert not Inquiry.objects.exists()
    assert len(ask_bank(both, Question(bank, "other"), actor=make_agent(), now=NOW)) == 2
