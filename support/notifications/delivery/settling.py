"""Writing down what came of a claimed message. Each of these is safe to be called twice.

That a provider took it is written down in `handover`, for deliveries wait for that.
"""

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from support.notifications.addresses.masking import trim_words
from support.notifications.models import Attempt, Channel, Notification, Reason, State
from support.notifications.outbox.other_channel import after_failure, before_failure
from support.notifications.outbox.policy import CODE, HIDDEN_CODE
from support.notifications.signals import taken_out
from support.sending.backoff import FIRST_CEILING, PATIENCE, delay_after

if TYPE_CHECKING:
    from support.notifications.transports.base import TransportError

logger = logging.getLogger(__name__)

# So often nobody may know of an e-mail whether it went out. It is sent again after the first
# time, with the same Message-ID; after the second it may have arrived twice.
DOUBTS_ALLOWED = 1
# A full mailbox is not emptied within a minute, nor does our set-up mend itself.
FIRST_CEILINGS: dict[str, timedelta] = {Reason.MAILBOX_FULL: timedelta(minutes=30)}


@transaction.atomic
def record_failure(
    notification: Notification,
    error: "TransportError",
    *,
    started_at: datetime,
    now: datetime,
    at_once: bool = False,
) -> None:
    """Store why this attempt failed, and when the next one is due, if there is one.

    `at_once` has it tried again without a pause, for it was not the provider that failed.
    Changes nothing when somebody else has settled or taken over the message meanwhile.
    """
    doubts = notification.doubts + error.uncertain
    first = FIRST_CEILINGS.get(error.reason, FIRST_CEILING)
    again_at = now if at_once else now + delay_after(notification.attempts, first)
    changes: dict[str, Any] = {"state": State.QUEUED, "reason": error.reason, "doubts": doubts}
    if error.uncertain and (notification.channel == Channel.SMS or doubts > DOUBTS_ALLOWED):
        changes |= {"state": State.NEEDS_PERSON, "reason": Reason.UNCERTAIN}
    elif error.permanent:
        changes["state"] = State.FAILED
    elif again_at >= notification.expires_at:
        changes |= {"state": State.FAILED, "reason": Reason.EXPIRED}
    else:
        changes["not_before"] = again_at
    if changes["state"] != State.QUEUED:
        before_failure(notification)
    if _settle(notification, now, **changes):
        note_attempt(notification, started_at=started_at, now=now, error=error)
        if changes["state"] != State.QUEUED:
            after_failure(notification, now=now)
        logger.warning(
            "Notification %s, attempt %s: %s, now %s",
            notification.pk, notification.attempts, error.reason, changes["state"],
        )  # fmt: skip


def hold(notification: Notification, until: datetime, reason: str, now: datetime) -> None:
    """Put a claimed message back that a policy wants to leave later."""
    _settle(
        notification,
        now,
        state=State.QUEUED,
        reason=reason,
        not_before=until,
        expires_at=until + PATIENCE,
    )


@transaction.atomic
def drop(notification: Notification, state: str, reason: str, now: datetime) -> None:
    """End a claimed message that was never handed over; of what is over, the rest is told anew."""
    is_failure = state in (State.FAILED, State.NEEDS_PERSON)
    is_over = (state, reason) == (State.CANCELLED, Reason.OVER)
    if is_failure or is_over:
        before_failure(notification)
    if not _settle(notification, now, state=state, reason=reason):
        return
    forget_code(notification)
    if is_failure:
        after_failure(notification, now=now)
    elif is_over:
        taken_out.send(sender=Notification, notification=notification, now=now)


def forget_code(notification: Notification) -> None:
    """Keep no code of a message that has left or will not leave; one that waits still needs it."""
    if notification.event == CODE:
        settled = Notification.objects.exclude(state__in=[State.QUEUED, State.CLAIMED])
        settled.filter(pk=notification.pk).update(
            context=notification.context | {"code": HIDDEN_CODE}
        )


def release(notifications: list[Notification], now: datetime) -> None:
    """Put back what was claimed and never handed over."""
    Notification.objects.held().filter(
        pk__in=[row.pk for row in notifications], handed_at=None
    ).update(state=State.QUEUED, claimed_by="", lease_until=None, updated_at=now)


def requeue(notification: Notification, *, address: str, now: datetime) -> None:
    """Give a message that ended in trouble another day. The caller holds its lock."""
    changes = {
        "state": State.QUEUED,
        "reason": "",
        "address": address,
        "doubts": 0,
        "not_before": now,
        "expires_at": now + PATIENCE,
        "updated_at": now,
    }
    Notification.objects.filter(pk=notification.pk).update(**changes)
    _mirror(notification, changes)


@transaction.atomic
def record_delivered(pk: str, *, now: datetime) -> bool:
    """Store a receipt that a message arrived; False if there is no such message.

    A receipt may overtake the provider's answer, and clears up what was uncertain.
    """
    rows = Notification.objects.filter(pk=pk)
    never_left = Q(state=State.QUEUED, doubts=0, sent_at=None) | Q(state=State.CANCELLED)
    rows.exclude(never_left | Q(state=State.DELIVERED)).update(
        state=State.DELIVERED,
        reason="",
        lease_until=None,
        claimed_by="",
        sent_at=Coalesce("sent_at", Value(now)),
        updated_at=now,
    )
    return rows.exists()


@transaction.atomic
def record_bounce(pk: str, *, reason: str, words: str, now: datetime) -> bool:
    """Store a provider's word that a message it had taken did not arrive.

    False if there is no such message. A message that was delivered stays so, and the same word
    again changes nothing.
    """
    found = Notification.objects.filter(pk=pk).only("thread").first()
    if found is None:
        return False
    before_failure(found)
    notification = Notification.objects.locked(found.pk)
    if notification.state not in (State.SENT, State.CLAIMED, State.NEEDS_PERSON):
        return True
    changes: dict[str, Any] = {"state": State.FAILED, "reason": reason, "updated_at": now}
    changes |= {"lease_until": None, "claimed_by": ""}
    Notification.objects.filter(pk=pk).update(**changes)
    _mirror(notification, changes)
    Attempt.objects.create(
        notification=notification,
        number=notification.attempts,
        provider=notification.provider,
        started_at=now,
        ended_at=now,
        ok=False,
        permanent=True,
        words=trim_words(words),
    )
    after_failure(notification, now=now)
    return True


def note_attempt(
    notification: Notification, *, started_at: datetime, now: datetime, error: "TransportError"
) -> None:
    Attempt.objects.create(
        notification=notification,
        number=notification.attempts,
        provider=notification.provider,
        started_at=started_at,
        ended_at=now,
        ok=False,
        permanent=error.permanent,
        uncertain=error.uncertain,
        words=trim_words(error.words),
    )


def _settle(notification: Notification, now: datetime, **changes: Any) -> bool:
    """Change a message that is still held as it was read; False when it isn't."""
    changes |= {"lease_until": None, "claimed_by": "", "handed_at": None, "updated_at": now}
    changed = Notification.objects.filter(
        pk=notification.pk,
        state=State.CLAIMED,
        claimed_by=notification.claimed_by,
        attempts=notification.attempts,
    ).update(**changes)
    if changed:
        _mirror(notification, changes)
    return bool(changed)


def _mirror(notification: Notification, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(notification, name, value)
