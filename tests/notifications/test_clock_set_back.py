"""A clock that was hours ahead and is right again: what was written meanwhile waits no longer."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from celery.beat import Scheduler
from django.utils import timezone
from pytest_django.fixtures import Settings

from config.broker.scheduler import SteadyScheduler
from config.celery import app
from support.notifications.delivery.claiming import claim_batch
from support.notifications.delivery.draining import sweep_outbox
from support.notifications.models import Notification, Provider, Reason, State
from support.notifications.transports import ways_of
from tests.notifications.making import make_customer, make_notification
from tests.notifications.smtp_sink import Sink

pytestmark = pytest.mark.django_db

AHEAD = timedelta(hours=6)


def swept(message: Notification) -> Notification:
    sweep_outbox(budget_seconds=5)  # it ends as soon as nothing is due
    message.refresh_from_db()
    return message


def test_what_was_queued_while_the_clock_was_ahead_leaves_now(
    sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    message = make_notification(now=timezone.now() + AHEAD)

    swept(message)

    assert message.state == State.SENT
    assert "1 messages that waited by it are due earlier" in caplog.text


def test_what_was_put_off_while_the_clock_was_ahead_waits_as_long_as_it_should(sink: Sink) -> None:
    now = timezone.now()
    pause = timedelta(minutes=40)
    message = make_notification(updated_at=now + AHEAD, not_before=now + AHEAD + pause)

    swept(message)

    assert message.state == State.QUEUED
    assert abs(message.not_before - now - pause) < timedelta(seconds=30)


def test_what_waits_for_a_later_hour_stays_there(sink: Sink) -> None:
    later = timezone.now() + timedelta(hours=9)
    message = make_notification(not_before=later, reason=Reason.QUIET)

    assert swept(message).not_before == later


def test_a_lease_of_the_future_is_no_workers(sink: Sink) -> None:
    held_until = timezone.now() + AHEAD
    message = make_notification(state=State.CLAIMED, claimed_by="gone", lease_until=held_until)

    assert swept(message).state == State.SENT


def test_a_paid_message_handed_over_in_the_future_comes_to_somebody() -> None:
    ahead = timezone.now() + AHEAD
    message = make_notification(
        make_customer(), channel="sms", state=State.CLAIMED, claimed_by="in doubt",
        lease_until=ahead, handed_at=ahead, attempts=1, provider="sms-files",
    )  # fmt: skip

    assert swept(message).state == State.NEEDS_PERSON


def test_a_rate_counted_in_the_future_begins_anew(sink: Sink, settings: Settings) -> None:
    settings.EMAIL_RATE = 1
    name = ways_of("email")[0].name
    ahead = timezone.now() + AHEAD
    Provider.objects.create(name=name, channel="email", tokens=0, filled_at=ahead)
    message = make_notification()

    batch = claim_batch("email", timezone.now())

    assert batch.notifications == [message]


def test_a_breaker_of_the_future_is_closed(sink: Sink) -> None:
    name = ways_of("email")[0].name
    ahead = timezone.now() + AHEAD
    Provider.objects.create(name=name, channel="email", failures=9, open_until=ahead)

    assert swept(make_notification()).state == State.SENT


@pytest.mark.parametrize(
    ("kind", "runs"), [(SteadyScheduler, True), (Scheduler, False)], ids=["ours", "Celery's"]
)
def test_the_timetable_goes_on_after_the_clock_was_set_back(
    kind: type[Scheduler], runs: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(
        Scheduler, "apply_entry", lambda _self, entry, **_named: told.append(entry.name)
    )
    logging.getLogger("celery.beat").setLevel(logging.WARNING)
    moment = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    with time_machine.travel(moment, tick=False) as clock:
        timetable = kind(app)
        for seconds in (0, 20, 40):
            clock.move_to(moment + timedelta(seconds=seconds))
            while timetable.tick() == 0:
                pass
        told.clear()
        for seconds in (0, 20, 40):
            clock.move_to(moment - AHEAD + timedelta(seconds=seconds))
            while timetable.tick() == 0:
                pass

    assert ("sweep-outbox" in told) is runs
