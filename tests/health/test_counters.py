"""Numbers that only grow: over restarts, processes, and the keeping of what has settled."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from config.health.counters import COUNTERS, keep_counts
from config.health.models import Tally
from support.cases.models import CaseEvent, log
from support.intake.models import PaymentEvent
from support.notifications.models import Attempt
from tests.factories import make_case, payment_event
from tests.intake.signing import URL, new_event_id, send
from tests.notifications.making import make_notification

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def totals(name):
    return next(counter for counter in COUNTERS if counter.name == name).total()


def make_events(count, *, kind="payment.failed", age=timedelta()):
    PaymentEvent.objects.bulk_create(
        PaymentEvent(event_id=new_event_id(), kind=kind, received_at=NOW - age)
        for _number in range(count)
    )


def test_what_arrives_is_counted_by_kind():
    make_events(2)
    make_events(1, kind="payment.succeeded")

    assert totals("payment_events_received") == {("payment.failed",): 2, ("payment.succeeded",): 1}


def test_outcomes_are_counted_by_their_cause():
    case = make_case()
    for cause in ("bank_outage", "bank_outage", ""):
        log(case, CaseEvent.Kind.OUTCOME, now=NOW, node="out", cause=cause)

    assert totals("walk_outcomes") == {("bank_outage",): 2, ("",): 1}
    assert totals("case_events")["outcome",] == 3


def test_attempts_are_counted_by_what_came_of_them():
    notification = make_notification()
    for number, (ok, uncertain) in enumerate([(True, False), (False, True), (False, False)]):
        Attempt.objects.create(
            notification=notification, provider="p", number=number, ok=ok, uncertain=uncertain,
            started_at=NOW, ended_at=NOW,
        )  # fmt: skip

    assert totals("outbox_attempts") == {
        ("p", "accepted"): 1, ("p", "uncertain"): 1, ("p", "refused"): 1,
    }  # fmt: skip


def test_keeping_changes_no_total_however_often_and_whatever_arrives_between():
    make_events(3, age=timedelta(days=3))
    make_events(4)

    for day in range(3):
        before = totals("payment_events_received")
        keep_counts(NOW + timedelta(days=day))
        keep_counts(NOW + timedelta(days=day))
        assert totals("payment_events_received") == before
        make_events(1, age=-timedelta(days=day))

    assert totals("payment_events_received") == {("payment.failed",): 10}
    assert Tally.objects.get(name="payment_events_received").total == 9


def test_what_was_kept_is_counted_no_more_and_outlives_its_rows():
    make_events(5, age=timedelta(days=3))
    keep_counts(NOW)

    PaymentEvent.objects.all().delete()

    assert totals("payment_events_received") == {("payment.failed",): 5}


@pytest.mark.django_db(transaction=True)
def test_two_that_keep_at_once_keep_it_once():
    make_events(50, age=timedelta(days=3))

    def keep(_number):
        keep_counts(NOW)
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(keep, range(4)))

    assert totals("payment_events_received") == {("payment.failed",): 50}


@pytest.mark.django_db(transaction=True)
def test_a_refused_event_is_counted_by_whichever_process_refused_it(tree):
    def refused(_number):
        status = Client().post(URL, b"{}", content_type="application/json").status_code
        connection.close()
        return status

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(refused, range(20))) == {401}
    assert send(payment_event(reference="")).status_code == 400
    assert send(payment_event()).status_code == 202

    assert dict(Tally.objects.values_list("labels__0", "total")) == {"401": 20, "400": 1}
    assert totals("payment_events_received") == {("payment.failed",): 1}
