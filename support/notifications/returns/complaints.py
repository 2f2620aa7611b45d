"""Taking the mails in which mailbox providers say that somebody called ours spam (RFC 5965)."""

import logging
from datetime import datetime

from support.notifications.addresses.mail_ids import pk_of_bounce, pk_of_message_id
from support.notifications.models import Channel, Notification
from support.notifications.returns.mail_reports import mail_complained
from support.notifications.returns.reported import MailReport

logger = logging.getLogger(__name__)

# A report of a virus, of a failed signature or of "no spam after all" asks for no silence.
COMPLAINING = ("abuse", "fraud", "opt-out", "opt-out-list")


def record_complaint(report: MailReport, now: datetime) -> bool:
    """Stop writing to whoever complained; False where it is no news or about no mail of ours.

    It names the mail by our Message-ID or our signed envelope sender, which nobody else can guess.
    Many providers hide who complained; then it is who we had written to.
    """
    if report.complaint not in COMPLAINING:
        return False
    pk = pk_of_bounce(report.returned_path) or pk_of_message_id(report.returned_id)
    row = pk and Notification.objects.filter(channel=Channel.EMAIL, pk=pk).first()
    if not row:
        return False
    hidden = "@" not in report.complaining
    is_news = mail_complained(
        row,
        recipient=row.address if hidden else report.complaining,
        words=f"feedback report: {report.complaint}",
        at=report.at,
        now=now,
    )
    logger.info("Complaint about notification %s", row.pk)
    return is_news
