"""Mails about ours: bounces and complaints. `mailbox` reads them, `notifications` records them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from support.mailbox import sandbox
from support.notifications.addresses.mail_ids import pk_of_bounce, pk_of_message_id
from support.notifications.models import Channel, Notification
from support.notifications.returns.bounces import Taken, record_report
from support.notifications.returns.complaints import record_complaint
from support.notifications.returns.reported import MailReport


def take_bounce(raw: bytes, now: datetime, *, recipient: str = "") -> Taken:
    """Read a mail to our bounce address and record what it says, a complaint too."""
    try:
        found = sandbox.read(raw)
    except sandbox.Unreadable:
        return Taken.UNREADABLE
    return record(found["report"], now, recipient=recipient)


def record(found: Mapping[str, Any], now: datetime, *, recipient: str = "") -> Taken:
    """Record what a mail that was read says of one of ours."""
    report = MailReport.read(found)
    if report.complaint:
        return Taken.COMPLAINED if record_complaint(report, now) else Taken.NO_NEWS
    return record_report(report, now, recipient=recipient)


def speaks_of_ours(found: Mapping[str, Any], recipient: str) -> bool:
    """Whether a report proves to be about a mail of ours, whatever it says of it."""
    named = [pk_of_bounce(address) for address in (recipient, *found["addressed"])]
    named.append(pk_of_message_id(found["returned"].get("message_id", "")))
    keys = [pk for pk in named if pk]
    return Notification.objects.filter(channel=Channel.EMAIL, pk__in=keys).exists()
