"""What follows when a message failed for good: the other channel, once, and then a person."""

from datetime import datetime

from django.db import connection

from support.notifications.models import Channel, Notification, State
from support.notifications.outbox.policy import CODE
from support.notifications.outbox.queueing import Telling, insert, row_for, told_anew
from support.notifications.outbox.whereabouts import contact_of
from support.notifications.signals import failing, not_reached
from support.notifications.words.events import EVENTS

ON_ITS_WAY = (State.QUEUED, State.CLAIMED, State.SENT, State.DELIVERED)


def before_failure(notification: Notification) -> None:
    """Let whoever stands above lock what the message is about, before the message is locked."""
    failing.send(sender=Notification, notification=notification)


def after_failure(notification: Notification, *, now: datetime) -> Notification | None:
    """Queue the other channel's message, or say that the customer was not reached.

    Returns the message that stands in. Nothing is done where nobody needs to hear it any more: it
    wasn't essential, a newer message tells the state, or the other channel carries it anyway. An
    SMS that may have gone out is not sent again, but an e-mail stands in for it. Must be called
    inside the transaction that records the failure; called twice, it stands in once.
    """
    event = EVENTS.get(notification.event)
    if event is None or not event.is_essential or event.name == CODE:
        return None
    if told_anew([notification]):
        return None
    _wait_for_the_other_channel(notification)
    beside = Notification.objects.filter(dedupe_key=other_key(notification)).first()
    if beside is not None and beside.state in (*ON_ITS_WAY, State.SUPERSEDED):
        return None
    if beside is None and notification.stands_in_for_id is None:
        made = stand_in(notification, now=now)
        if made is not None:
            return made
    not_reached.send(sender=Notification, notification=notification, now=now)
    return None


def stand_in(notification: Notification, *, now: datetime) -> Notification | None:
    """Queue the same message on the other channel; None where a policy forbids it."""
    told = Telling(
        customer=notification.customer,
        event=EVENTS[notification.event],
        context=notification.context,
        now=now,
        contact=contact_of(notification),
        thread=notification.thread,
        incident=notification.incident,
        stands_in_for=notification,
    )
    row = row_for(told, Channel(notification.channel).other, other_key(notification))
    row.urgency = notification.urgency
    row.broadcast_id = notification.broadcast_id
    if row.state != State.QUEUED:
        return None
    stored, _new = insert([row], now)
    stored[0].files.set(notification.files.all())
    return stored[0]


def other_key(notification: Notification) -> str:
    """Return the key under which the other channel tells the same."""
    return f"{_occasion(notification)}:{Channel(notification.channel).other}"


def _occasion(notification: Notification) -> str:
    return notification.dedupe_key.removesuffix(f":{notification.channel}")


def _wait_for_the_other_channel(notification: Notification) -> None:
    """Have the failures of both channels follow each other, so that the second sees the first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"notification {_occasion(notification)}"],
        )
