"""What the world reports of a mail after its provider took it, by webhook or by bounce.

Reports come doubled, in any order, late, and from people who make them up. Whoever calls this has
made sure that the report is about this message; what is left is whether it is news.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Value

from support.customers.mailboxes import is_same_mailbox
from support.notifications.delivery.settling import record_bounce, record_delivered
from support.notifications.models import Channel, Notification, Reason, State, Suppression
from support.notifications.models.suppression import names_of
from support.notifications.outbox.other_channel import before_failure
from support.notifications.outbox.suppressions import suppress

logger = logging.getLogger(__name__)

CLOCKS_APART = timedelta(minutes=10)  # between us and whoever dates a report

FAILING = (State.SENT, State.CLAIMED, State.NEEDS_PERSON)


@transaction.atomic
def mail_arrived(notification: Notification, *, at: datetime | None, now: datetime) -> bool:
    """Store that a mail was delivered; False where that is no news. `at` is when it was said."""
    row = Notification.objects.locked(notification.pk)
    if row.state == State.DELIVERED or _is_of_an_earlier_sending(row, at):
        return False
    record_delivered(str(row.pk), now=now)
    row.refresh_from_db(fields=["state"])
    return row.state == State.DELIVERED


@transaction.atomic
def mail_bounced(
    notification: Notification,
    *,
    recipient: str,
    reason: Reason,
    words: str,
    at: datetime | None,
    now: datetime,
) -> bool:
    """Store that a mail did not arrive; False where that is no news.

    An address that does not exist is suppressed, unless the report is about another one, to which
    the customer forwards, or the customer has been written to at this address again since.
    """
    before_failure(notification)
    row = Notification.objects.locked(notification.pk)
    if row.state not in (*FAILING, State.DELIVERED) or _is_of_an_earlier_sending(row, at):
        return False
    if reason is Reason.NO_ADDRESS and is_same_mailbox(recipient, row.address):
        suppress(Channel.EMAIL, row.address, why=Suppression.Why.BOUNCED, words=words, now=now)
    if row.state == State.DELIVERED:
        return False
    record_bounce(str(row.pk), reason=reason, words=words, now=now)
    logger.info("Notification %s bounced: %s", row.pk, reason)
    return True


@transaction.atomic
def mail_complained(
    notification: Notification, *, recipient: str, words: str, at: datetime | None, now: datetime
) -> bool:
    """Stop writing to somebody who called our mail spam; that it arrived stays true."""
    row = Notification.objects.locked(notification.pk)
    if not is_same_mailbox(recipient, row.address) or _was_released_since(row, at):
        return False
    suppress(Channel.EMAIL, row.address, why=Suppression.Why.COMPLAINED, words=words, now=now)
    return True


def _is_of_an_earlier_sending(row: Notification, at: datetime | None) -> bool:
    """Whether a report was made before the message last went out, say in a replay."""
    last = row.attempt_rows.filter(ok=True).aggregate(last=Max("ended_at"))["last"]
    return at is not None and last is not None and at < last - CLOCKS_APART


def _was_released_since(row: Notification, at: datetime | None) -> bool:
    """Whether somebody has let messages reach the address again after the report was made."""
    released = Suppression.objects.filter(
        channel=Channel.EMAIL, address__in=names_of(Value(row.address)), released_at__isnull=False
    )
    return at is not None and released.filter(released_at__gte=at).exists()
