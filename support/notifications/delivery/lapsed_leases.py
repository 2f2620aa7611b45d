"""What dead workers left behind."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from support.notifications.addresses.providers import provider_urls
from support.notifications.addresses.sms_senders import cost_of
from support.notifications.delivery.handover import Acceptance, record_sent
from support.notifications.delivery.settling import record_failure
from support.notifications.models import Channel, Notification, Reason, State
from support.notifications.outbox.other_channel import after_failure, before_failure
from support.notifications.transports import TransportError, transport_of

logger = logging.getLogger(__name__)

AT_ONCE = 500
# A provider may need a moment before it can tell of a message that it just took.
ASKED_AFTER = timedelta(minutes=1)
IN_DOUBT = "in doubt"  # holds a paid message of which the provider is asked once its lease ends


def free_lapsed(now: datetime) -> None:
    """Take over what is held under a lease that has lapsed.

    What was never handed over is due again at once. An e-mail that may have gone out is sent
    again with the same Message-ID, once. For an SMS the provider is asked; if it can't tell,
    somebody has to.
    """
    lapsed = Notification.objects.lapsed(now)
    lapsed.filter(handed_at=None).update(
        state=State.QUEUED, claimed_by="", lease_until=None, updated_at=now
    )
    for notification in lapsed.filter(handed_at__isnull=False)[:AT_ONCE]:
        if notification.channel == Channel.SMS:
            _ask(notification, now)
        else:
            _doubt(notification, now, words="no result within the lease")


def leave_in_doubt(notification: Notification, handed_at: datetime) -> None:
    """Hold an SMS of which nobody knows whether it went out until its provider can be asked."""
    Notification.objects.filter(pk=notification.pk, state=State.CLAIMED).update(
        claimed_by=IN_DOUBT, lease_until=handed_at + ASKED_AFTER
    )


def give_up_overdue(now: datetime) -> None:
    """End the messages that no provider accepted in time, or that no provider is there for."""
    _give_up(Notification.objects.overdue(now), Reason.EXPIRED, now)
    without = [channel for channel in Channel if not provider_urls(channel)]
    if without:
        stranded = Notification.objects.filter(channel__in=without, state=State.QUEUED)
        _give_up(stranded.filter(not_before__lte=now), Reason.NO_PROVIDER, now)


def _give_up(waiting: QuerySet[Notification], reason: Reason, now: datetime) -> None:
    for notification in waiting[:AT_ONCE]:
        with transaction.atomic():
            before_failure(notification)
            ended = Notification.objects.filter(pk=notification.pk, state=State.QUEUED).update(
                state=State.FAILED, reason=reason, updated_at=now
            )
            if ended:
                notification.state, notification.reason = State.FAILED, reason
                after_failure(notification, now=now)


def _ask(notification: Notification, now: datetime) -> None:
    transport = transport_of(Channel.SMS, notification.provider)
    assert notification.handed_at is not None  # only such are asked for  # noqa: S101
    # Handed over in the future, before the clock was set back, is long ago too.
    is_early = notification.handed_at <= now < notification.handed_at + ASKED_AFTER
    if transport and transport.can_look_up and is_early:
        leave_in_doubt(notification, notification.handed_at)
        return
    told = (
        transport.ask(str(notification.pk), notification.address, notification.handed_at)
        if transport
        else None
    )
    if told is None:
        _doubt(notification, now, words="the provider can't tell whether it went out")
    elif told == "":
        error = TransportError(Reason.TECHNICAL, permanent=False, words="the provider never got it")
        record_failure(notification, error, started_at=notification.handed_at, now=now)
    else:
        _record_found(notification, told, now)


def _doubt(notification: Notification, now: datetime, *, words: str) -> None:
    error = TransportError(Reason.TECHNICAL, permanent=False, uncertain=True, words=words)
    started_at = notification.handed_at or now
    record_failure(notification, error, started_at=started_at, now=now, at_once=True)


def _record_found(notification: Notification, provider_id: str, now: datetime) -> None:
    acceptance = Acceptance(
        notification,
        provider_id,
        started_at=notification.handed_at or now,
        ended_at=now,
        segments=notification.segments,
        cost=cost_of(notification.segments, notification.address),
    )
    record_sent(acceptance)
