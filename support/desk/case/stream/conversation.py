"""The conversation of a case: what was said, by whom, and whether it arrived."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from support.cases.models import Case, Message
from support.desk.case.stream.quoting import apart
from support.desk.messages.deliveries import Delivery, build_deliveries
from support.files.holding import files_of, knowing_files
from support.files.models import StoredFile
from support.notifications.models import Channel, Notification
from support.notifications.showing import as_it_would_leave
from support.notifications.words.events import EVENTS
from troubleshooting.marks.asking import Question
from troubleshooting.marks.reading import once
from web.words.said import label

if TYPE_CHECKING:
    from django.contrib.auth.models import User

WORDS = (Message.Kind.INCOMING, Message.Kind.OUTGOING)
KINDS = {"all": tuple(Message.Kind), "messages": WORDS, "notes": (Message.Kind.NOTE,)}
# One message may go by two channels, and once more by the other one where it did not arrive.
ROWS_EACH = 4
KINDS_OF_LISTS = 8  # of those that are asked for, how many have their SQL kept
SHOWN = (
    *(one.name for one in Message._meta.concrete_fields),  # noqa: SLF001 - Django's name
    "case__reference", "author__username", "author__first_name", "author__last_name",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One contribution; `kind` is incoming, outgoing, note or automatic.

    `medium` says how words came that somebody wrote down for the customer, `origin` is the merged
    case that they come from, `quoted` is what they quote of us.
    """

    kind: str
    title: str
    author: "User | None"
    body: str
    at: datetime
    deliveries: list[Delivery] = field(default_factory=list)
    medium: str = ""
    origin: str = ""
    quoted: str = ""
    files: list[StoredFile] = field(default_factory=list)

    @property
    def group(self) -> str:
        return "notes" if self.kind == Message.Kind.NOTE else "messages"


@once()
def build_conversation(case: Case, show: str, most: int) -> tuple[list[Entry], datetime | None]:
    """Return the newest messages, notes and what Casewalk sent by itself, and since when if cut.

    `show` narrows it to "messages" or "notes"; "steps" has neither.
    """
    if show == "steps":
        return [], None
    rows = [] if show == "notes" else _sent(case, most)
    deliveries = build_deliveries(rows, case.contact)
    groups = _by_occasion(rows)
    messages = _said(case, show, most)
    files = files_of(messages)
    entries = [
        _written(
            message,
            files.get(message.pk, []),
            [
                deliveries[row.pk]
                for row in groups.pop(f"{message.case}:agent-reply:message-{message.pk}", [])
            ],
            origin=_origin(message.case.reference, case),
        )
        for message in messages
    ]
    entries += [
        _automatic(case, group, [deliveries[row.pk] for row in group]) for group in groups.values()
    ]
    return entries, _cut_at(messages, rows, most)


def _said(case: Case, show: str, most: int) -> list[Message]:
    if case.merged_references:
        return list(_messages(case.with_merged, show, most))
    return _messages_of_one(show, most).ask(case.pk)


@lru_cache(KINDS_OF_LISTS)
def _messages_of_one(show: str, most: int) -> Question[Message]:
    return Question(lambda case: _messages(Q(case=case), show, most))


def _messages(of_case: Q, show: str, most: int) -> QuerySet[Message]:
    said = knowing_files(Message.objects.filter(of_case, kind__in=KINDS[show]))
    shown: QuerySet[Message] = said.select_related("author", "case").only(*SHOWN)
    return shown.order_by("-written_at", "-pk")[: most + 1]


def _sent(case: Case, most: int) -> list[Notification]:
    if case.merged_references:
        return list(Notification.objects.for_thread(*case.references)[: most * ROWS_EACH + 1])
    return _sent_of_one(most).ask(case.reference)


@lru_cache(KINDS_OF_LISTS)
def _sent_of_one(most: int) -> Question[Notification]:
    return Question(lambda thread: Notification.objects.for_thread(thread)[: most * ROWS_EACH + 1])


def _cut_at(messages: list[Message], rows: list[Notification], most: int) -> datetime | None:
    """Return since when all is there that was asked for, None if that is everything."""
    written = messages[most - 1].written_at if len(messages) > most else None
    sent = rows[-1].created_at if len(rows) > most * ROWS_EACH else None
    return max(filter(None, (written, sent)), default=None)


def _written(
    message: Message, files: list[StoredFile], deliveries: list[Delivery], origin: str
) -> Entry:
    is_theirs = message.kind == Message.Kind.INCOMING
    own, quoted = apart(message.body) if is_theirs else (message.body, "")
    return Entry(
        kind=message.kind,
        title=_title(message),
        author=message.author,
        body=own,
        quoted=quoted,
        at=message.written_at,
        files=files,
        medium=_how_it_came(message),
        deliveries=deliveries,
        origin=origin,
    )


def _title(message: Message) -> str:
    """Return what it is; a note that came by e-mail is what a customer's machine answered."""
    is_machines = message.kind == Message.Kind.NOTE and message.medium == Message.Medium.EMAIL
    return _("Automatic reply") if is_machines else label(Message.Kind, message.kind)


def _how_it_came(message: Message) -> str:
    """Return how words came, and that nobody has looked at who sent an SMS."""
    if message.medium == Message.Medium.SMS and message.author_id is None:
        return _("By SMS, known by its number only")
    return label(Message.Medium, message.medium) if message.medium else ""


def _by_occasion(rows: Iterable[Notification]) -> dict[str, list[Notification]]:
    """Put what went out together together: the key's last word is the channel."""
    groups: dict[str, list[Notification]] = {}
    for row in rows:
        groups.setdefault(row.dedupe_key.rpartition(":")[0], []).append(row)
    return groups


def _origin(reference: str, case: Case) -> str:
    return "" if reference == case.reference else reference


def _automatic(case: Case, group: list[Notification], deliveries: list[Delivery]) -> Entry:
    fullest = next((row for row in group if row.channel == Channel.EMAIL), group[0])
    event = EVENTS.get(fullest.event)
    return Entry(
        kind="automatic",
        title=_("Message to the customer: %(event)s")
        % {"event": str(event.title) if event else fullest.event},
        author=None,
        body=as_it_would_leave(fullest).text,
        at=fullest.created_at,
        deliveries=deliveries,
        origin=_origin(fullest.thread, case),
    )
