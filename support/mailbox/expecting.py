"""Which mail is read before all others: what answers a mail of ours.

Whoever was asked something is then held up by no flood of strangers' mail. Only the tokens count
that nobody can guess, and a head is searched for them, not parsed.
"""

import re
from itertools import islice
from uuid import UUID

from django.dispatch import Signal

from support.notifications.addresses.mail_ids import pk_of_message_id, thread_of_reply
from support.notifications.models import Notification

LONGEST_HEAD = 64 * 1024
MOST_TOKENS = 50  # that are looked at

# Sent with `keys`, those of mails that another one names. A receiver above, which writes mails of
# its own, returns whether one of them is its.
mails_asked = Signal()

_ADDRESS = re.compile(rb"\+[a-z0-9-]{1,40}\.[a-z2-7]{12}@", re.IGNORECASE)
_MESSAGE_ID = re.compile(rb"<[0-9a-f-]{36}@[^<>\s]{1,255}>", re.IGNORECASE)


def is_answer(head: bytes, recipient: str) -> bool:
    """Whether a mail names an address that we signed, or the Message-ID of a mail of ours."""
    if any(thread_of_reply(name) for name in (recipient, *_found(_ADDRESS, head))):
        return True
    keys = {pk for name in _found(_MESSAGE_ID, head) if (pk := pk_of_message_id(name))}
    return bool(keys) and have_written(keys)


def have_written(keys: set[UUID]) -> bool:
    """Whether one of these is the key of a mail of ours."""
    if Notification.objects.filter(pk__in=keys).exists():
        return True
    return any(is_theirs for _receiver, is_theirs in mails_asked.send(Notification, keys=keys))


def _found(what: re.Pattern[bytes], head: bytes) -> list[str]:
    found = islice(what.finditer(head, 0, LONGEST_HEAD), MOST_TOKENS)
    return [one[0].decode("ascii", "replace") for one in found]
