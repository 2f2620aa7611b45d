"""Queueing messages and changing what becomes of them. Nothing here talks to the outside world."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from support.customers.models import Customer
from support.notifications.backoff import PATIENCE
from support.notifications.cleaning import clean_context
from support.notifications.events import EVENTS
from support.notifications.identity import message_id_of
from support.notifications.models import Channel, Notification, Reason, State
from support.notifications.waking import wake

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)


@transaction.atomic
def queue_message(
    customer: Customer,
    event: str,
    *,
    channel: str,
    dedupe_key: str,
    context: Mapping[str, str],
    thread: str = "",
    now: datetime | None = None,
) -> Notification:
    """Store one message, to be sent once the caller's transaction is committed.

    The same key again returns the first row and sends nothing more, whatever the rest says.
    Without an address the row is stored as failed, so that somebody sees it. Raises KeyError
    for an event that is not in EVENTS.
    """
    message = _message(customer, event, context, thread=thread, now=now or timezone.now())
    return _store([_to(message, Channel(channel), dedupe_key)])[0]


@transaction.atomic
def notify(
    customer: Customer,
    event: str,
    *,
    dedupe_key: str,
    context: Mapping[str, str],
    thread: str = "",
    now: datetime | None = None,
) -> list[Notification]:
    """Queue one message on every channel by which the customer can be reached.

    The key is completed with the channel, so each channel carries the event once.
    """
    message = _message(customer, event, context, thread=thread, now=now or timezone.now())
    reached = [channel for channel in Channel if address_of(customer, channel)]
    return _store([_to(message, channel, f"{dedupe_key}:{channel}") for channel in reached])


@transaction.atomic
def retry_notification(
    notification: Notification, *, actor: "User | None" = None, now: datetime | None = None
) -> Notification:
    """Send a failed message again, to the address that the customer has now.

    Raises ValidationError if it has not failed; so a second call is refused.
    """
    now = now or timezone.now()
    locked = _locked(notification)
    if locked.state != State.FAILED:
        raise ValidationError(_("Only a failed message can be sent again."), code="not_failed")
    address = address_of(locked.customer, Channel(locked.channel)) or locked.address
    if not address:
        raise ValidationError(
            _("The customer has no address on this channel."), code=Reason.NO_ADDRESS
        )
    locked.requeue(address=address, now=now)
    logger.info("Notification %s is sent again by user %s", locked.pk, actor and actor.pk)
    transaction.on_commit(partial(wake, [locked.pk]))
    return locked


@transaction.atomic
def cancel_notification(
    notification: Notification, *, actor: "User | None" = None, now: datetime | None = None
) -> Notification:
    """Keep a queued message from going out.

    Raises ValidationError if it is no longer queued; so a second call is refused.
    """
    locked = _locked(notification)
    if locked.state != State.QUEUED:
        raise ValidationError(
            _("Only a message that still waits can be cancelled."), code="not_queued"
        )
    locked.state = State.CANCELLED
    locked.updated_at = now or timezone.now()
    locked.save(update_fields=["state", "updated_at"])
    logger.info("Notification %s is cancelled by user %s", locked.pk, actor and actor.pk)
    return locked


def address_of(customer: Customer, channel: Channel) -> str:
    return {Channel.EMAIL: customer.email, Channel.SMS: customer.phone}[channel]


def _message(
    customer: Customer, event: str, context: Mapping[str, str], *, thread: str, now: datetime
) -> dict[str, Any]:
    """Return what the message is on every channel, as fields of its rows."""
    return {
        "customer": customer,
        "event": EVENTS[event].name,
        "language": customer.language,
        "context": clean_context(event, context),
        "thread": thread,
        "not_before": now,
        "expires_at": now + PATIENCE,
        "created_at": now,
        "updated_at": now,
    }


def _to(message: dict[str, Any], channel: Channel, dedupe_key: str) -> Notification:
    row = Notification(**message, channel=channel, dedupe_key=dedupe_key)
    row.address = address_of(row.customer, channel)
    row.message_id = message_id_of(row.pk)
    if not row.address:
        row.state, row.reason = State.FAILED, Reason.NO_ADDRESS
    return row


def _store(rows: Sequence[Notification]) -> list[Notification]:
    """Insert the rows whose keys are new and return what stands under all the keys."""
    if not rows:
        return []
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    stored = Notification.objects.in_bulk([row.dedupe_key for row in rows], field_name="dedupe_key")
    new = [row for row in rows if stored[row.dedupe_key].pk == row.pk]
    if queued := [row.pk for row in new if row.state == State.QUEUED]:
        transaction.on_commit(partial(wake, queued))
    return [stored[row.dedupe_key] for row in rows]


def _locked(notification: Notification) -> Notification:
    return (
        Notification.objects.select_for_update(of=("self",))
        .select_related("customer")
        .get(pk=notification.pk)
    )
