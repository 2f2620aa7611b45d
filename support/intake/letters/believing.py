"""Which case a letter belongs to, and whether that is proven."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings

from support.cases.models import Case
from support.customers.mailboxes import is_same_mailbox
from support.intake.letters.suggesting import case_called, suggested_case
from support.mailbox.expecting import have_written
from support.notifications.addresses.mail_ids import pk_of_bounce, pk_of_message_id, thread_of_reply
from support.notifications.models import Channel, Notification


@dataclass(frozen=True)
class Belonging:
    """The case that a letter names. Only a token proves it, and only a known sender speaks there.

    `had_token` says that it answers a mail of ours, be there a case or not; `answered_at` is when
    that left, where its Message-ID is the token.
    """

    case: Case | None = None
    had_token: bool = False
    is_of_sender: bool = False
    answered_at: datetime | None = None

    @property
    def answers_case(self) -> bool:
        return self.case is not None and self.had_token

    @property
    def is_believed(self) -> bool:
        return self.answers_case and self.is_of_sender


def belonging_of(letter: Mapping[str, Any], recipient: str) -> Belonging:
    """Say where a letter belongs: by our signature in an address, or the Message-ID of our mail.

    Machines answer to the address for bounces, which is signed as well. All three are tokens that
    nobody can guess. What the text names is none: it suggests a case.
    """
    addressed = [recipient, *letter["addressed"]]
    signed = {thread for address in addressed if (thread := thread_of_reply(address))}
    written = _notifications(letter["answered"], addressed)
    threads = signed | {row.thread for row in written if row.thread}
    if len(threads) == 1:
        case = case_called(threads.pop())
        known = {row.address for row in written} | ({case.contact.email} if case else set())
        is_of_sender = _is_one_of(letter["sender"], known)
        left = max((row.sent_at for row in written if row.sent_at), default=None)
        return Belonging(case, had_token=True, is_of_sender=is_of_sender, answered_at=left)
    if threads or written:
        return Belonging(had_token=True)
    return Belonging(suggested_case(f"{letter['subject']} {letter['text']}", letter["sender"]))


def is_from_us(letter: Mapping[str, Any]) -> bool:
    """Whether a mail is one of our own that came back round: by its sender or its Message-ID.

    An id that only looks like ours is a colleague's: Apple's programs make such of any domain.
    """
    ours = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    sender = letter["sender"]
    is_ours = is_same_mailbox(sender, ours) or bool(thread_of_reply(sender))
    pk = pk_of_message_id(letter["message_id"])
    return is_ours or (pk is not None and have_written({pk}))


def _notifications(answered: Iterable[str], addressed: Iterable[str]) -> list[Notification]:
    named = [*map(pk_of_message_id, answered), *map(pk_of_bounce, addressed)]
    keys = {pk for pk in named if pk}
    return list(Notification.objects.filter(channel=Channel.EMAIL, pk__in=keys)) if keys else []


def _is_one_of(sender: str, known: Iterable[str]) -> bool:
    return any(is_same_mailbox(sender, address) for address in known if address)
