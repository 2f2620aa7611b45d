"""What we promised to tell as soon as we know it: that the money was sent, not made, or came back.

None of these words leads a machine to a cause, so no outcome tells them.
"""

from datetime import timedelta

import pytest

from support.cases.models import Case
from support.cases.services import change_status
from support.customers.contacts import Contact
from support.intake.services import Event, receive_news
from support.notifications.models import Notification
from support.payments.news import PaymentNews
from tests.factories import NOW, make_agent
from troubleshooting.trees.models import TreeVersion

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
MOVED = "payment-moved"


def hear(*words: str) -> Case:
    """Hear one word an hour, the first as trouble that opens the case; return that."""
    for hour, status in enumerate(words):
        news = PaymentNews(
            reference="PO-1", status=status, occurred_at=NOW + hour * HOUR, direction="payout",
            amount="120.00", currency="EUR", channel="demo-sct",
            contact=Contact("Mock Birch", "birch@example.org", locale="en"),
        )  # fmt: skip
        receive_news(Event(f"{status}-{hour}"), news, now=NOW + hour * HOUR)
    return Case.objects.get()


def texts(case: Case) -> list[str]:
    rows = Notification.objects.for_thread(case.reference).filter(event=MOVED)
    return [row.context["what_happened"] for row in rows.order_by("sequence")]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["failed", "sent"], "was sent on 18 November 2026"),
        (["rejected", "accepted"], "The bank accepted"),
        (["held", "sent"], "was sent on"),
        (["failed", "created", "sent"], "was sent on"),
        (["unknown", "returned"], "came back to us on 18 November 2026"),
        (["held", "rejected"], "was rejected on"),
        (["unknown", "cancelled"], "was cancelled on"),
    ],
)
def test_a_move_that_was_promised_to_be_told_is(tree: TreeVersion, words: list[str], told: str):
    case = hear(*words)

    (text,) = texts(case)
    assert told in text


@pytest.mark.parametrize(
    "words",
    [["failed"], ["failed", "sent", "accepted", "delivered"], ["failed", "failed"],
        ["unknown", "pending"], ["unknown", "credited"]],
    ids="-".join,
)  # fmt: skip
def test_what_says_nothing_new_or_is_told_otherwise_is_not_told(
    tree: TreeVersion, words: list[str]
):
    assert len(texts(hear(*words))) == words.count("sent")


def test_each_time_it_moves_is_told_once(tree: TreeVersion):
    case = hear("failed", "sent", "failed", "sent", "returned")

    assert len(texts(case)) == 4


def test_who_was_asked_hears_that_it_goes_on_without_them(tree: TreeVersion):
    case = hear("sent", "unknown", "sent")
    change_status(case, "waiting_customer", actor=make_agent(), now=NOW + 3 * HOUR)

    hear("sent", "unknown", "sent", "failed", "accepted")

    last = Notification.objects.for_thread(case.reference).order_by("sequence").last()
    assert last is not None
    assert last.event == MOVED
    assert "You do not need to do anything" in last.context["what_to_do"]


def test_nobody_is_told_of_a_silent_case(tree: TreeVersion):
    case = hear("failed")
    case.fall_silent(NOW)

    hear("failed", "sent", "returned")

    assert texts(case) == []


def test_what_we_still_owe_them_is_not_answered_by_it(tree: TreeVersion):
    case = hear("held")
    owed = case.first_answer_due_at

    case = hear("held", "sent")

    assert texts(case)
    assert case.first_answered_at is None
    assert case.first_answer_due_at == owed
