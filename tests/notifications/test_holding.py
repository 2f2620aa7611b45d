"""A restored copy sends nothing until a person releases it."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from support.notifications.delivery.draining import drain, sweep_outbox
from support.notifications.models import Notification, OutboxHold, Reason, State
from support.notifications.models.states import HoldReason
from support.notifications.outbox.holding import hold_outbox, is_held, release_outbox
from tests.factories import make_agent
from tests.notifications.making import make_notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def copied(now):
    """The row as it comes out of a backup of another database."""
    return OutboxHold.objects.create(identity="7400000000000000000/16384")


def state_of(row: Notification) -> str:
    return Notification.objects.get(pk=row.pk).state


def test_a_first_sweep_writes_down_its_database_and_sends(now):
    row = make_notification(now=now)

    sweep_outbox(budget_seconds=0.5)

    assert state_of(row) == State.SENT
    assert OutboxHold.objects.get().held_since is None
    assert not is_held(now)


def test_a_copy_finds_out_by_itself_and_sends_nothing(copied, now):
    row = make_notification(now=now)

    assert drain("email", budget_seconds=0.5) == 0
    sweep_outbox(budget_seconds=0.5)

    assert state_of(row) == State.QUEUED
    assert OutboxHold.objects.get().reason == HoldReason.RESTORED


def test_released_it_sends_what_is_new_and_not_what_the_original_sent(copied, now):
    old = make_notification(now=now - timedelta(hours=1))
    is_held(now)
    new = make_notification(now=now + timedelta(minutes=5))

    assert release_outbox(now=now, cancel=True) == 1
    sweep_outbox(budget_seconds=0.5)

    assert (state_of(old), state_of(new)) == (State.CANCELLED, State.QUEUED)
    assert Notification.objects.get(pk=old.pk).reason == Reason.COPY
    assert not is_held(now)
    assert release_outbox(now=now, cancel=True) == 0


def test_a_person_may_send_what_waited_too(copied, now):
    old = make_notification(now=now - timedelta(hours=1))
    is_held(now)

    assert release_outbox(now=now, cancel=False) == 0
    sweep_outbox(budget_seconds=0.5)

    assert state_of(old) == State.SENT


def test_the_outbox_says_so_and_only_an_administrator_releases(client, copied, now):
    make_notification(now=now - timedelta(hours=1))
    is_held(now)
    client.force_login(make_agent())

    assert "this is a restored copy" in client.get("/outbox/").content.decode()
    asked = client.get("/outbox/hold/").content.decode()
    refused = client.post("/outbox/hold/", {"waiting": "cancel"})

    assert "1 message was waiting" in asked
    assert "Only an administrator" in asked
    assert refused.status_code == 403
    assert is_held(now)

    client.force_login(make_agent(is_superuser=True))
    answer = client.post("/outbox/hold/", {"waiting": "cancel"}, follow=True).content.decode()

    assert "1 message was cancelled." in answer
    assert "Nothing leaves the outbox" not in answer
    assert not is_held(now)


def test_a_hold_by_hand_holds_and_holds_once(now):
    agent = make_agent()

    first = hold_outbox(HoldReason.BY_HAND, now=now, actor=agent)
    again = hold_outbox(HoldReason.RESTORED, now=now + timedelta(hours=1))

    assert is_held(now)
    assert (again.reason, again.held_since) == (HoldReason.BY_HAND, first.held_since)
