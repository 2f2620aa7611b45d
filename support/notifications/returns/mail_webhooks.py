"""What e-mail providers report by webhook, as django-anymail reads and authenticates it."""

import logging
import uuid
from datetime import datetime
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.utils import timezone

from support.customers.mailboxes import is_same_mailbox
from support.notifications.models import Channel, Notification, Reason
from support.notifications.returns.mail_reports import mail_arrived, mail_bounced, mail_complained
from support.notifications.transports.anymail import NOTIFICATION
from support.notifications.transports.smtp.replies import (
    reason_of_status,
    reason_of_words,
    status_of,
)

logger = logging.getLogger(__name__)

LONGEST_ID = 200

_FAILED = {EventType.BOUNCED, EventType.REJECTED, EventType.FAILED}
_REASON = {
    RejectReason.INVALID: Reason.NO_ADDRESS,
    RejectReason.BOUNCED: Reason.NO_ADDRESS,
    RejectReason.TIMED_OUT: Reason.EXPIRED,
    RejectReason.BLOCKED: Reason.BLOCKED,
    RejectReason.SPAM: Reason.SUPPRESSED,
    RejectReason.UNSUBSCRIBED: Reason.SUPPRESSED,
}


def connect() -> None:
    """Listen to django-anymail; called once, when the app is ready."""
    tracking.connect(receive, dispatch_uid="notifications-tracking")


def receive(event: AnymailTrackingEvent, **_sender: Any) -> None:
    record_event(event, now=timezone.now())


def record_event(event: AnymailTrackingEvent, *, now: datetime) -> bool:
    """Store what a provider reports; False where it is nothing, no news, or of no mail of ours.

    Openings and clicks are not asked for and not kept.
    """
    row = _row_of(event)
    if row is None:
        return False
    words = _text(event.mta_response) or _text(event.description)
    at = event.timestamp if event.timestamp and timezone.is_aware(event.timestamp) else None
    recipient = _text(event.recipient) or row.address
    if event.event_type == EventType.DELIVERED:
        return mail_arrived(row, at=at, now=now)
    if event.event_type == EventType.COMPLAINED:
        return mail_complained(row, recipient=recipient, words=words, at=at, now=now)
    if event.event_type in _FAILED:
        reason = _reason_of(event, words)
        return mail_bounced(row, recipient=recipient, reason=reason, words=words, at=at, now=now)
    logger.info("Notification %s: the provider says %s", row.pk, event.event_type)
    return False


def _row_of(event: AnymailTrackingEvent) -> Notification | None:
    """Find the mail by the provider's id, or by ours where the answer with that was lost."""
    provider_id = _text(event.message_id)[:LONGEST_ID]
    mails = Notification.objects.filter(channel=Channel.EMAIL)
    rows = list(mails.filter(provider_id=provider_id)[:2]) if provider_id else []
    if not rows and (pk := _our_id(event)):
        rows = list(mails.filter(pk=pk, provider_id=""))
    if len(rows) != 1:
        return None
    recipient = _text(event.recipient)
    return rows[0] if not recipient or is_same_mailbox(recipient, rows[0].address) else None


def _our_id(event: AnymailTrackingEvent) -> uuid.UUID | None:
    metadata = event.metadata if isinstance(event.metadata, dict) else {}
    try:
        return uuid.UUID(str(metadata.get(NOTIFICATION, "")))
    except ValueError:
        return None


def _reason_of(event: AnymailTrackingEvent, words: str) -> Reason:
    """Say why it failed: by the receiving server's own words where there are any."""
    if event.event_type == EventType.FAILED:
        return Reason.TECHNICAL
    status = status_of(words)
    if event.event_type == EventType.BOUNCED and status[:1] in ("4", "5"):
        return reason_of_status(status, words)
    told = reason_of_words(words) if event.event_type == EventType.BOUNCED else None
    return told or _REASON.get(event.reject_reason, Reason.REFUSED)


def _text(given: object) -> str:
    return given if isinstance(given, str) else ""
