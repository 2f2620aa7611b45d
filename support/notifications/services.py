"""Telling customers, and what people decide about single messages.

Nothing here talks to the outside world: rows are stored, and workers are woken after commit.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from support.customers.models import Customer
from support.notifications.addresses.providers import provider_urls
from support.notifications.delivery.settling import requeue
from support.notifications.models import Attempt, Channel, Notification, Reason, State
from support.notifications.models.notification import TROUBLE
from support.notifications.outbox.other_channel import after_failure, other_key, stand_in
from support.notifications.outbox.policy import CODE
from support.notifications.outbox.queueing import Matter, insert, row_for, telling
from support.notifications.outbox.roads import rows_for
from support.notifications.outbox.waking import wake
from support.notifications.outbox.whereabouts import address_of, contact_of, contacts_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 1000


def queue_message(
    customer: Customer,
    event: str,
    *,
    channel: str,
    dedupe_key: str,
    context: Mapping[str, str],
    now: datetime | None = None,
    **matter: Unpack[Matter],
) -> Notification:
    """Store one message, to be sent once the caller's transaction is committed.

    The same key again returns the first row and sends nothing more, whatever the rest says. A
    message that a policy keeps back is stored with the reason, so that somebody sees it. Raises
    KeyError for an event that is not in EVENTS, and ValidationError when a fact is missing.
    """
    now = now or timezone.now()
    told = telling(customer, event, context, now=now, **matter)
    return _store([row_for(told, Channel(channel), dedupe_key)], now)[0]


def notify(
    customer: Customer,
    event: str,
    *,
    dedupe_key: str,
    context: Mapping[str, str],
    now: datetime | None = None,
    is_first: bool = False,
    **matter: Unpack[Matter],
) -> list[Notification]:
    """Queue one message on every channel that the contact has and the customer wants.

    The key is completed with the channel, so each channel carries the event once. What they must
    know goes out on one channel even if they want none. When nothing may go out at all, the rows
    that say why are stored. `is_first` promises that nothing was ever told in this thread.
    Raises as `queue_message` does.
    """
    now = now or timezone.now()
    told = telling(customer, event, context, now=now, **matter)
    return _store(rows_for(told, dedupe_key), now, is_first=is_first)


@transaction.atomic
def retry_notification(
    notification: Notification, *, actor: "User | None" = None, now: datetime | None = None
) -> Notification:
    """Send a message again that ended in trouble, to where the customer is reached now.

    Raises ValidationError if it did not; so a second call is refused.
    """
    now = now or timezone.now()
    locked = Notification.objects.locked(notification.pk)
    if locked.state not in TROUBLE:
        raise ValidationError(_("Only a failed message can be sent again."), code="not_failed")
    _refuse_code(locked)
    _need_provider(locked.channel)
    address = address_of(contact_of(locked), Channel(locked.channel)) or locked.address
    if not address:
        raise ValidationError(
            _("The customer has no address on this channel."), code=Reason.NO_ADDRESS
        )
    _again(locked, address, actor=actor, now=now)
    return locked


@transaction.atomic
def retry_many(
    notifications: QuerySet[Notification], *, actor: "User | None" = None, now: datetime
) -> int:
    """Send those of the messages again that ended in trouble, a thousand at most.

    Returns how many. What somebody else is at, nobody can get or nobody carries stays as it is.
    """
    pks = notifications.order_by().values("pk")
    chosen = list(
        Notification.objects.in_trouble()
        .filter(pk__in=pks, channel__in=list(filter(provider_urls, Channel)))
        .exclude(event=CODE)
        .select_related("customer")
        .order_by("sequence")
        .select_for_update(of=("self",), skip_locked=True)[:MOST_AT_ONCE]
    )
    contacts = contacts_of(chosen)
    count = 0
    for row in chosen:
        address = address_of(contacts[row.pk], Channel(row.channel)) or row.address
        if address:
            _again(row, address, actor=actor, now=now)
            count += 1
    return count


@transaction.atomic
def send_by_other_channel(
    notification: Notification, *, actor: "User | None" = None, now: datetime
) -> Notification:
    """Send the same on the other channel, because the message did not do.

    Raises ValidationError where it is still on its way or told anew, the other channel carries it
    already, or the customer can't or doesn't want to be written to there.
    """
    locked = Notification.objects.locked(notification.pk)
    if State(locked.state).is_open:
        raise ValidationError(_("This message is still on its way."), code="open")
    if locked.state == State.SUPERSEDED:
        raise ValidationError(_("A newer message tells the present state."), code="superseded")
    if locked.event == CODE:
        raise ValidationError(_("A code proves only the address it is sent to."), code="code")
    if has_twin(locked) or Notification.objects.filter(stands_in_for=locked).exists():
        raise ValidationError(
            _("The other channel has this message already."), code="other_channel"
        )
    if not address_of(contact_of(locked), Channel(locked.channel).other):
        raise ValidationError(
            _("The customer has no address on the other channel."), code=Reason.NO_ADDRESS
        )
    _need_provider(Channel(locked.channel).other)
    made = stand_in(locked, now=now)
    if made is None:
        raise ValidationError(
            _("The customer doesn't want messages on the other channel, or it is not proven."),
            code="unwanted",
        )
    _note(locked, _("Sent by the other channel by %(who)s."), actor=actor, now=now)
    return made


def has_twin(notification: Notification) -> bool:
    """Tell whether the other channel carries the same message already."""
    return Notification.objects.filter(dedupe_key=other_key(notification)).exists()


@transaction.atomic
def cancel_notification(
    notification: Notification, *, actor: "User | None" = None, now: datetime | None = None
) -> Notification:
    """Keep a queued message from going out.

    Raises ValidationError if it is no longer queued; so a second call is refused.
    """
    now = now or timezone.now()
    locked = Notification.objects.locked(notification.pk)
    if locked.state != State.QUEUED:
        raise ValidationError(
            _("Only a message that still waits can be cancelled."), code="not_queued"
        )
    locked.state, locked.reason, locked.updated_at = State.CANCELLED, "", now
    locked.save(update_fields=["state", "reason", "updated_at"])
    _note(locked, _("Cancelled by %(who)s."), actor=actor, now=now)
    return locked


@transaction.atomic
def settle_by_hand(
    notification: Notification, *, arrived: bool, actor: "User", now: datetime
) -> Notification:
    """Record what a person found out about a message of which nobody knew whether it went out.

    One that did not arrive is sent again. Raises ValidationError if the message does not need a
    person, or can't be sent again as nobody has an address; so a second call is refused.
    """
    locked = Notification.objects.locked(notification.pk)
    if locked.state != State.NEEDS_PERSON:
        raise ValidationError(_("This message does not need a person."), code="not_uncertain")
    if not arrived:
        return retry_notification(locked, actor=actor, now=now)
    locked.state, locked.reason, locked.updated_at = State.DELIVERED, "", now
    locked.sent_at = locked.sent_at or locked.handed_at or now
    locked.save(update_fields=["state", "reason", "sent_at", "updated_at"])
    _note(locked, _("It arrived, says %(who)s."), actor=actor, now=now, ok=True)
    return locked


def _refuse_code(notification: Notification) -> None:
    """No message of ours holds a code any more once it is settled."""
    if notification.event == CODE:
        raise ValidationError(
            _("A code is not sent again: its customer asks for a new one."), code="code"
        )


def _need_provider(channel: str) -> None:
    if not provider_urls(channel):
        raise ValidationError(Reason.NO_PROVIDER.label, code=Reason.NO_PROVIDER)


@transaction.atomic(savepoint=False)
def _store(
    rows: Sequence[Notification], now: datetime, *, is_first: bool = False
) -> list[Notification]:
    """Insert the rows, and see to what failed at once."""
    stored, new = insert(rows, now, is_first=is_first)
    for row in stored:
        if row.pk in new and row.state == State.FAILED:
            after_failure(row, now=now)
            break  # the others follow from it, or failed as well
    return stored


def _again(
    notification: Notification, address: str, *, actor: "User | None", now: datetime
) -> None:
    requeue(notification, address=address, now=now)
    _note(notification, _("Sent again by %(who)s."), actor=actor, now=now)
    transaction.on_commit(partial(wake, [notification.channel]))


def _note(
    notification: Notification, words: str, *, actor: "User | None", now: datetime, ok: bool = False
) -> None:
    """Write down among the attempts who decided what."""
    Attempt.objects.create(
        notification=notification,
        number=notification.attempts,
        started_at=now,
        ended_at=now,
        ok=ok,
        words=words % {"who": actor.get_username() if actor else _("the system")},
    )
    logger.info(
        "Notification %s is now %s by user %s",
        notification.pk,
        notification.state,
        actor and actor.pk,
    )
