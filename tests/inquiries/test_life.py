"""An inquiry's life by e-mail with a simulated bank, as real mail out and in."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from support.cases.models import Case, CaseEvent
from support.guidance.services import answer_step, confirm_outcome
from support.inquiries import chasing
from support.inquiries.answering import Given, answer_inquiry
from support.inquiries.chasing import chase_all
from support.inquiries.models import BankLetter, Inquiry
from support.notifications.models import Notification
from support.roster.models import Escalation
from tests.factories import make_agent
from tests.inquiries import bank as desk
from tests.inquiries.walking import at, walk_of, walked_to
from tests.notifications.smtp_sink import Sink
from troubleshooting.walks.services import Choice

pytestmark = pytest.mark.django_db
# The Friday before Christmas: ten bank days of TARGET end on the 5th of January.
ASKED = datetime(2026, 12, 18, 10, tzinfo=UTC)
DUE = datetime(2027, 1, 5, 17, tzinfo=UTC)  # 18:00 in Paris
MINUTE = timedelta(minutes=1)
OUTLOOK = """Dear colleague,

the amount has been credited to the account of our customer on 21 December.

Kind regards
Luc Moreau

________________________________
From: Casewalk <support@casewalk.example>
Sent: Tuesday, January 5, 2027 6:01 PM
To: inquiries@tarnfield.example
Subject: Reminder

We asked you about the payment below.
INQ-AAAAAAAA: RJCR
"""
QQ = """您好，该笔款项已于12月21日入账。


------------------ 原始邮件 ------------------
发件人: "Casewalk" <support@casewalk.example>;
发送时间: 2027年1月5日(星期二) 下午6:01
主题: Reminder

