"""The messages a customer was sent, and what they wrote here, as they may read both."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from support.cases.models import Message, StatusLink
from support.cases.telling.masked import was_masked
from support.files.holding import files_of, knowing_files
from support.files.models import StoredFile
from support.notifications.models import Notification
from support.portal.languages import LANGUAGE_TAGS
from support.portal.models import Post

# The page stays under 50 KB: so many messages, and so many bytes of their texts.
SHOWN = 20
BYTES_OF_TEXT = 10_000

OCCASIONS = {
    "case-opened": _("We have opened a case"),
    "solution": _("News of your case"),
    "reminder": _("A reminder: we need something from you"),
    "waiting-bank": _("We are waiting for the bank"),
    "case-resolved": _("Your case is closed"),
    "agent-reply": _("A message from our team"),
    "payment-moved": _("News of your payment"),
    "step-needs-you": _("We need something from you"),
    "bank-overdue": _("The bank is late with its answer"),
    "case-reopened": _("We have reopened your case"),
    "incident-opened": _("A disruption that affects you"),
    "incident-updated": _("News of the disruption"),
    "incident-resolved": _("The disruption is over"),
    "survey": _("How did we do?"),
    "complaint-received": _("We have your complaint"),
    "complaint-held": _("Our answer to your complaint takes longer"),
    "complaint-answered": _("Our answer to your complaint"),
    "guide-published": _("A guide for you"),
    "news-confirm": _("Help articles by e-mail"),
    "sms-help": _("How you can reach us"),
    "contact-code": _("Your code"),
    "form-link": _("Your request to us"),
    "contact-changed": _("We write to you at another address"),
}
# What never left is nothing that we sent them, and a code is for their other device.
NEVER_LEFT = [Notification.State.CANCELLED, Notification.State.SUPERSEDED]
SECRET_EVENTS = {"contact-code"}
ANSWER = "agent-reply"
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
    """One message as its customer sees it; without text when it has not gone out or is too long.

    What they wrote themselves `is_own`: it has no state, and of which language it is nobody knows;
    `masked` says what of it was not kept. One `is_open` that asks for what they are to do now.
    """

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
    is_own: bool = False
    masked: tuple[str, ...] = ()
    is_open: bool = False


@dataclass(frozen=True)
class Correspondence:
    """The newest messages, and whether older ones or long texts were left out."""

    messages: tuple[SentMessage, ...]
    is_shortened: bool

    @property
    def newest_own(self) -> SentMessage | None:
        return next((message for message in self.messages if message.is_own), None)


def read_correspondence(
    *threads: str, link: StatusLink | None = None, opens: bool = False
) -> Correspondence:
    """Return the messages of a case and what came by a link, newest first.

    The last answer of a person is open where `opens` says so. It takes a query each, and one more
    where any of them has files.
    """
    rows = (
        knowing_files(Notification.objects.for_thread(*threads))
        .exclude(state__in=NEVER_LEFT)
        .prefetch_related(None)
        .only(
            "event",
            "channel",
            "state",
            "language",
            "subject",
            "text",
            "context",
            "created_at",
            "sent_at",
        )
    )
    newest = list(rows[: SHOWN + 1])
    files = files_of(newest)
    sent = [_sent_message(row, tuple(files.get(row.pk, ()))) for row in newest]
    answers = [
        place for place, row in enumerate(newest) if row.event == ANSWER and sent[place].text
    ]
    for place in answers[:1] if opens else ():
        sent[place] = replace(sent[place], is_open=True)
    found = sorted([*sent, *_own(link)], key=lambda one: one.moment, reverse=True)
    messages = tuple(_within_bounds(found[:SHOWN]))
    has_cut_text = any(cut.text != whole.text for cut, whole in zip(messages, found, strict=False))
    return Correspondence(messages, is_shortened=len(found) > SHOWN or has_cut_text)


def _own(link: StatusLink | None) -> list[SentMessage]:
    """Return what came by a link; never what came by another, or what somebody wrote down."""
    posts = (
        list(Post.objects.by(link).select_related("message")[: SHOWN + 1])
        if link is not None
        else []
    )
    prefetch_related_objects([post.message for post in posts if post.files], "files")
    return [
        SentMessage(
            title=str(_("You wrote to us")), is_email=False,
            channel=_came_by(post.message),
            moment=post.posted_at, tone="", icon="", state="", language_tag="", subject="",
            text=post.message.body,
            files=tuple(post.message.files.all()) if post.files else (),
            is_own=True,
            masked=tuple(was_masked(post.masked)),
        )
        for post in posts
    ]  # fmt: skip


def _came_by(message: Message) -> str:
    if message.medium == Message.Medium.FORM:
        return str(Message.Medium.FORM.label)
    return pgettext("message", "On this page")


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
        text=_text_of(row).strip() if may_be_read else "",
        files=files if may_be_read else (),
    )


def _text_of(row: Notification) -> str:
    """Return what was written: an SMS of an answer only says that it is to be read here."""
    is_short = row.channel == Notification.Channel.SMS
    return str(row.context.get("reply") or row.text) if is_short else row.text


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
