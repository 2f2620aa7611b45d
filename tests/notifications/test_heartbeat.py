"""A worker that is slow keeps what it holds, one that is dead does not."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from support.notifications.delivery.claiming import claim_batch
from support.notifications.models import Notification
from support.sending import heartbeat as module
from support.sending.heartbeat import heartbeat
from support.sending.leases import LEASE
from tests.notifications.making import make_notification

pytestmark = pytest.mark.django_db(transaction=True)


def claim_long_ago(monkeypatch: pytest.MonkeyPatch) -> Notification:
    monkeypatch.setattr(module, "BEAT_SECONDS", 0.05)
    make_notification()
    (message,) = claim_batch("email", timezone.now()).notifications
    Notification.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    return message


def test_a_lease_is_renewed_while_its_worker_is_at_it(monkeypatch: pytest.MonkeyPatch) -> None:
    message = claim_long_ago(monkeypatch)

    with heartbeat(Notification.objects.held()):
        time.sleep(0.5)

    message.refresh_from_db()
    assert message.lease_until is not None
    assert message.lease_until > timezone.now() + LEASE - timedelta(seconds=5)


def test_a_heartbeat_renews_nothing_of_others_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    message = claim_long_ago(monkeypatch)
    Notification.objects.update(claimed_by="another")
    with heartbeat(Notification.objects.held()):
        time.sleep(0.2)
    time.sleep(0.5)  # a beat that had begun ends
    Notification.objects.update(claimed_by=message.claimed_by)
    time.sleep(0.2)

    message.refresh_from_db()
    assert message.lease_until is not None
    assert message.lease_until < timezone.now()


def test_three_beats_fit_into_a_lease() -> None:
    assert LEASE.total_seconds() / 3 > module.BEAT_SECONDS
