"""Changing what people decide about a case; nobody overwrites what they have not seen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.cases.clocks import add_business_time, business_time_between
from support.cases.locked import lock_case, move_case
from support.cases.models import Case, CaseEvent, StatusClass, log
from support.cases.models.market import promise_for
from support.cases.models.tagged import LONGEST_TAG
from support.cases.taking.giving import claim

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST_TAGS = 20
NONE = timedelta()


class StaleCase(Exception):
    """Somebody changed the case since it was looked at; nothing was done."""


@dataclass(frozen=True)
class Change:
    """What is to become of a case; None leaves a thing as it is. `ending` and `note` go with the
    status."""

    status: str | None = None
    ending: str = ""
    note: str = ""
    priority: str | None = None
    tags: Iterable[str] | None = None


@transaction.atomic
def change_case(case: Case, change: Change, *, seen: str, now: datetime, actor: "User") -> Case:
    """Change a case all at once or not at all; what it is already changes nothing.

    `seen` is the version that was looked at. Raises StaleCase if it is another by now, and
    ValidationError for a status that can't be reached (`locked.move_case`) and for tags that
    can't be.
    """
    case = lock_case(case)
    if case.version != seen:
        raise StaleCase(_("Somebody changed this case meanwhile. Look at it again."))
    if change.tags is not None:
        tag(case, tidied(change.tags), now=now, actor=actor)
    if change.priority is not None:
        weigh(case, change.priority, now=now, actor=actor)
    if change.status is not None:
        before = case.status
        move_case(case, change.status, now=now, actor=actor, note=change.note, ending=change.ending)
        if case.status != before:
            claim(case, actor, now)  # as at the desk: who moves it has it
    return case


def tidied(tags: Iterable[str]) -> list[str]:
    """Return tags as they are kept. Raises ValidationError for too many or too long ones."""
    kept = sorted({" ".join(tag.replace(",", " ").casefold().split()) for tag in tags} - {""})
    if len(kept) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in kept):
        told = {"most": MOST_TAGS, "longest": LONGEST_TAG}
        message = _("A case has up to %(most)s tags of up to %(longest)s characters.") % told
        raise ValidationError({"tags": ValidationError(message, code="tags")})
    return kept


def tag(case: Case, tags: list[str], *, now: datetime, actor: "User") -> None:
    """Give a locked case tidied tags."""
    before = case.tags
    if tags == before:
        return
    case.tags = tags
    case.save(update_fields=["tags", "updated_at"])
    added, taken = sorted({*tags} - {*before}), sorted({*before} - {*tags})
    log(case, CaseEvent.Kind.TAGS, now=now, actor=actor, added=added, taken=taken)


def weigh(case: Case, priority: str, *, now: datetime, actor: "User") -> None:
    """Give a locked case a priority; what was promised is promised by the new one from the start.

    A clock that would have run out before now runs out now.
    """
    before = case.priority
    if priority == before:
        return
    case.priority = priority
    was, is_now = (promise_for(case.contact.language, name) for name in (before, priority))
    longer = is_now.solution - was.solution
    if case.first_answered_at is None:
        first = is_now.first_answer
        case.first_answer_due_at = add_business_time(case.market, case.opened_at, first)
    if (due := case.next_answer_due_at) and due > now:
        more = business_time_between(case.market, now, due) + is_now.next_answer - was.next_answer
        case.next_answer_due_at = add_business_time(case.market, now, max(more, NONE))
    if case.status_class == StatusClass.PAUSED and case.solution_time_left is not None:
        case.solution_time_left = max(case.solution_time_left + longer, NONE)
    elif not case.is_done:
        left = _left(case, now) + longer
        case.solution_due_at = add_business_time(case.market, now, left) if left > NONE else now
    case.due_at = case.next_due()
    case.save(update_fields=WEIGHED)
    log(case, CaseEvent.Kind.PRIORITY, now=now, actor=actor, before=before, after=priority)


WEIGHED = [
    "priority", "first_answer_due_at", "solution_time_left", "solution_due_at", "due_at",
    "next_answer_due_at",
    "updated_at",
]  # fmt: skip


def _left(case: Case, now: datetime) -> timedelta:
    """Return the business time until the solution is due; less than nothing once it is over."""
    due = case.solution_due_at
    return business_time_between(case.market, now, due) - business_time_between(
        case.market, due, now
    )
