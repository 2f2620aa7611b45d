"""Everything that changes a case. Each service is a door: one transaction that locks the case.

What it does under the lock stands in `locked`; who holds the lock already calls that.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict, Unpack

from django.db import transaction

from support.cases.locked import lock_case, lock_kept, lock_payment, move_case, settle_case
from support.cases.models import Case, Message
from support.cases.opening import Opening, new_case, open_for_payment
from support.cases.taking.giving import claim, give
from support.cases.telling.saying import Came, check_other_reply, reply_in, say
from support.customers.models import Customer
from support.files.models import StoredFile
from support.payments.models import Payment
from support.staff.models import Team

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class With(TypedDict, total=False):
    """What goes with a reply: files, and which reply of somebody else its writer has read."""

    files: Sequence[StoredFile]
    known: int | None


@transaction.atomic
def open_case(
    customer: Customer,
    *,
    opening: Opening,
    now: datetime,
    payment: Payment | None = None,
    actor: "User | None" = None,
) -> tuple[Case, bool]:
    """Open a case, or return the one that is already open for this payment, locked.

    Returns the case and whether it is new. A second call for the same payment changes nothing.
    """
    if payment is None:
        return new_case(customer, opening, now=now, actor=actor), True
    lock_payment(payment.pk)
    return open_for_payment(payment, customer, opening, now=now, actor=actor)


@transaction.atomic
def change_status(
    case: Case, status: str, *, now: datetime, actor: "User | None" = None, note: str = ""
) -> Case:
    """Move a case to a status, as `locked.move_case` does; who does that has it then."""
    case = lock_case(case)
    move_case(case, status, now=now, actor=actor, note=note)
    claim(case, actor, now)
    return case


@transaction.atomic
def resolve_case(
    case: Case,
    *,
    now: datetime,
    ending: str,
    tells: bool = True,
    actor: "User | None" = None,
    note: str = "",
) -> Case:
    """End a case, as `locked.settle_case` does."""
    case = lock_case(case)
    settle_case(case, now=now, ending=ending, tells=tells, actor=actor, note=note)
    return case


@transaction.atomic
def assign_case(
    case: Case,
    assignee: "User | None",
    *,
    now: datetime,
    actor: "User | None" = None,
    team: Team | None = None,
    note: str = "",
) -> Case:
    """Give a case to somebody, to a team or to nobody, as `taking.giving.give` does."""
    case = lock_case(case)
    give(case, assignee, now=now, actor=actor, team=team, note=note)
    return case


@transaction.atomic
def add_note(
    case: Case, body: str, *, now: datetime, actor: "User", files: Sequence[StoredFile] = ()
) -> Message:
    """Add an internal note, which a customer never sees, nor its files.

    Whatever is written to a case that was merged stands in the one that is kept.
    """
    return say(lock_kept(case), Message.Kind.NOTE, body, now=now, actor=actor, files=files)


@transaction.atomic
def send_reply(
    case: Case,
    body: str,
    *,
    now: datetime,
    actor: "User",
    context: Mapping[str, str],
    **more: Unpack[With],
) -> Message:
    """Write to the customer, as `telling.saying.reply_in` does.

    Where `known` is given, `OtherReply` is raised if somebody else has replied within a minute;
    it is the last such message that the writer has read, or 0.
    """
    case, known = lock_kept(case), more.get("known")
    if known is not None:
        check_other_reply(case, actor, now=now, known=known)
    files = more.get("files", ())
    return reply_in(case, body, now=now, actor=actor, context=context, files=files)


@transaction.atomic
def record_words(
    case: Case, body: str, *, now: datetime, actor: "User | None" = None, **came: Unpack[Came]
) -> Message:
    """Write down what the customer said, as somebody heard it; `medium` is one of the message's.

    Raises ValidationError where nothing was said.
    """
    return say(lock_kept(case), Message.Kind.INCOMING, body, now=now, actor=actor, **came)