没有收到
"""


@pytest.fixture
def case(tree: Any) -> Case:
    """The guide has come to asking the bank, and an agent has."""
    return walked_to(
        "ask_bank",
        desk.paid_case(),
        "sent-not-received",
        {
            "details_given": "match",
            "usual_time": "over",
            "trace_reference": "found",
            "payee_bank": "not_asked",
        },
        now=ASKED,
    )


def asked(case: Case, sink: Sink) -> Inquiry:
    """Ask the bank, say so to the guide, confirm its outcome, and let the letter leave."""
    inquiry, agent = desk.ask(case, desk.make_bank(), ASKED), make_agent()
    walk = walk_of(case)
    answer_step(case, walk, Choice("ask_bank", "asked"), seen=walk.answers_seen, actor=agent,
                now=ASKED)  # fmt: skip
    confirm_outcome(case, walk, seen=walk.answers_seen, actor=agent, now=ASKED)
    assert desk.post(ASKED) == 1
    case.refresh_from_db()
    return inquiry


@pytest.mark.parametrize("words", [OUTLOOK, QQ], ids=["Outlook", "QQ"])
def test_asked_chased_over_a_holiday_answered_in_words_and_the_walk_goes_on(
    case: Case, sink: Sink, words: str
):
    inquiry = asked(case, sink)

    [letter] = sink.messages
    assert letter["To"] == desk.AT
    assert inquiry.reference in desk.text_of(letter)
    assert desk.E2E in desk.text_of(letter)
    assert "CCNR" in desk.text_of(letter)
    assert "5 January 2027" in desk.text_of(letter)
    assert (case.status, at(case)) == ("waiting_bank", "out_payout_being_traced")
    assert (inquiry.due_at, case.bank_due_at) == (DUE, DUE)

    assert chase_all(DUE - MINUTE) == 0
    assert chase_all(DUE + MINUTE) == 1
    assert desk.post(DUE + MINUTE) == 1
    reminder = sink.messages[-1]
    assert reminder["Subject"].startswith("Reminder: ")
    assert "RQST" in desk.text_of(reminder)

    with time_machine.travel(DUE + timedelta(hours=2), tick=False):
        desk.came(desk.answer(reminder, words), DUE + timedelta(hours=2))
    inquiry.refresh_from_db()
    case.refresh_from_db()
    assert (inquiry.answer, inquiry.proposed) == ("", "CONF")
    assert inquiry.heard is not None
    assert "没有收到" not in inquiry.heard.body
    assert "RJCR" not in inquiry.heard.body
    assert (case.status, at(case)) == ("open", "out_payout_being_traced")
    assert case.messages.filter(kind="incoming").count() == 0

    answer_inquiry(inquiry, Given("CONF"), actor=make_agent(), now=DUE + timedelta(hours=3))

    assert at(case) == "proof"
    assert walk_of(case).is_open
    case.refresh_from_db()
    assert (case.status, case.inquiry_due_at) == ("open", None)
    deeds = [row.values["deed"] for row in case.events.filter(kind=CaseEvent.Kind.INQUIRY)]
    assert sorted(deeds) == ["answered", "asked", "chased", "heard"]


def test_a_bank_that_stays_silent_is_chased_twice_then_who_is_on_duty_is_told(
    case: Case, sink: Sink
):
    inquiry = asked(case, sink)

    first = DUE + MINUTE
    assert chase_all(first) == 1
    inquiry.refresh_from_db()
    assert inquiry.chase_at == datetime(2027, 1, 7, 17, tzinfo=UTC)
    for _round in range(4):
        assert inquiry.chase_at is None or chase_all(inquiry.chase_at) == 1
        inquiry.refresh_from_db()

    assert (inquiry.chased, inquiry.chase_at) == (2, None)
    assert inquiry.escalated_at is not None
    assert Escalation.objects.get().about == inquiry.reference
    assert BankLetter.objects.filter(kind="chased").count() == 2


def test_the_customer_is_told_once_that_the_bank_is_late(case: Case, sink: Sink):
    from support.cases.overdue import tell_overdue_banks

    asked(case, sink)

    assert [tell_overdue_banks(DUE), tell_overdue_banks(DUE + MINUTE)] == [0, 1]
    assert tell_overdue_banks(DUE + timedelta(days=3)) == 0
    rows = Notification.objects.filter(thread=case.reference, event="bank-overdue")
    assert set(rows.values_list("channel", flat=True)) == {"email", "sms"}


def test_a_code_in_a_line_of_its_own_answers_by_itself(case: Case, sink: Sink):
    inquiry = asked(case, sink)

    desk.came(desk.answer(sink.messages[0], f"Status below.\n{inquiry.reference}: ARDT\n"), ASKED)

    inquiry.refresh_from_db()
    assert (inquiry.answer, inquiry.heard, inquiry.is_open) == ("ARDT", None, False)
    assert at(case) == "money_back"


def test_still_being_worked_on_gives_the_bank_its_time_anew(case: Case, sink: Sink):
    inquiry = asked(case, sink)
    chase_all(DUE + MINUTE)

    answer_inquiry(inquiry, Given("PDCR"), actor=make_agent(), now=DUE + 2 * MINUTE)

    inquiry.refresh_from_db()
    case.refresh_from_db()
    assert inquiry.is_open
    assert (inquiry.chased, inquiry.due_at) == (0, datetime(2027, 1, 19, 17, tzinfo=UTC))
    assert case.inquiry_due_at == inquiry.due_at
    assert at(case) == "out_payout_at_bank"


def test_banks_that_cannot_be_chased_keep_no_other_from_its_turn(
    monkeypatch: pytest.MonkeyPatch, db: None
):
    bank = desk.make_bank(slug="first-in-line")
    cases = [desk.paid_case(name=f"E2E-{number}") for number in range(2)]
    first, second = (desk.ask(case, bank, DUE - timedelta(days=30)) for case in cases)
    monkeypatch.setattr(chasing, "AT_ONCE", 1)
    remind = chasing._remind

    def fails_for_the_first(inquiry: Inquiry, *more: Any) -> None:
        assert inquiry.pk != first.pk
        remind(inquiry, *more)

    monkeypatch.setattr(chasing, "_remind", fails_for_the_first)
    late = first.due_at + MINUTE

    assert [chase_all(late), chase_all(late), chase_all(late)] == [0, 1, 0]

    monkeypatch.undo()
    assert chase_all(late + chasing.PUT_OFF) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.chased, second.chased) == (1, 1)
