"""Letters to banks: one about many, none twice, none lost, and nothing of who was erased."""

from datetime import timedelta
from decimal import Decimal

import pytest

from support.cases.bulk.deeds import Doing
from support.cases.bulk.services import do_to_many
from support.cases.models import Case
from support.inquiries.asking import Question, ask_bank
from support.inquiries.chasing import remind_now
from support.inquiries.codes import Type
from support.inquiries.letters.composing import letter_of
from support.inquiries.letters.sending import send_due
from support.inquiries.models import Bank, BankLetter, Inquiry
from support.lead.privacy.erasing import erase
from support.notifications.outbox.holding import hold_outbox
from support.payments.models import Payment
from tests.factories import NOW, make_agent
from tests.inquiries import bank as desk
from tests.notifications.smtp_sink import Sink

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
State = BankLetter.State


@pytest.fixture
def bank() -> Bank:
    return desk.make_bank()


def cases(count: int) -> list[Case]:
    return [desk.paid_case(name=f"E2E-2026-{number:04}") for number in range(count)]


def ask_many(chosen: list[Case], bank: Bank) -> None:
    doing = Doing(make_agent(), NOW, {"bank": bank.slug})
    report = do_to_many("ask_bank", [(case.reference, "") for case in chosen], doing)
    assert report.left == []


def test_many_cases_are_asked_about_in_one_letter_and_answered_each(bank: Bank, sink: Sink):
    first, second, third = cases(3)
    ask_many([first, second, third], bank)

    assert desk.post(NOW) == 0  # it waits for the last of them
    assert desk.post(NOW + 3 * MINUTE) == 1
    [letter] = sink.messages
    text = desk.text_of(letter)
    assert all(f"E2E-2026-{number:04}" in text for number in range(3))
    assert "3 payments" in letter["Subject"]
    one, other, left = Inquiry.objects.order_by("pk")

    said = f"E2E-2026-0000 was credited.\n{other.reference}: ARDT\nRegards"
    desk.came(desk.answer(letter, said), NOW)

    for inquiry in (one, other, left):
        inquiry.refresh_from_db()
    assert (one.proposed, one.answer) == ("CONF", "")
    assert (other.proposed, other.answer) == ("", "ARDT")
    assert (left.heard, left.answer) == (None, "")
    notes = {note.case: note.body for note in (one.heard,) if note}
    assert other.reference not in notes[first]  # another customer's payment


@pytest.mark.parametrize("before", ["[Ticket#2024] Re: ", "Odp: ", "Ticket 7 "])
@pytest.mark.parametrize("said", ["We look into it.", ""])
def test_our_own_subject_names_none_of_many(bank: Bank, sink: Sink, before: str, said: str):
    ask_many(cases(2), bank)
    desk.post(NOW + 3 * MINUTE)
    [letter] = sink.messages

    desk.came(desk.answer(letter, said, Subject=f"{before}{letter['Subject']}"), NOW)

    assert Inquiry.objects.filter(heard=None).count() == 0
    assert set(Inquiry.objects.values_list("proposed", flat=True)) == {""}


def test_a_reference_alone_in_a_line_names_it(bank: Bank, sink: Sink):
    ask_many(cases(2), bank)
    desk.post(NOW + 3 * MINUTE)
    one, other = Inquiry.objects.order_by("pk")

    desk.came(desk.answer(sink.messages[0], f"{other.reference}\nIt was credited."), NOW)

    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.heard, other.proposed) == (None, "CONF")


@pytest.mark.parametrize(("said", "code"), [("It was credited.", "CONF"), ("We look into it.", "")])
def test_our_own_letter_below_an_answer_proposes_none(bank: Bank, sink: Sink, said: str, code: str):
    inquiry = desk.ask(cases(1)[0], bank, NOW, words="We found no trace and nothing was received.")
    desk.post(NOW)
    ours = desk.text_of(sink.messages[0])
    head = "From: Casewalk <a@b.test>\nSent: Monday\nTo: Bank\nSubject: Your payout"

    text = f"See our answers below.\n\n{head}\n\n{ours}\n\n{said}"
    desk.came(desk.answer(sink.messages[0], text), NOW)

    inquiry.refresh_from_db()
    assert inquiry.proposed == code
    assert said in inquiry.case.messages.get().body


