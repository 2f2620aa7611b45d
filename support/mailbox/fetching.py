"""Mail fetched from a mailbox by IMAP; it is marked there once it is safe here."""

import logging
import ssl
import time
from datetime import datetime
from imaplib import IMAP4
from urllib.parse import unquote, urlsplit

from django.conf import settings
from imap_tools import BaseMailBox, ImapToolsError, MailBox, MailBoxUnencrypted, MailMessageFlags

from support.mailbox.reading.program import LONGEST_MAIL
from support.mailbox.services import receive

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 20
MOST_SECONDS = 40.0  # the next round begins after a minute


def fetch(now: datetime) -> int:
    """Store the mails that nobody has seen in the mailbox of MAILBOX_URL; return how many.

    It goes on for MOST_SECONDS, so that a flood is in within a few rounds.
    Without it nothing happens. Each is marked as seen once its row is committed: what is lost
    between the two comes again and is known. Of one beyond its bound the first part is fetched.
    """
    if not settings.MAILBOX_URL:
        return 0
    try:
        return _fetch(now)
    except (OSError, IMAP4.error, ImapToolsError) as error:
        logger.warning("The mailbox can't be read: %s", type(error).__name__)
        return 0


def _fetch(now: datetime) -> int:
    url = urlsplit(settings.MAILBOX_URL)
    user, password = unquote(url.username or ""), unquote(url.password or "")
    folder = unquote(url.path.strip("/")) or "INBOX"
    box = _mailbox(url.scheme, url.hostname or "", url.port)
    try:
        box.login(user, password, folder)
        fetched, end = 0, time.monotonic() + MOST_SECONDS
        for uid in box.uids("UNSEEN"):
            receive(_raw(box, uid), "", now)
            box.flag(uid, MailMessageFlags.SEEN, True)
            fetched += 1
            if time.monotonic() > end:
                break
        return fetched
    finally:
        box.client.shutdown()


def _mailbox(scheme: str, host: str, port: int | None) -> BaseMailBox:
    if scheme == "imap":
        return MailBoxUnencrypted(host, port or 143, timeout=TIMEOUT_SECONDS)
    context = ssl.create_default_context()
    return MailBox(host, port or 993, timeout=TIMEOUT_SECONDS, ssl_context=context)


def _raw(box: BaseMailBox, uid: str) -> bytes:
    """Return a mail's bytes; the library itself would parse it, here and unbounded."""
    answer, parts = box.client.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LONGEST_MAIL}>)")
    raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
    if answer != "OK" or raw is None:
        raise ImapToolsError("the mailbox gave no mail")
    return bytes(raw)
