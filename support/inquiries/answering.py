"""What a bank answered, written down once: by a script, by a line of its mail, or by a person."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.cases.locked import lock_case, lock_kept, move_case
from support.cases.models import Case, Message, Status, Wake
from support.cases.taking.giving import claim
from support.cases.taking.snoozing import hear_answer
from support.cases.telling.messages_of_case import tell_what_is_so_now
from support.cases.telling.saying import say
from support.guidance.waiting.going_on import go_on
from support.inquiries.clock import note, set_clock
from support.inquiries.codes import INTERIM
from support.inquiries.deadlines import answer_due, rule_for
from support.inquiries.models import Inquiry

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True)
class Given:
    """An answer by its code. `replaces` is the one that whoever gives it has seen, "" for none."""

    code: str
    words: str = ""
    replaces: str = ""


@transaction.atomic
def answer_inquiry(
    inquiry: Inquiry, given: Given, *, now: datetime, actor: "User | None" = None
) -> Inquiry:
    """Write an answer down; the case is ours again, and its walk goes on by itself.

    One after which the bank still owes us the end gives it its time anew. Raises ValidationError
    for what was withdrawn or is no question of ours, and where another answer was given meanwhile;
    so a second call changes nothing.
    """
    case = lock_kept(inquiry.case)
    rows = Inquiry.objects.select_for_update(of=("self",)).select_related("bank")
    inquiry = rows.get(pk=inquiry.pk)
    if inquiry.answer == given.code and inquiry.heard_id is None:
        return inquiry
    _check(inquiry, given)
    if given.words.strip():
        say(case, Message.Kind.NOTE, f"{inquiry.bank}: {given.words}", now=now, actor=actor)
    inquiry.answer, inquiry.answered_at, inquiry.answered_by = given.code, now, actor
    inquiry.heard, inquiry.proposed = None, ""
    if given.code in INTERIM:
        rule = rule_for(inquiry.bank, inquiry.type, case.payment)
        inquiry.due_at = answer_due(inquiry.bank, rule, now)
        inquiry.chase_at, inquiry.chased, inquiry.ended_at = inquiry.due_at, 0, None
    else:
        inquiry.ended_at, inquiry.chase_at = now, None
    inquiry.save()
    note(case, inquiry, "answered", now=now, actor=actor, answer=given.code)
    claim(case, actor, now)
    set_clock(case, now)
    _go_on(case, now)
    return inquiry


def _check(inquiry: Inquiry, given: Given) -> None:
    if inquiry.withdrawn or inquiry.is_from_bank:
        raise ValidationError(_("No answer of the bank is waited for here."), code="withdrawn")
    if inquiry.answer != given.replaces:
        raise ValidationError(
            _("Another answer was written down meanwhile. Nothing of yours was changed."),
            code="stale",
        )


def _go_on(case: Case, now: datetime) -> None:
    """Let a locked case and its walk go on with what the bank said; a done one stays done."""
    if case.is_done:
        return
    hear_answer(case, Wake.BANK, now=now)
    if not go_on(case, now=now):
        ours_again(lock_case(case), now)


def ours_again(case: Case, now: datetime) -> None:
    """Let a locked case wait for its bank no longer: a person has to see what it said."""
    if case.status == Status.WAITING_BANK:
        move_case(case, Status.OPEN, now=now)
        tell_what_is_so_now(case, now=now)