def test_asking_many_leaves_those_that_cannot_be_asked(bank: Bank, sink: Sink):
    fit, asked = cases(2)
    desk.ask(asked, bank, NOW - MINUTE)
    without = Case.objects.create(
        customer=fit.customer, subject="x", opened_at=NOW, first_answer_due_at=NOW,
        solution_due_at=NOW,
    )  # fmt: skip

    doing = Doing(make_agent(), NOW, {"bank": bank.slug})
    chosen = [(case.reference, "") for case in (fit, asked, without)]
    report = do_to_many("ask_bank", chosen, doing)

    assert report.done == [fit.reference]
    assert {one.code for one in report.left} == {"asked", "payment"}


def test_of_two_workers_one_sends_it(bank: Bank, sink: Sink):
    desk.ask(cases(1)[0], bank, NOW)

    assert [desk.post(NOW), desk.post(NOW)] == [1, 0]
    assert list(sink.times_received().values()) == [1]
    assert BankLetter.objects.get().state == State.SENT


def test_a_worker_that_dies_before_handing_over_leaves_it_to_the_next(bank: Bank, sink: Sink):
    desk.ask(cases(1)[0], bank, NOW)
    claimed = {"claimed_by": "dead", "lease_until": NOW, "state": State.CLAIMED}
    BankLetter.objects.update(**claimed)

    assert desk.post(NOW + MINUTE) == 1
    assert list(sink.times_received().values()) == [1]


def test_what_it_may_have_handed_over_is_in_doubt_and_not_sent_again(bank: Bank, sink: Sink):
    inquiry = desk.ask(cases(1)[0], bank, NOW)
    claimed = {"claimed_by": "dead", "lease_until": NOW, "state": State.CLAIMED}
    BankLetter.objects.update(**claimed, handed_at=NOW)

    assert desk.post(NOW + MINUTE) == 0
    assert sink.messages == []
    assert BankLetter.objects.get().state == State.IN_DOUBT
    assert inquiry.case.events.filter(values__deed="in_doubt").count() == 1


def test_a_server_that_takes_it_and_hangs_up_leaves_it_in_doubt(bank: Bank, sink: Sink):
    sink.hangs_up_after_data = 1
    desk.ask(cases(1)[0], bank, NOW)

    desk.post(NOW)

    assert BankLetter.objects.get().state == State.IN_DOUBT
    assert desk.post(NOW + timedelta(days=1)) == 0
    assert list(sink.times_received().values()) == [1]


def test_one_that_is_busy_is_tried_again_and_one_that_refuses_is_not(bank: Bank, sink: Sink):
    desk.ask(cases(1)[0], bank, NOW)
    sink.on_recipient = lambda _address: "451 4.7.1 later"
    desk.post(NOW)
    letter = BankLetter.objects.get()
    assert letter.state == State.QUEUED
    assert letter.not_before > NOW

    sink.on_recipient = lambda _address: "550 5.1.1 no such user"
    send_due(lambda: NOW + timedelta(hours=2))
    letter.refresh_from_db()
    assert letter.state == State.FAILED


def test_nothing_leaves_a_copy(bank: Bank, sink: Sink):
    desk.ask(cases(1)[0], bank, NOW)
    hold_outbox("restored", now=NOW)

    assert desk.post(NOW + MINUTE) == 0
    assert sink.messages == []


def test_letters_are_in_the_banks_language_with_every_kind(bank: Bank):
    chinese = desk.make_bank(slug="zh", language="zh-hans")
    for kind in Type.values:
        case = desk.paid_case(name=f"E2E-{kind}")
        reason = {"recall_reason": "DUPL"} if kind == Type.RECALL else {}
        for one in (bank, chinese):
            inquiry = desk.ask(case, one, NOW, type=kind, **reason)
            words = letter_of(one, [inquiry], "asked", now=NOW)
            assert f"E2E-{kind}" in words.text
            assert inquiry.reference in words.subject
            assert "\n\n\n" not in words.text


