"""A payment that waits to be sent gets a case once it is late, and not before."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.cases.models import Case
from support.customers.contacts import Contact
from support.intake import late
from support.intake.late import take_up_late
from support.intake.services import Event, receive_news
from support.notifications.models import Notification
from support.payments.models import Payment
from support.payments.news import PaymentNews
from tests.factories import NOW
from troubleshooting.trees.models import TreeVersion

pytestmark = pytest.mark.django_db
LONG = timedelta(days=5)


def pending(status: str = "pending", *, source: str = "acme", hour: int = 0) -> str | None:
    news = PaymentNews(
        reference="PAY-1", status=status, direction="payout", amount="120.00", currency="EUR",
        channel="demo-sct", created_at="2026-11-18T10:00:00Z",
        occurred_at=NOW + timedelta(hours=hour),
        contact=Contact("Mock Birch", "birch@example.org"),
    )  # fmt: skip
    now = NOW + timedelta(hours=hour)
    return receive_news(Event(f"{status}-{hour}", source=source), news, now=now)["case"]


@pytest.mark.parametrize("status", ["pending", "created"])
def test_a_payment_opens_a_case_once_it_is_late(tree: TreeVersion, status: str):
    assert pending(status) is None
    assert take_up_late(NOW) == 0
    assert not Case.objects.exists()

    assert take_up_late(NOW + LONG) == 1

    case = Case.objects.get()
    assert case.payment == Payment.objects.get()
    assert case.contact.email == "birch@example.org"
    assert Notification.objects.filter(event="case-opened", channel="email").count() <= 1
    assert take_up_late(NOW + LONG) == 0


def test_what_was_sent_meanwhile_is_not_late(tree: TreeVersion):
    pending()
    pending("sent", hour=1)

    assert take_up_late(NOW + LONG) == 0
    assert not Case.objects.exists()


def test_what_a_case_is_open_for_gets_no_second_one(tree: TreeVersion):
    pending("failed", hour=-2)

    assert pending(hour=-1) == Case.objects.get().reference
    assert take_up_late(NOW + LONG) == 0


def test_our_own_form_says_pending_of_what_somebody_misses(tree: TreeVersion):
    assert pending(source="casewalk") == Case.objects.get().reference


def test_what_is_late_when_it_is_told_opens_a_case_at_once(tree: TreeVersion):
    news = PaymentNews(
        reference="PAY-1", status="pending", direction="payout", amount="1", currency="CNY",
        channel="demo-cn-instant", occurred_at=NOW - LONG,
    )  # fmt: skip

    answer = receive_news(Event("evt", source="acme"), news, now=NOW)

    assert answer["case"] == Case.objects.get().reference


def test_looking_costs_one_statement_where_nothing_is_late(tree: TreeVersion):
    pending()

    with CaptureQueriesContext(connection) as captured:
        take_up_late(NOW)

    assert len([one for one in captured if "SAVEPOINT" not in one["sql"]]) == 1


def test_one_that_cannot_be_taken_up_keeps_no_other_from_its_case(
    tree: TreeVersion, monkeypatch: pytest.MonkeyPatch
):
    pending()
    monkeypatch.setattr(late, "begin_walk", lambda *_given, **_more: 1 / 0)

    assert take_up_late(NOW + LONG) == 0
    assert not Case.objects.exists()
    monkeypatch.undo()
    assert take_up_late(NOW + LONG) == 0
    assert take_up_late(NOW + LONG + late.PUT_OFF) == 1
