"""Handing a message to a provider: what is written down before, and after it was taken.

Every delivery waits for these, so they are single statements, and prepared.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import connection

from support.notifications.models import Notification
from support.sending.leases import worker_token
from troubleshooting.marks.asking import plans_kept

if TYPE_CHECKING:
    from support.notifications.words.rendering import Rendered

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
    """Run a prepared statement, for quoting long words takes time.

    Outside of `plans_kept` psycopg would prepare none, whatever it is asked.
    """
    with (
        plans_kept(),
        connection.wrap_database_errors,
        psycopg.Cursor(connection.connection) as cursor,
    ):
        row: tuple[Any, ...] | None = cursor.execute(statement, values, prepare=True).fetchone()
    return row
