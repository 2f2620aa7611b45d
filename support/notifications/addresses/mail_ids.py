"""The names under which the world knows our mails."""

import re
import uuid
from base64 import b32encode
from email.header import decode_header, make_header
from email.utils import formataddr, parseaddr
from functools import lru_cache

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.encoding import punycode

SIGNATURE_LENGTH = 12  # of base 32, which is 60 bits: servers may fold the case of an address

_THREAD = re.compile(r"[A-Za-z0-9-]{1,40}")
_BOUNCE = re.compile(r"bounces\+([0-9a-f]{32})\.([a-z2-7]{12})", re.IGNORECASE)
_REPLY = re.compile(r"\+([a-z0-9-]{1,40})\.([a-z2-7]{12})$", re.IGNORECASE)


def message_id_of(pk: uuid.UUID) -> str:
    """Return the Message-ID of a notification: the same each time it goes out."""
    return f"<{pk}@{_domain(settings.DEFAULT_FROM_EMAIL)}>"


def pk_of_message_id(message_id: str) -> uuid.UUID | None:
    """Return the notification that a Message-ID of ours names, or None for anybody else's."""
    local, _at, domain = message_id.strip().strip("<>").rpartition("@")
    if domain.lower() != _domain(settings.DEFAULT_FROM_EMAIL).lower():
        return None
    try:
        return uuid.UUID(local)
    except ValueError:
        return None


def thread_id_of(thread: str) -> str:
    """Return what all mails about one case claim to answer, so that programs group them."""
    return f"<{thread}@{_domain(settings.DEFAULT_FROM_EMAIL)}>"


def reply_address_of(thread: str) -> str:
    """Return the address that takes replies into a case, or "" where there is no case.

    It is the sender's own mailbox with the case and a signature, so that nobody can write into a
    case without having had a mail about it.
    """
    if not _THREAD.fullmatch(thread):
        return ""
    local, _at, domain = _mailbox().rpartition("@")
    return f"{local}+{thread}.{_signature('reply', thread)}@{domain}"


def sender_of(name: str) -> str:
    """Return the sender of a mail under a name; without one as the settings have it."""
    return formataddr((name, _mailbox())) if name else settings.DEFAULT_FROM_EMAIL


def as_read(sender: str) -> str:
    """Return the sender of a mail as people read it; letters beyond ASCII travel in a code."""
    return str(make_header(decode_header(sender)))


def answered_at(mailbox: str, thread: str) -> str:
    """Return where answers to a mail about a case go: the mailbox that people read.

    The sender's own names the case. So it does where nobody said which one is read: that it can't
    be answered is not known either.
    """
    if mailbox and mailbox.lower() != parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower():
        return mailbox
    return reply_address_of(thread) or mailbox


def thread_of_reply(address: str) -> str:
    """Return the case that an address of `reply_address_of` names, or "" for any other."""
    found = _REPLY.search(address.rpartition("@")[0])
    return found[1].upper() if found and _is_ours("reply", found[1], found[2]) else ""


def bounce_address_of(pk: str) -> str:
    """Return the envelope sender, to which servers report what became of a mail.

    It names the message where BOUNCE_DOMAIN is set; else it is the sender's mailbox.
    """
    if not settings.BOUNCE_DOMAIN:
        return _mailbox()
    name = uuid.UUID(pk).hex
    return f"bounces+{name}.{_signature('bounce', name)}@{punycode(settings.BOUNCE_DOMAIN)}"


def pk_of_bounce(address: str) -> uuid.UUID | None:
    """Return the notification that an address of `bounce_address_of` names, or None."""
    found = _BOUNCE.fullmatch(address.strip().strip("<>").rpartition("@")[0])
    return uuid.UUID(found[1]) if found and _is_ours("bounce", found[1], found[2]) else None


def _mailbox() -> str:
    local, _at, domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")
    return f"{local}@{punycode(domain)}"


def _signature(purpose: str, value: str, key: str | None = None) -> str:
    salt = f"mail-{purpose}"
    digest = salted_hmac(salt, value.upper(), secret=key, algorithm="sha256").digest()
    return b32encode(digest).decode().lower()[:SIGNATURE_LENGTH]


def _is_ours(purpose: str, value: str, signature: str) -> bool:
    """Whether we signed it, with the key of today or one that it replaced."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    given = signature.lower()
    return any(constant_time_compare(given, _signature(purpose, value, key)) for key in keys)


@lru_cache
def _domain(sender: str) -> str:
    return punycode(parseaddr(sender)[1].rpartition("@")[2]) or "localhost"
