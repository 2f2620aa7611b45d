"""What its customer reads of a payment that was sent again or given back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from support.cases.models import Case, Status
from support.notifications.models import Notification
from support.operations.money.asking import Wanted, confirm_step
from support.operations.money.models import Deed
from support.operations.money.sending import send_orders
from tests.factories import make_agent, make_case, make_channel, make_payment
from tests.incidents.world import make_incident, write
from tests.operations.money.steps import asked, confirmed, failed_case
from tests.reference import load_reference
from troubleshooting.causes.models import Cause

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed():
    load_reference()
    return Cause.objects.get(slug="account_closed")


def told(case):
    rows = Notification.objects.filter(thread=case.reference, channel="email")
    return [row.context for row in rows.order_by("pk")]


def test_sent_again_is_told_by_the_name_that_they_know(simulator, book, closed):
    case = failed_case(book, reference="PO-7")
    Case.objects.filter(pk=case.pk).update(status=Status.WAITING_CUSTOMER, cause=closed)
    confirmed(case, timezone.now())

    send_orders()

    (words,) = told(case)
    assert words["payment"] == "PO-7"
    assert "PO-7" in words["headline"]
    assert "we asked for it to be made again." in words["what_happened"]
    assert words["cause_sentence"] == ""
    assert words["what_to_do"].startswith("You do not need to do anything.")
    assert "again-" not in str(words)
    case.refresh_from_db()
    assert case.status == Status.WAITING_BANK


def test_what_an_agent_wrote_of_the_first_attempt_goes_with_it(simulator, book, closed):
    case = failed_case(book)
    Case.objects.filter(pk=case.pk).update(cause=closed, cause_words="Add another, please.")
    confirmed(case, timezone.now())

    send_orders()

    assert "Add another" not in str(told(case))


def test_given_back_is_told_as_the_refund_of_what_they_paid(simulator, book):
    now = timezone.now()
    payment = make_payment(source="bank", reference="PI-7", direction="payin", status="sent")
    book.put("PI-7", "sent", direction="payin")
    step = asked(make_case(payment=payment), now, Wanted(Deed.REFUND))
    confirm_step(step, actor=make_agent("bea"), now=now + timedelta(minutes=1))

    send_orders()

    (words,) = told(step.case)
    assert "your refund for PI-7" in words["headline"]
    assert "we asked for the refund to be made." in words["what_happened"]
    assert "first attempt" not in str(words)


def test_a_step_of_a_case_that_is_left_to_people_is_told_by_no_machine(
    simulator, book, monkeypatch
):
    case = failed_case(book)
    confirmed(case, timezone.now())
    monkeypatch.setattr("support.operations.money.judging.is_left_to_people", lambda _case: True)

    send_orders()

    assert told(case) == []


def test_a_message_to_many_names_it_as_they_know_it(simulator, book):
    case = failed_case(book, reference="PO-7", channel=make_channel(), status="failed")
    confirmed(case, timezone.now())
    send_orders()

    write(make_incident(case.payment.channel))

    row = Notification.objects.filter(event="incident-opened", channel="email").get()
    assert row.context["payment"] == "PO-7"
