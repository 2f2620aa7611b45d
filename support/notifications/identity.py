"""The names under which the world knows our mails."""

import uuid
from email.utils import parseaddr
from functools import lru_cache

from django.conf import settings
from django.utils.encoding import punycode


def message_id_of(pk: uuid.UUID) -> str:
    """Return the Message-ID of a notification: the same each time it goes out."""
    return f"<{pk}@{_domain(settings.DEFAULT_FROM_EMAIL)}>"


def thread_id_of(thread: str) -> str:
    """Return what all mails about one case claim to answer, so that programs group them."""
    return f"<{thread}@{_domain(settings.DEFAULT_FROM_EMAIL)}>"


@lru_cache
def _domain(sender: str) -> str:
    return punycode(parseaddr(sender)[1].rpartition("@")[2]) or "localhost"
