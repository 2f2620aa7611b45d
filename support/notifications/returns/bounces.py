"""Taking the mails in which servers say what became of ours (RFC 3464, and those who don't)."""

import json
import logging
import re
import subprocess
import sys
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from django.db import transaction

from support.customers.mailboxes import is_same_mailbox
from support.notifications.addresses.mail_ids import pk_of_bounce, pk_of_message_id
from support.notifications.models import Channel, Notification, Reason
from support.notifications.returns.bounce_parsing import LONGEST_MAIL
from support.notifications.returns.mail_reports import mail_arrived, mail_bounced
from support.notifications.transports.smtp.replies import (
    reason_of_status,
    reason_of_words,
    status_of,
)

logger = logging.getLogger(__name__)

PARSER = Path(__file__).with_name("bounce_parsing.py")
PARSING_SECONDS = 10.0

# How servers without reports begin the sentence that says why: "550 5.1.1 …", "#5.1.1", "552-5…".
_REFUSAL = re.compile(
    r"(?:\b5\d\d[ -](?:[^\n]{0,40}?\b5\.\d{1,3}\.\d{1,3}\b)?|#5\.\d{1,3}\.\d{1,3})"
)
_QMAIL = re.compile(
    r"This is the \S{1,40} program at|permanent error; I've given up", re.IGNORECASE
)
_ROBOTS = re.compile(r"(mailer-daemon|postmaster|mail delivery)", re.IGNORECASE)


class Taken(Enum):
    """What came of a bounce."""

    UNREADABLE = "unreadable"
    NO_REPORT = "no report"
    UNKNOWN = "of no mail of ours"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    FAILED = "failed"
    NO_NEWS = "no news"


def take_bounce(raw: bytes, now: datetime, *, recipient: str = "") -> Taken:
    """Read a mail to our bounce address and record what it says.

    `recipient` is the envelope's, where the mail server tells it. Only a report that proves to be
    about a mail of ours changes anything: by our signature in the address it came to, or as a
    report in the standard form with our Message-ID and the very address we had written to.
    """
    report = _parsed(raw)
    if report is None:
        return Taken.UNREADABLE
    statement = _statement(report)
    if statement is None:
        return Taken.NO_REPORT
    with transaction.atomic():
        notification = _notification(report, statement, recipient)
        if notification is None:
            return Taken.UNKNOWN
        taken = _record(notification, statement, _said_at(report), now)
    logger.info("Bounce of notification %s: %s", notification.pk, taken.value)
    return taken


def _parsed(raw: bytes) -> dict[str, Any] | None:
    """Read a mail in a process of its own, which may take too long or run out of memory.

    The program is ours, and nothing of the mail is in its command.
    """
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", "-S", str(PARSER)],
            input=raw[:LONGEST_MAIL],
            capture_output=True,
            timeout=PARSING_SECONDS,
            check=True,
        )
        report = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        logger.warning("A bounce of %s bytes can't be read: %s", len(raw), type(error).__name__)
        return None
    return report if isinstance(report, dict) else None


def _statement(report: dict[str, Any]) -> list[dict[str, str]] | None:
    """Return what a mail says of each recipient, or None when it is no bounce."""
    if report["recipients"]:
        return list(report["recipients"])
    text = report["text"]
    is_form = bool(report["failed_recipients"] or _QMAIL.search(text))
    is_robots = bool(_ROBOTS.search(report["from"])) and not report["is_auto_reply"]
    refusal = _REFUSAL.search(text)
    if refusal is None or not (is_form or is_robots):
        return None  # somebody's holiday notice, or a letter
    diagnostic = text[refusal.start() :].split("\n\n")[0]
    failed = (report["failed_recipients"] or [""])[0]
    return [{"final": failed, "original": "", "action": "failed", "status": "",
             "diagnostic": " ".join(diagnostic.split())[:1000]}]  # fmt: skip


def _notification(
    report: dict[str, Any], statement: list[dict[str, str]], recipient: str
) -> Notification | None:
    mails = Notification.objects.filter(channel=Channel.EMAIL)
    for address in [recipient] if recipient else report["addressed"]:
        if pk := pk_of_bounce(address):
            return mails.filter(pk=pk).first()
    pk = pk_of_message_id(report["message_id"])
    if pk is None or not (report["is_report"] and report["recipients"]):
        return None
    found = mails.filter(pk=pk).first()
    return found if found and _about(found, statement) else None


def _record(
    notification: Notification, statement: list[dict[str, str]], at: datetime | None, now: datetime
) -> Taken:
    about = _about(notification, statement) or (statement[0] if len(statement) == 1 else None)
    if about is None:
        return Taken.NO_REPORT
    match about["action"]:
        case "delivered":
            is_news = mail_arrived(notification, at=at, now=now)
            return Taken.DELIVERED if is_news else Taken.NO_NEWS
        case "failed":
            is_news = mail_bounced(
                notification,
                recipient=_named(notification, about),
                reason=_reason(about),
                words=f"{about['status']} {about['diagnostic']}".strip(),
                at=at,
                now=now,
            )
            return Taken.FAILED if is_news else Taken.NO_NEWS
        case "delayed":
            return Taken.DELAYED
    return Taken.NO_REPORT  # relayed or expanded: nobody knows what became of it there


def _about(notification: Notification, statement: list[dict[str, str]]) -> dict[str, str] | None:
    """Return what is said of the very address that we wrote to."""
    for about in statement:
        if any(
            is_same_mailbox(about[name], notification.address) for name in ("original", "final")
        ):
            return about
    return None


def _named(notification: Notification, about: dict[str, str]) -> str:
    """Return the address that failed; a report without one speaks of ours."""
    original, final = about["original"], about["final"]
    return final or original or notification.address


def _reason(about: dict[str, str]) -> Reason:
    """Say why; the server's own words are nearer to the truth than a status like 5.0.0."""
    status, words = about["status"], about["diagnostic"]
    told = status_of(words)
    if told[:1] in ("4", "5") and (not status or status.endswith(".0.0")):
        return reason_of_status(told, words)
    if status_of(status):
        return reason_of_status(status_of(status), words)
    return reason_of_words(words) or Reason.REFUSED


def _said_at(report: dict[str, Any]) -> datetime | None:
    try:
        return datetime.fromtimestamp(report["at"], UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
