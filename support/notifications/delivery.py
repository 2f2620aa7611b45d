"""Delivering what the outbox holds: claim, render, send, record."""

import logging
import time
from datetime import datetime

from django.utils import timezone

from support.notifications.events import EVENTS
from support.notifications.models import Channel, Notification, Reason
from support.notifications.rendering import Rendered, render
from support.notifications.transports import Outgoing, TransportError, transport_for

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 9  # then the next sweep goes on, and the last lease taken still holds
LAPSED_PER_SWEEP = 200


def deliver_notification(pk: str) -> None:
    """Send one queued notification and record what happened.

    Does nothing when it isn't due or somebody else has it, so it may be called any number of times.
    """
    notification = Notification.objects.claim(pk, timezone.now())
    if notification is not None:
        send_claimed(notification)


def sweep_outbox(budget_seconds: float = SWEEP_SECONDS) -> int:
    """Free what dead workers held and send all that is due; return the number of messages tried.

    It is the retry mechanism, and the cure for a lost wake-up. Two sweeps at once share the work.
    """
    ends_at = time.monotonic() + budget_seconds
    free_lapsed(timezone.now())
    tried = 0
    while time.monotonic() < ends_at:
        # One at a time, so that a slow provider can't outlast the leases of the rest.
        notification = Notification.objects.claim_next(timezone.now())
        if notification is None:
            break
        send_claimed(notification)
        tried += 1
    return tried


def free_lapsed(now: datetime) -> None:
    """Count the attempts of workers that died while they sent as failed in passing."""
    for notification in Notification.objects.lapsed(now)[:LAPSED_PER_SWEEP]:
        notification.record_failure(
            Reason.TECHNICAL,
            permanent=False,
            started_at=notification.updated_at,
            now=now,
            words="no result within the lease",
        )


def send_claimed(notification: Notification) -> None:
    """Send a claimed message. No transaction is open, so a slow provider holds no row lock."""
    started_at = timezone.now()
    rendered = render(
        notification.event, notification.channel, notification.language, notification.context
    )
    try:
        provider_id = transport_for(notification.channel).send(_outgoing(notification, rendered))
    except TransportError as error:
        _record(notification, error, started_at)
    else:
        notification.record_sent(
            provider_id, rendered=rendered, started_at=started_at, now=timezone.now()
        )


def _record(notification: Notification, error: TransportError, started_at: datetime) -> None:
    # Programs show a mail that came twice with one Message-ID once; a second SMS is read twice.
    is_settled = error.uncertain and notification.channel == Channel.SMS
    notification.record_failure(
        Reason.UNCERTAIN if is_settled else error.reason,
        permanent=error.permanent or is_settled,
        started_at=started_at,
        now=timezone.now(),
        words=error.words,
    )
    logger.warning(
        "Notification %s, attempt %s: %s, now %s",
        notification.pk,
        notification.attempts,
        error.reason,
        notification.state,
    )


def _outgoing(notification: Notification, rendered: Rendered) -> Outgoing:
    return Outgoing(
        pk=str(notification.pk),
        address=notification.address,
        message_id=notification.message_id,
        thread=notification.thread,
        is_automatic=EVENTS[notification.event].is_automatic,
        created_at=notification.created_at,
        rendered=rendered,
    )
