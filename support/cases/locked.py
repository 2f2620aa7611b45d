"""What is done to a case under its lock. The door that locked it is atomic; nothing here is.

Doors lock in one order: payment, case, walk; of two cases the merged one before the kept one.
What was locked or made is handed on, not read again.
"""

from collections.abc import Iterable
from copy import copy
from datetime import datetime
from typing import TYPE_CHECKING, Unpack

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from support.cases.clocks import (
    add_business_time,
    business_time_between,
    opening_after,
)
from support.cases.models import CLASS_OF, Case, CaseEvent, Status, StatusClass, log
from support.cases.models.ending import check_ending
from support.cases.models.market import promise_for
from support.cases.telling.messages_of_case import take_out_what_is_over, tell_customer
from support.notifications.outbox.queueing import Road
from support.payments.models import Payment

if TYPE_CHECKING:
    from django.contrib.auth.models import User

UNKNOWN_BANK_DAYS = 2  # as most channels have it
HOLD = 'SELECT silent_since, assignee_id, status FROM "cases_case" WHERE id = %s FOR NO KEY UPDATE'


def lock_payment(pk: int) -> None:
    """Let one at a time open or reopen a case for a payment; two would break the constraint."""
    Payment.objects.select_for_update(no_key=True).only("pk").get(pk=pk)


def lock_open_case(cases: Iterable[Case]) -> Case | None:
    """Return the one of a payment's cases that is open, locked, or None."""
    found = next((case for case in cases if not case.is_done), None)
    case = lock_case(found) if found is not None else None
    return None if case is None or case.is_done else case  # done by somebody else meanwhile


def lock_case(case: Case) -> Case:
    """Read a case anew and keep others from changing it until the transaction ends.

    Who locks a walk as well locks its case first, so that two never wait for each other.
    """
    # Lines of the timeline, which only point at the case, may be written by others meanwhile.
    Case.objects.select_for_update(no_key=True).only("pk").get(pk=case.pk)
    # Read with its lock, what the case points to would be missing where that has just changed.
    related = Case.objects.select_related(
        "customer", "payment__channel", "payment__customer", "cause"
    )
    return related.get(pk=case.pk)


def lock_kept(case: Case) -> Case:
    """Lock a case, or the one into which it was merged, be it while we waited."""
    case = lock_case(case.merged_into or case)
    return lock_case(case.merged_into) if case.merged_into else case


