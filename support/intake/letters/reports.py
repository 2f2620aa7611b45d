"""Mails about ours: bounces and complaints. `mailbox` reads them, `notifications` records them."""

import logging
from datetime import datetime

from support.mailbox import sandbox
from support.notifications.returns.bounces import Taken, record_report
from support.notifications.returns.complaints import record_complaint
from support.notifications.returns.reported import MailReport

logger = logging.getLogger(__name__)


def take_bounce(raw: bytes, now: datetime, *, recipient: str = "") -> Taken:
    """Read a mail to our bounce address and record what it says, a complaint too."""
    try:
        report = MailReport.read(sandbox.read(raw)["report"])
    except sandbox.Unreadable:
        return Taken.UNREADABLE
    if report.complaint:
        return Taken.COMPLAINED if record_complaint(report, now) else Taken.NO_NEWS
    return record_report(report, now, recipient=recipient)
