"""Writing down what came of a claimed message. Each of these is safe to be called twice."""

import logging
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import connection, transaction
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from support.notifications.backoff import PATIENCE, delay_after
from support.notifications.claiming import worker_token
from support.notifications.fallover import after_failure
from support.notifications.masking import trim_words
from support.notifications.models import Attempt, Channel, Notification, Reason, State

if TYPE_CHECKING:
    from support.notifications.rendering import Rendered
    from support.notifications.transports.base import TransportError

logger = logging.getLogger(__name__)

# So often nobody may know of an e-mail whether it went out. It is sent again after the first
# time, with the same Message-ID; after the second it may have arrived twice.
DOUBTS_ALLOWED = 1
NOTHING = Decimal(0)

# The words are kept before they leave, so that what goes out twice is the same.
BEGIN = """
    UPDATE notifications_notification
    SET handed_at = %(next_now)s, attempts = attempts + 1, updated_at = %(next_now)s,
        subject = %(subject)s, text = %(text)s, html = %(html)s, wording = %(wording)s,
        segments = %(next_segments)s
    WHERE id = %(next_id)s AND state = 'claimed' AND claimed_by = %(token)s AND handed_at IS NULL
    RETURNING attempts
"""

# The row, what it cost and its attempt. A "failed" of the provider may have overtaken its answer.
SENT = """
    WITH settled AS (
        UPDATE notifications_notification
        SET state = CASE WHEN state = 'delivered' OR (state = 'failed' AND handed_at IS NOT NULL)
                THEN state ELSE 'sent' END,
            reason = CASE WHEN state = 'failed' AND handed_at IS NOT NULL THEN reason ELSE '' END,
            lease_until = NULL, claimed_by = '', handed_at = NULL,
            provider = %(provider)s, provider_id = %(provider_id)s, cost = cost + %(cost)s,
            sent_at = COALESCE(sent_at, %(now)s), updated_at = %(now)s
        WHERE id = %(id)s AND NOT EXISTS (
            SELECT FROM notifications_attempt
            WHERE notification_id = %(id)s AND number = %(number)s AND ok)
        RETURNING id
    ), spent AS (
        UPDATE notifications_provider
        SET cost = %(cost)s + CASE spent_on WHEN %(today)s THEN cost ELSE 0 END,
            segments = %(segments)s + CASE spent_on WHEN %(today)s THEN segments ELSE 0 END,
            spent_on = %(today)s
        WHERE name = %(provider)s AND %(segments)s > 0 AND EXISTS (SELECT FROM settled)
    ), noted AS (
        INSERT INTO notifications_attempt (notification_id, number, provider, started_at,
            ended_at, ok, permanent, uncertain, words)
        SELECT id, %(number)s, %(provider)s, %(started_at)s, %(now)s, TRUE, FALSE, FALSE, ''
        FROM settled
    )
"""
NOTHING_NEXT = "SELECT NULL"


@dataclass(frozen=True)
class Acceptance:
    """A provider took a message. `provider_id` is its own name for it, `cost` what it takes."""

    notification: Notification
    provider_id: str
    started_at: datetime
    ended_at: datetime
    segments: int = 0
    cost: Decimal = NOTHING

    def values(self) -> dict[str, Any]:
        return {
            "id": self.notification.pk,
            "number": self.notification.attempts,
            "provider": self.notification.provider,
            "provider_id": self.provider_id[:200],
            "segments": self.segments,
            "cost": self.cost,
            "started_at": self.started_at,
            "now": self.ended_at,
            "today": self.ended_at.date(),
        }


def record_sent(acceptance: Acceptance) -> None:
    """Store that the provider took a message.

    It went out, so this holds even when the lease has lapsed meanwhile.
    """
    _execute(SENT + NOTHING_NEXT, acceptance.values())


def begin(
    notification: Notification,
    rendered: "Rendered",
    now: datetime,
    *,
    after: Acceptance | None = None,
) -> bool:
    """Write down what is about to be handed over; False if we no longer hold the message.

    What was accepted before it is stored by the same statement, for deliveries wait for this.
    """
    values = {
        "next_id": notification.pk,
        "token": worker_token(),
        "next_now": now,
        "subject": rendered.subject[:250],
        "text": rendered.text,
        "html": rendered.html,
        "wording": rendered.wording,
        "next_segments": rendered.segments,
    }
    row = _execute(SENT + BEGIN, values | after.values()) if after else _execute(BEGIN, values)
    if row is not None:
        notification.attempts, notification.handed_at = row[0], now
    return row is not None


def _execute(statement: str, values: dict[str, Any]) -> tuple[Any, ...] | None:
    """Run a prepared statement, for quoting long words takes time."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        row: tuple[Any, ...] | None = cursor.execute(statement, values, prepare=True).fetchone()
    return row


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
    again_at = now if at_once else now + delay_after(notification.attempts, error.reason)
    changes: dict[str, Any] = {"state": State.QUEUED, "reason": error.reason, "doubts": doubts}
    if error.uncertain and (notification.channel == Channel.SMS or doubts > DOUBTS_ALLOWED):
        changes |= {"state": State.NEEDS_PERSON, "reason": Reason.UNCERTAIN}
    elif error.permanent:
        changes["state"] = State.FAILED
    elif again_at >= notification.expires_at:
        changes |= {"state": State.FAILED, "reason": Reason.EXPIRED}
    else:
        changes["not_before"] = again_at
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
    """End a claimed message that was never handed over."""
    if _settle(notification, now, state=state, reason=reason) and state in (
        State.FAILED,
        State.NEEDS_PERSON,
    ):
        after_failure(notification, now=now)


def release(notifications: list[Notification], now: datetime) -> None:
    """Put back what was claimed and never handed over."""
    Notification.objects.filter(
        pk__in=[row.pk for row in notifications],
        state=State.CLAIMED,
        claimed_by=worker_token(),
        handed_at=None,
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
    notification = Notification.objects.select_for_update().filter(pk=pk).first()
    if notification is None:
        return False
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