def hold_case(case: Case) -> None:
    """Lock a case for a change of its walk. What a change of it asks is read anew."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [case.pk])
        case.silent_since, case.assignee_id, case.status = cursor.fetchone()


def move_case(
    case: Case,
    status: str,
    *,
    now: datetime,
    actor: "User | None" = None,
    note: str = "",
    ending: str = "",
) -> None:
    """Move a locked case to a status; every way to a status passes here.

    Stops and starts the clocks, and takes out the messages that still wait to tell what is over.
    Moving to the status it has changes nothing.
    Raises ValidationError if a done case would be moved on without being reopened, and if one
    would be done without an ending, or with one that may not be said of its payment, or is a
    complaint that is to be answered.
    """
    if status == case.status:
        return
    _refuse_merged(case)
    if case.is_done and status != Status.CLOSED:
        raise ValidationError(_("This case is already resolved. Reopen it first."), code="resolved")
    if CLASS_OF[Status(status)] == StatusClass.DONE and case.complaint_due_at is not None:
        raise ValidationError(
            _("%(reference)s is a complaint: it ends with its final answer.")
            % {"reference": case.reference},
            code="complaint",
        )
    told = {"before": case.status, "after": status}
    if CLASS_OF[Status(status)] == StatusClass.DONE and not case.is_done:
        check_ending(case, ending, by_person=actor is not None, note=note)
        case.ending = told["ending"] = ending
    set_status(case, Status(status), now)
    kind = CaseEvent.Kind.RESOLVED if status == Status.RESOLVED else CaseEvent.Kind.STATUS
    log(case, kind, now=now, actor=actor, note=note, **told)


def settle_case(
    case: Case,
    *,
    now: datetime,
    ending: str,
    tells: bool = True,
    actor: "User | None" = None,
    note: str = "",
    **road: Unpack[Road],
) -> None:
    """End a locked case; if it `tells`, the customer hears how it ended and why.

    Raises ValidationError if the case is resolved already, or may not end so.
    """
    if case.is_done:
        raise ValidationError(_("This case is already resolved."), code="resolved")
    move_case(case, Status.RESOLVED, now=now, actor=actor, note=note, ending=ending)
    if tells:
        tell_customer(case, "case-resolved", now=now, **road)


def take_up_again(
    case: Case, *, now: datetime, actor: "User | None", note: str, tells: bool = True
) -> None:
    """Reopen a locked case, whose payment is locked as well, with the solution clock started anew.

    The customer is told. Raises ValidationError if the case is not resolved or another one is
    open for its payment.
    """
    _refuse_merged(case)
    if not case.is_done:
        raise ValidationError(_("This case is not resolved."), code="not_resolved")
    if case.payment and case.payment.cases.not_done().exists():
        raise ValidationError(
            _("Another case is already open for this payment."), code="other_open"
        )
    case.resolved_at, case.ending = None, ""
    case.is_told_next = tells
    promise = promise_for(case.contact.language, case.priority)
    case.solution_due_at = add_business_time(case.market, now, promise.solution)
    set_status(case, Status.OPEN, now)
    log(case, CaseEvent.Kind.REOPENED, now=now, actor=actor, note=note)
    if not tells:
        return
    tell_customer(
        case,
        "case-reopened",
        now=now,
        occasion=f"reopened-{now:%Y%m%d%H%M%S%f}",
    )


def _refuse_merged(case: Case) -> None:
    if case.merged_into is not None:
        kept = {"reference": case.merged_into.reference}
        raise ValidationError(
            _("This case was merged into %(reference)s: go on there.") % kept, code="merged"
        )


def set_status(case: Case, status: Status, now: datetime) -> None:
    """Set the status of a locked case, stop or start the clocks that hang on it, and save it."""
    paused_before = CLASS_OF[Status(case.status)] == StatusClass.PAUSED
    paused_after = CLASS_OF[status] == StatusClass.PAUSED
    if paused_after and not paused_before:
        case.solution_time_left = business_time_between(case.market, now, case.solution_due_at)
    if paused_before and CLASS_OF[status] == StatusClass.ACTIVE:
        promise = promise_for(case.contact.language, case.priority)
        left = case.solution_time_left or promise.first_answer
        case.solution_due_at = add_business_time(case.market, now, left)
        case.solution_time_left = None
    case.status, case.wakes_at, case.wakes_on = status, None, ""  # who moves it is at it
    case.follow_up_at, case.follow_ups = None, 0
    _settle_words(case)
    if case.status_class == StatusClass.DONE:
        case.resolved_at = case.resolved_at or now
    else:
        case.bank_due_at = case.promised_at = None  # a promise holds while the bank is at work
    if status == Status.WAITING_BANK and case.payment:
        case.wait_for_bank(now)
    elif status == Status.WAITING_BANK:  # nothing is waited for without end
        case.bank_due_at = opening_after(case.market, now, UNKNOWN_BANK_DAYS)
    case.due_at = case.next_due()
    case.save(update_fields=MOVED)
    take_out_what_is_over(case, now=now)


def _settle_words(case: Case) -> None:
    """Take note that who moves a case on has read the customer's words, and may have answered."""
    if case.status_class != StatusClass.ACTIVE:
        case.heard_at = None
    if case.is_done or case.status == Status.WAITING_CUSTOMER:
        case.next_answer_due_at = None


def as_moved(case: Case, status: str | None, now: datetime) -> Case:
    """Return a copy of a case as it would be told of in another status; nothing is stored."""
    after = copy(case)
    if not status or status == case.status:  # what stays where it is goes on waiting
        return after
    after.status, after.promised_at, after.bank_due_at = status, None, None
    if status == Status.WAITING_BANK:
        after.wait_for_bank(now)
    return after


# What moves with the status, and what the callers have set with it.
MOVED = [
    "status", "cause", "cause_words", "assignee", "solution_due_at", "solution_time_left",
    "bank_due_at", "promised_at", "due_at", "resolved_at", "ending", "updated_at",
    "wakes_at", "wakes_on", "follow_up_at", "follow_ups", "heard_at", "next_answer_due_at",
    "complaint_due_at",
]  # fmt: skip