def test_a_recall_says_that_it_may_be_refused_and_a_refusal_moves_nothing_but_the_case(
    bank: Bank, sink: Sink
):
    case = desk.paid_case()
    inquiry = desk.ask(case, bank, NOW, type="recall", recall_reason="DUPL")
    desk.post(NOW)
    text = desk.text_of(sink.messages[0])
    assert "a request that you may refuse" in text
    assert "camt.056" in text
    assert "Sent twice (DUPL)" in text
    assert inquiry.due_at > NOW + timedelta(days=20)  # 15 bank days

    refusal = "We are unable to recall it: the beneficiary did not give consent to a return."
    desk.came(desk.answer(sink.messages[0], refusal), NOW)
    inquiry.refresh_from_db()
    assert inquiry.proposed == "RJCR"


def test_a_reminder_by_hand_counts(bank: Bank, sink: Sink):
    inquiry = desk.ask(cases(1)[0], bank, NOW)

    remind_now(inquiry, actor=make_agent(), now=NOW + MINUTE)

    inquiry.refresh_from_db()
    assert inquiry.chased == 1
    assert inquiry.chase_at is not None
    assert desk.post(NOW + MINUTE) == 2


def test_erasing_a_customer_takes_them_out_of_what_waits_and_of_what_left(bank: Bank, sink: Sink):
    theirs, others, alone = cases(3)
    ask_many([theirs, others], bank)
    desk.ask(alone, bank, NOW, words="He is called Li Wei.")
    desk.post(NOW)
    assert BankLetter.objects.filter(state=State.SENT).count() == 1

    for case in (theirs, alone):
        erase(case.customer, actor=make_agent(), now=NOW, why="asked")

    assert Inquiry.objects.exclude(words="").count() == 0
    assert BankLetter.objects.get(state=State.SENT).text == "—"
    desk.post(NOW + 3 * MINUTE)
    text = desk.text_of(sink.messages[-1])
    assert "E2E-2026-0001" in text
    assert "E2E-2026-0000" not in text


def test_a_payment_without_another_name_is_quoted_by_ours_and_its_amount_can_be_read(bank: Bank):
    inquiry = desk.ask(desk.paid_case(name=""), bank, NOW)
    payment = inquiry.case.payment
    assert payment is not None
    payment.amount, payment.amount_text, payment.currency = Decimal(5122), "5122.00", "EUR"

    text = letter_of(bank, [inquiry], BankLetter.Kind.ASKED, now=NOW).text

    assert f"Our reference: {payment.reference}" in text
    assert "5,122.00 EUR" in text


def test_a_pay_in_is_set_aside_from_a_letter_about_payees(bank: Bank):
    payout, payin = cases(2)
    Payment.objects.filter(pk=payin.payment_id).update(direction="payin")
    doing = Doing(make_agent(), NOW, {"bank": bank.slug})

    report = do_to_many("ask_bank", [(payout.reference, ""), (payin.reference, "")], doing)

    assert report.done == [payout.reference]
    assert [(left.case, left.code) for left in report.left] == [(payin.reference, "payin")]


def test_a_name_that_another_begins_with_is_not_that_one(bank: Bank, sink: Sink):
    cases = [desk.paid_case(name=name) for name in ("E2E-20261118-7", "E2E-20261118-77")]
    ask_bank(cases, Question(bank, "not_received"), actor=make_agent(), now=NOW)
    desk.post(NOW)
    said = "E2E-20261118-77 was credited to the payee."

    desk.came(desk.answer(sink.messages[0], said), NOW)

    one, other = Inquiry.objects.order_by("case_id")
    assert (one.proposed, one.heard, other.proposed) == ("", None, "CONF")
    assert not cases[0].messages.exists()
