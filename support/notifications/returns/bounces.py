"""Taking the mails in which servers say what became of ours (RFC 3464, and those who don't)."""

import logging
import re
from collections.abc import Sequence
from datetime import datetime
from enum import Enum

from django.db import transaction

from support.customers.mailboxes import is_same_mailbox
from support.notifications.addresses.mail_ids import pk_of_bounce, pk_of_message_id
from support.notifications.models import Channel, Notification, Reason
from support.notifications.returns.mail_reports import mail_arrived, mail_bounced
from support.notifications.returns.reported import MailReport, Statement
from support.notifications.transports.smtp.replies import (
    reason_of_status,
    reason_of_words,
    status_of,
)

logger = logging.getLogger(__name__)

# How servers without reports begin the sentence that says why: "550 5.1.1 …", "#5.1.1", "552-5…".
_REFUSAL = re.compile(
    r"(?:\b5\d\d[ -](?:[^\n]{0,40}?\b5\.\d{1,3}\.\d{1,3}\b)?|#5\.\d{1,3}\.\d{1,3})"
)
_QMAIL = re.compile(
    r"This is the \S{1,40} program at|permanent error; I've given up", re.IGNORECASE
)
_ROBOTS = re.compile(r"(mailer-daemon|postmaster|mail delivery)", re.IGNORECASE)
LONGEST_WORDS = 1000


class Taken(Enum):
    """What came of a bounce."""

    UNREADABLE = "unreadable"
    NO_REPORT = "no report"
    UNKNOWN = "of no mail of ours"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    FAILED = "failed"
    COMPLAINED = "complained"
    NO_NEWS = "no news"


def record_report(report: MailReport, now: datetime, *, recipient: str = "") -> Taken:
    """Record what a mail to our bounce address says.

    `recipient` is the envelope's, where the mail server tells it. Only a report that proves to be
    about a mail of ours changes anything: by our signature in the address it came to, or as a
    report in the standard form with our Message-ID and the very address we had written to.
    """
    statement = _statement(report)
    if not statement:
        return Taken.NO_REPORT
    with transaction.atomic():
        notification = _notification(report, statement, recipient)
        if notification is None:
            return Taken.UNKNOWN
        taken = _record(notification, statement, report.at, now)
    logger.info("Bounce of notification %s: %s", notification.pk, taken.value)
    return taken


def _statement(report: MailReport) -> Sequence[Statement]:
    """Return what a mail says of each recipient; of what is no bounce nothing."""
    if report.statements:
        return report.statements
    if report.waiting and not report.gone:
        return [Statement(final=address, action="delayed") for address in report.waiting]
    is_form = bool(report.failed_recipients or _QMAIL.search(report.text))
    is_robots = bool(_ROBOTS.search(report.sender)) and not report.is_auto_reply
    refusal = _REFUSAL.search(report.text)
    if refusal is not None and (is_form or is_robots):
        failed = [*report.failed_recipients, *report.gone, ""][0]
        return [_failed(failed, report.text[refusal.start() :])]
    return [_failed(address, _words_about(address, report.text)) for address in report.gone]


def _failed(address: str, words: str) -> Statement:
    diagnostic = " ".join(words.split("\n\n", maxsplit=1)[0].split())[:LONGEST_WORDS]
    return Statement(final=address, action="failed", diagnostic=diagnostic)


def _words_about(address: str, text: str) -> str:
    """Return what stands behind an address, else all that is said: few name a reason elsewhere."""
    _before, found, behind = text.lower().partition(address.lower())
    place = len(text) - len(behind)
    return text[place:] if found and behind.strip() else text


def _notification(
    report: MailReport, statement: Sequence[Statement], recipient: str
) -> Notification | None:
    mails = Notification.objects.filter(channel=Channel.EMAIL)
    for address in [recipient] if recipient else report.addressed:
        if pk := pk_of_bounce(address):
            return mails.filter(pk=pk).first()
    pk = pk_of_message_id(report.returned_id)
    if pk is None or not (report.is_report and report.statements):
        return None
    found = mails.filter(pk=pk).first()
    return found if found and _about(found, statement) else None


def _record(
    notification: Notification,
    statement: Sequence[Statement],
    at: datetime | None,
    now: datetime,
) -> Taken:
    about = _about(notification, statement) or (statement[0] if len(statement) == 1 else None)
    if about is None:
        return Taken.NO_REPORT
    match about.action:
        case "delivered":
            is_news = mail_arrived(notification, at=at, now=now)
            return Taken.DELIVERED if is_news else Taken.NO_NEWS
        case "failed" | "error":  # OpenSMTPD's own word
            is_news = mail_bounced(
                notification,
                recipient=about.final or about.original or notification.address,
                reason=_reason(about),
                words=f"{about.status} {about.diagnostic}".strip(),
                at=at,
                now=now,
            )
            return Taken.FAILED if is_news else Taken.NO_NEWS
        case "delayed":
            return Taken.DELAYED
    return Taken.NO_REPORT  # relayed or expanded: nobody knows what became of it there


def _about(notification: Notification, statement: Sequence[Statement]) -> Statement | None:
    """Return what is said of the very address that we wrote to."""
    for about in statement:
        if any(
            is_same_mailbox(name, notification.address) for name in (about.original, about.final)
        ):
            return about
    return None


def _reason(about: Statement) -> Reason:
    """Say why; the server's own words are nearer to the truth than a status like 5.0.0."""
    told = status_of(about.diagnostic)
    if told[:1] in ("4", "5") and (not about.status or about.status.endswith(".0.0")):
        return reason_of_status(told, about.diagnostic)
    if status_of(about.status):
        return reason_of_status(status_of(about.status), about.diagnostic)
    return reason_of_words(about.diagnostic) or Reason.REFUSED
