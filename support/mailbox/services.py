"""Mail comes in once, is read once, and what breaks the reader is put aside."""

import logging
import re
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from support.files.sealing import digests_of, seal
from support.mailbox import sandbox
from support.mailbox.expecting import LONGEST_HEAD, is_answer
from support.mailbox.models import PURPOSE, IncomingMail
from support.mailbox.reading.program import LONGEST_MAIL

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 3

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>\s]{1,250}>)", re.IGNORECASE | re.MULTILINE)


def receive(raw: bytes, recipient: str, now: datetime) -> tuple[IncomingMail, bool]:
    """Store a mail; return it and whether it is new. The same one again changes nothing."""
    digests = digests_of(_told(raw), PURPOSE)
    made, is_new = IncomingMail.objects.filter(digest__in=digests).first(), False
    if made is None:
        made, is_new = _store(raw, recipient, digests[0], now)
    logger.info("Mail %s of %s bytes came in%s", made, len(raw), "" if is_new else " again")
    return made, is_new


def _store(raw: bytes, recipient: str, digest: str, now: datetime) -> tuple[IncomingMail, bool]:
    return IncomingMail.objects.get_or_create(
        digest=digest,
        defaults={
            "sealed": seal(raw[:LONGEST_MAIL], PURPOSE),
            "recipient": recipient.replace("\0", "")[:320],
            "is_answer": is_answer(_taken_apart(raw)[0], recipient),
            "size": len(raw),
            "received_at": now,
        },
    )


@transaction.atomic
def claim(now: datetime) -> IncomingMail | None:
    """Return the next mail to be read, held for a while, or None where none waits.

    One that ended its reader too often is put aside here, by whoever comes next.
    """
    rows = IncomingMail.objects.waiting(now).select_for_update(skip_locked=True)
    for mail in rows[:MOST_ATTEMPTS]:
        if mail.attempts < MOST_ATTEMPTS:
            mail.attempts += 1
            mail.lease_until = now + LEASE
            mail.save(update_fields=["attempts", "lease_until"])
            return mail
        quarantine(mail)
    return None


def read(mail: IncomingMail) -> dict[str, Any] | None:
    """Return what a mail says; None for one that can't be read, which is put aside.

    Where time ran out it is tried again once its lease has lapsed, behind all others.
    """
    raw = mail.raw
    if raw is None:
        quarantine(mail)
        return None
    try:
        return sandbox.read(raw)
    except sandbox.Unreadable as error:
        if not error.was_slow or mail.attempts >= MOST_ATTEMPTS:
            quarantine(mail)
        return None


def quarantine(mail: IncomingMail) -> None:
    """Put a mail aside for a person."""
    mail.state = IncomingMail.State.QUARANTINED
    mail.lease_until = None
    mail.save(update_fields=["state", "lease_until"])
    logger.warning("Mail %s is quarantined", mail)


def have_read(mail: IncomingMail) -> None:
    """Write down that a mail was read and decided upon."""
    mail.state = IncomingMail.State.READ
    mail.lease_until = None
    mail.save(update_fields=["state", "lease_until"])


def read_again(pk: int) -> None:
    """Have a quarantined mail read once more, say after the reader was mended."""
    quarantined = IncomingMail.objects.quarantined().filter(pk=pk)
    quarantined.update(state=IncomingMail.State.WAITING, attempts=0, lease_until=None)


def _told(raw: bytes) -> bytes:
    """Return the same for a mail on each way that it can come: each adds headers of its own."""
    head, body = _taken_apart(raw)
    named = _MESSAGE_ID.search(head[:LONGEST_HEAD])
    told = named[1] if named else head
    plain = body.replace(b"\r\n", b"\n").rstrip()
    return told.replace(b"\r\n", b"\n") + b"\n\n" + plain


def _taken_apart(raw: bytes) -> tuple[bytes, bytes]:
    """Return head and body."""
    end = _END_OF_HEAD.search(raw[: LONGEST_HEAD * 16])
    return (raw[: end.start()], raw[end.end() :]) if end else (raw, b"")
