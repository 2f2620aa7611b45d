"""The messages a customer was sent, as they may read them on their page."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support.files.holding import files_of, knowing_files
from support.files.models import StoredFile
from support.notifications.models import Notification
from support.portal.languages import LANGUAGE_TAGS

# The page stays under 50 KB: so many messages, and so many bytes of their texts.
SHOWN = 20
BYTES_OF_TEXT = 12_000

OCCASIONS = {
    "case-opened": _("We have taken up your case"),
    "solution": _("What happened and what to do"),
    "reminder": _("A reminder: we need something from you"),
    "waiting-bank": _("The bank is handling it"),
    "case-resolved": _("Your case is closed"),
    "agent-reply": _("A message from our team"),
    "step-needs-you": _("We need something from you"),
    "bank-overdue": _("The bank is late with its answer"),
    "case-reopened": _("We have taken it up again"),
    "incident-opened": _("A disruption that affects you"),
    "incident-updated": _("News of the disruption"),
    "incident-resolved": _("The disruption is over"),
    "survey": _("How did we do?"),
    "complaint-received": _("We have your complaint"),
    "complaint-answered": _("Our answer to your complaint"),
    "guide-published": _("A guide for you"),
    "contact-code": _("Your code"),
}
# What never left is nothing that we sent them, and a code is for their other device.
NEVER_LEFT = [Notification.State.CANCELLED, Notification.State.SUPERSEDED]
SECRET_EVENTS = {"contact-code"}
# State: tone, icon and the customer's word for it.
STATES = {
    Notification.State.QUEUED: ("waiting", "clock", _("On its way to you")),
    Notification.State.CLAIMED: ("waiting", "clock", _("On its way to you")),
    Notification.State.SENT: ("finished", "paper-airplane", pgettext_lazy("message", "Sent")),
    Notification.State.DELIVERED: (
        "finished",
        "check-circle",
        pgettext_lazy("message", "Arrived"),
    ),
    Notification.State.FAILED: ("failed", "x-circle", _("Could not be delivered")),
    Notification.State.NEEDS_PERSON: (
        "waiting",
        "clock",
        _("We are checking whether it arrived"),
    ),
}


@dataclass(frozen=True)
class SentMessage:
    """One message as its customer sees it; without text when it has not gone out or is too long."""

    title: str
    channel: str
    is_email: bool
    moment: datetime
    tone: str
    icon: str
    state: str
    language_tag: str
    subject: str
    text: str
    files: tuple[StoredFile, ...] = ()


@dataclass(frozen=True)
class Correspondence:
    """The newest messages, and whether older ones or long texts were left out."""

    messages: tuple[SentMessage, ...]
    is_shortened: bool


def read_correspondence(*threads: str) -> Correspondence:
    """Return the messages of a case, newest first, in one query, two where any has files."""
    rows = (
        knowing_files(Notification.objects.for_thread(*threads))
        .exclude(state__in=NEVER_LEFT)
        .prefetch_related(None)
        .only("event", "channel", "state", "language", "subject", "text", "created_at", "sent_at")
    )
    newest = list(rows[: SHOWN + 1])
    files = files_of(newest)
    found = [_sent_message(row, tuple(files.get(row.pk, ()))) for row in newest]
    messages = tuple(_within_bounds(found[:SHOWN]))
    has_cut_text = any(cut.text != whole.text for cut, whole in zip(messages, found, strict=False))
    return Correspondence(messages, is_shortened=len(found) > SHOWN or has_cut_text)


def _sent_message(row: Notification, files: tuple[StoredFile, ...]) -> SentMessage:
    tone, icon, state = STATES[Notification.State(row.state)]
    may_be_read = row.sent_at is not None and row.event not in SECRET_EVENTS
    return SentMessage(
        title=str(OCCASIONS.get(row.event, OCCASIONS["agent-reply"])),
        channel=row.get_channel_display(),
        is_email=row.channel == Notification.Channel.EMAIL,
        moment=row.sent_at or row.created_at,
        tone=tone,
        icon=icon,
        state=str(state),
        language_tag=LANGUAGE_TAGS.get(row.language, row.language),
        subject=row.subject if may_be_read else "",
        text=row.text.strip() if may_be_read else "",
        files=files if may_be_read else (),
    )


def _within_bounds(messages: Iterable[SentMessage]) -> Iterable[SentMessage]:
    """Leave out texts once they would make the page too large for an old phone."""
    left = BYTES_OF_TEXT
    for message in messages:
        size = len(escape(message.subject + message.text).encode())
        if size > left:
            yield replace(message, subject="", text="")
        else:
            left -= size
            yield message
