"""What a bank answers moves the guide on wherever it was asked: recalls, deposits, refunds."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from support.cases.models import Case
from support.guidance.services import confirm_outcome
from support.inquiries.answering import Given, answer_inquiry
from support.inquiries.models import Inquiry
from support.notifications.models import Notification
from tests.factories import make_agent, make_case, make_channel, make_payment
from tests.inquiries import bank as desk
from tests.inquiries.walking import answer, at, walk_of, walked_to
from tests.notifications.smtp_sink import Sink

pytestmark = pytest.mark.django_db
ASKED = datetime(2026, 11, 18, 10, tzinfo=UTC)
LATER = ASKED + timedelta(hours=2)


def confirm(case: Case) -> None:
    walk = walk_of(case)
    confirm_outcome(case, walk, seen=walk.answers_seen, actor=make_agent(), now=ASKED)


@pytest.fixture
def recalled(tree: Any, sink: Sink) -> tuple[Case, Inquiry]:
    """Money went to a wrong account; the bank is asked to give it back, and the guide knows."""
    case = walked_to(
        "caught_on_its_way",
        desk.paid_case(),
        "sent-not-received",
        {"details_given": "other_account"},
        now=ASKED,
    )
    inquiry = desk.ask(case, desk.make_bank(), ASKED, type="recall", recall_reason="AC03")
    answer(case, "caught_on_its_way", "asked", ASKED)
    assert desk.post(ASKED) == 1
    return case, inquiry


def test_a_recall_that_is_asked_for_is_not_said_to_be_coming_back(recalled: tuple[Case, Inquiry]):
    case, _inquiry = recalled

    assert at(case) == "out_recall_asked"
    assert not Notification.objects.filter(thread=case.reference, event="solution").exists()


@pytest.mark.parametrize("confirmed", [True, False], ids=["ended", "open"])
def test_a_recall_refused_by_mail_moves_the_walk_on(
    recalled: tuple[Case, Inquiry], sink: Sink, confirmed: bool
):
    case, inquiry = recalled
    if confirmed:
        confirm(case)
    words = f"We regret: our customer does not agree.\n{inquiry.reference}: RJCR\n"

    desk.came(desk.answer(sink.messages[0], words), LATER)

    inquiry.refresh_from_db()
    assert (inquiry.answer, inquiry.is_open) == ("RJCR", False)
    assert at(case) == "out_recall_refused"
    assert walk_of(case).is_open
    case.refresh_from_db()
    assert (case.status, case.cause) == ("open", None)


def test_a_recall_accepted_by_mail_is_coming_back(recalled: tuple[Case, Inquiry], sink: Sink):
    case, inquiry = recalled

    desk.came(desk.answer(sink.messages[0], f"Done.\n{inquiry.reference}: CNCL\n"), LATER)

    assert at(case) == "money_back"
    answer(case, "money_back", "not_yet", LATER)
    assert at(case) == "out_payout_coming_back"


def test_a_recall_answered_in_words_is_read_by_a_person(recalled: tuple[Case, Inquiry]):
    case, inquiry = recalled

    answer_inquiry(inquiry, Given("INFO", "We have asked him."), actor=make_agent(), now=LATER)

    assert at(case) == "recall_words"


DEPOSIT = {
    "usual_time": "over",
    "query_deposit": "no_record",
    "collection_account": "not_found",
    "signs_of_risk": "none",
    "money_left": "left",
    "days_passed": "yes",
    "details_used": "older",
}
REFUND = {
    "money_taken": "taken",
    "dispute_open": "none",
    "refund_record": "one",
    "refund_state": "sent",
    "transfer_account": "same",
    "refund_amount": "whole",
    "refund_way": "transfer",
    "transfer_days": "over",
    "signs_of_risk": "none",
    "statement_seen": "nothing",
    "way_still_open": "open",
    "look_again": "no",
}


def made(direction: str) -> Case:
    payment = make_payment(
        channel=make_channel(direction=direction),
        status="sent",
        initiated_at=ASKED - timedelta(days=20),
        failure_code="",
        failure_scheme="",
        failure_message="",
    )
    return make_case(payment=payment)


@pytest.mark.parametrize(
    ("code", "step"),
    [
        ("CONF", "out_deposit_posting_delayed"),
        ("PDCR", "out_bank_processing_slow"),
        ("ARDT", "out_deposit_returned"),
        ("NOOR", "out_deposit_not_received"),
        ("LEGL", "out_compliance_hold"),
        ("INFO", "out_handed_over"),
    ],
)
def test_a_deposit_goes_on_by_what_the_bank_says(tree: Any, sink: Sink, code: str, step: str):
    case = walked_to("out_deposit_being_traced", made("payin"), "deposit-not-credited", DEPOSIT,
                     now=ASKED)  # fmt: skip
    inquiry = desk.ask(case, desk.make_bank(), ASKED)
    assert at(case) == "out_deposit_being_traced"
    confirm(case)

    answer_inquiry(inquiry, Given(code), actor=make_agent(), now=LATER)

    assert at(case) == step


@pytest.mark.parametrize(
    ("code", "step"),
    [
        ("CONF", "out_refund_arrived"),
        ("ACNR", "out_refund_being_traced"),
        ("ARJT", "out_refund_needs_account"),
        ("NOOR", "out_handed_over"),
        ("RJCR", "out_handed_over"),
        ("INFO", "out_handed_over"),
    ],
)
def test_a_refund_goes_on_by_what_the_bank_says(tree: Any, sink: Sink, code: str, step: str):
    case = walked_to("out_refund_being_traced", made("refund"), "refund-not-received", REFUND,
                     now=ASKED)  # fmt: skip
    inquiry = desk.ask(case, desk.make_bank(), ASKED)
    assert at(case) == "out_refund_being_traced"
    confirm(case)

    answer_inquiry(inquiry, Given(code), actor=make_agent(), now=LATER)

    assert at(case) == step
