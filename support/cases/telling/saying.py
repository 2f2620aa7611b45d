"""What is said in a locked case: replies, notes, and what customers said. The door is atomic."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from support.cases.models import Case, CaseEvent, Mention, Message, Wake, log
from support.cases.taking.giving import claim
from support.cases.taking.snoozing import hear_answer, see_to
from support.cases.telling.messages_of_case import tell_customer
from support.files.models import StoredFile
from support.files.services import check_sendable, check_together
from support.notifications.outbox.queueing import Road
from support.staff.calling import called_in
from web.templatetags.web import person

if TYPE_CHECKING:
    from django.contrib.auth.models import User

AT_ONCE = timedelta(minutes=1)


class Came(TypedDict, total=False):
    """How words came, `medium`, and the files that came with them."""

    medium: str
    files: Sequence[StoredFile]


class OtherReply(ValidationError):
    """Somebody else has just written to the customer; `reply` says what."""

    def __init__(self, reply: Message) -> None:
        who = person(reply.author) if reply.author else _("Somebody else")
        told = {"name": who, "time": timezone.localtime(reply.written_at).isoformat("T", "seconds")}
        super().__init__(
            _("%(name)s replied to this customer at %(time)s. Yours has not left.") % told,
            code="other_reply",
        )
        self.reply = reply


LOGGED = {
    Message.Kind.NOTE: CaseEvent.Kind.NOTE,
    Message.Kind.OUTGOING: CaseEvent.Kind.REPLY,
    Message.Kind.INCOMING: CaseEvent.Kind.RECEIVED,
}


def reply_in(
    case: Case,
    body: str,
    *,
    now: datetime,
    actor: "User",
    context: Mapping[str, str],
    files: Sequence[StoredFile] = (),
    **road: Unpack[Road],
) -> Message:
    """Write to the customer by every channel they have; counts as the first answer.

    `files` go out with the mail, and are on the status page for who gets an SMS. Raises
    ValidationError if no channel is known, for a reply that can't leave is none, and for files that
    can't go out.
    """
    check_sendable(files)
    if not case.contact.is_reachable:
        raise ValidationError(
            _("No way to write to this customer is known: neither e-mail nor phone."),
            code="unreachable",
        )
    message = say(case, Message.Kind.OUTGOING, body, now=now, actor=actor, files=files)
    told = tell_customer(
        case,
        "agent-reply",
        context={**context, "reply": message.body},
        now=now,
        occasion=f"message-{message.pk}",
        **road,
    )
    for row in told if files else ():
        row.files.set(files)
    return message


def check_other_reply(case: Case, actor: "User", *, now: datetime, known: int) -> None:
    """Raise OtherReply if somebody else replied within a minute, unless that message is `known`."""
    recent = Message.objects.filter(case.with_merged, kind=Message.Kind.OUTGOING)
    others = recent.filter(written_at__gt=now - AT_ONCE).exclude(author=actor)
    last = others.select_related("author").order_by("-written_at", "-pk").first()
    if last is not None and last.pk > known:
        raise OtherReply(last)


def say(
    case: Case,
    kind: Message.Kind,
    body: str,
    *,
    now: datetime,
    actor: "User | None",
    **came: Unpack[Came],
) -> Message:
    """Add to the conversation. Raises ValidationError where nothing was said.

    A customer may say something by files alone.
    """
    body, medium, files = body.strip(), came.get("medium", ""), came.get("files", ())
    if not body and not (files and kind == Message.Kind.INCOMING):
        raise ValidationError(_("Please write something first."), code="required")
    check_together(files)
    message = case.messages.create(
        kind=kind, author=actor, body=body, medium=medium, written_at=now
    )
    if files:
        message.files.set(files)
    case.save(update_fields=["updated_at"])
    if kind == Message.Kind.OUTGOING:
        claim(case, actor, now)
        see_to(case)
    told: dict[str, Any] = {"medium": medium} if medium else {}
    # What others wrote, and is kept as a note, calls nobody.
    if kind == Message.Kind.NOTE and actor is not None and (called := _call(message)):
        told["called"] = called
    log(case, LOGGED[kind], now=now, actor=actor, **told)
    if kind == Message.Kind.INCOMING:
        hear_answer(case, Wake.CUSTOMER, now=now)
    return message


def _call(note: Message) -> list[str]:
    """Tell whom a note calls, at their desk; return their names. Nobody is told of their own."""
    people = [user for user in called_in(note.body) if user.pk != note.author_id]
    Mention.objects.bulk_create(Mention(message=note, person=user) for user in people)
    return [person(user) for user in people]
