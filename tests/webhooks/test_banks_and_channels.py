"""What is told of money, banks, look-ups, channels and who is on duty."""

import json
from datetime import timedelta

import pytest

from support.inquiries.answering import Given, answer_inquiry
from support.inquiries.asking import Question, ask_bank
from support.inquiries.chasing import chase_all
from support.operations.money.asking import Wanted, ask_step, withdraw_step
from support.payments.channels.states import set_channel_state
from support.roster.services import escalate, tell_leads
from support.sources.looking.asking import ask_look_up
from support.sources.models import Access, LookUp
from support.webhooks.models import Delivery
from tests.factories import NOW, make_agent, make_case, make_channel, make_payment
from tests.inquiries.bank import make_bank
from tests.webhooks.receiving import make_receiver

pytestmark = pytest.mark.django_db


def told_of(topic):
    return [one.body["data"] for one in Delivery.objects.filter(topic=topic).order_by("pk")]


@pytest.mark.parametrize("state", ["answered", "missing", "failed"])
def test_a_look_up_is_told_once_it_has_ended_without_the_words_of_its_source(state):
    make_receiver(1)
    payment = make_payment(source="bank", reference="PAY-" + "7" * 60)
    look_up = ask_look_up(payment, why=LookUp.Why.DUE, now=NOW)
    LookUp.objects.filter(pk=look_up.pk).update(state="claimed")
    assert told_of("payment.looked_up") == []

    for _ in range(2):
        LookUp.objects.filter(pk=look_up.pk).update(
            state=state, finished_at=NOW, status="sent", words="Rowan says so"
        )

    (told,) = told_of("payment.looked_up")
    assert told["look_up"] == {
        "payment": payment.reference, "source": "bank", "why": "due", "state": state,
        "status": "sent", "asked_at": "2026-11-18T10:00:00+00:00",
        "finished_at": "2026-11-18T10:00:00+00:00", "answered_at_source": None,
    }  # fmt: skip
    assert "Rowan" not in json.dumps(list(Delivery.objects.values_list("body", flat=True)))


def test_a_channels_state_is_told_with_who_said_it():
    make_receiver(1)
    channel, lead = make_channel(), make_agent("lena")
    said = {"why": "Their desk called", "source": "person", "now": NOW}

    for _ in range(2):
        set_channel_state(channel, "down", actor=lead, **said)
    set_channel_state(channel, "normal", actor=None, **said | {"source": "stop"})

    down, normal = told_of("channel.state")
    assert down == {
        "channel": {
            "code": channel.code, "state": "down", "since": "2026-11-18T10:00:00+00:00",
            "source": "person",
        },
        "by": "lena",
    }  # fmt: skip
    assert (normal["channel"]["state"], normal["by"]) == ("normal", None)


def test_what_is_escalated_is_told_once_in_one_language():
    make_receiver(1)
    for _ in range(2):
        escalate("gap", about="Night desk 2026-11-18", now=NOW, address="/lead/roster/")
        tell_leads("drill", about="Bank is down\n银行中断\n2026-11-17", now=NOW, address="")

    assert [one["escalation"] for one in told_of("duty.escalated")] == [
        {"kind": "gap", "about": "Night desk 2026-11-18", "address": "/lead/roster/"},
        {"kind": "drill", "about": "Bank is down 2026-11-17", "address": ""},
    ]


def test_money_is_told_step_by_step():
    make_receiver(1)
    Access.objects.create(name="bank", order_address="https://bank.example/orders")
    case, amy = make_case(payment=make_payment(source="bank")), make_agent("amy")

    step = ask_step(case, Wanted("send_again"), actor=amy, now=NOW)
    withdraw_step(step, actor=amy, now=NOW)

    asked, refused = told_of("case.money")
    assert asked["change"] == {"deed": "send_again", "step": "asked", "why": ""}
    assert refused["change"] == {"deed": "send_again", "step": "refused", "why": "withdrawn"}
    assert (asked["by"], asked["case"]["reference"]) == ("amy", case.reference)


def test_a_bank_is_told_of_from_the_question_to_the_answer():
    make_receiver(1)
    case, amy, bank = make_case(payment=make_payment()), make_agent("amy"), make_bank()
    (inquiry,) = ask_bank([case], Question(bank, "not_received", way="phone"), actor=amy, now=NOW)

    for days in (30, 60, 90):
        chase_all(NOW + timedelta(days=days))
    answer_inquiry(inquiry, Given("INFO", "They search."), actor=amy, now=NOW)

    changes = [told["change"] for told in told_of("case.inquiry")]
    assert [change["deed"] for change in changes] == [
        "asked", "chased", "chased", "escalated", "answered"
    ]  # fmt: skip
    assert {change["inquiry"] for change in changes} == {inquiry.reference}
    assert changes[-1]["answer"] == "INFO"
