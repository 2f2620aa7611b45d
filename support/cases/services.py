"""Everything that changes a case. Each service is one transaction and writes the timeline."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.cases.clocks import PROMISES, add_business_time, business_time_between
from support.cases.models import (
    CLASS_OF,
    Case,
    CaseEvent,
    Message,
    Status,
    StatusClass,
    log,
)
from support.cases.telling import take_out_what_is_over, tell_customer
from support.cases.wording import message_context
from support.customers.models import Customer
from support.payments import calendar
from support.payments.models import Payment
from troubleshooting.causes.models import Cause

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True)
class Opening:
    """What a new case starts with."""

    subject: str
    priority: str = Case.Priority.NORMAL


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
    if payment is not None:
        _lock_payment(payment.pk)
        found = find_open_case(payment)
        if found is not None:
            return found, False
    case = Case(
        customer=customer,
        payment=payment,
        subject=opening.subject[:200],
        priority=opening.priority,
        opened_at=now,
    )
    promise = PROMISES[case.priority]
    case.first_answer_due_at = add_business_time(case.market, now, promise.first_answer)
    case.solution_due_at = add_business_time(case.market, now, promise.solution)
    case.due_at = case.next_due()
    words = [case.reference, case.subject, customer.name, customer.email]
    if payment is not None:
        words += [payment.reference, payment.counterparty_name]
    case.be_found_by(" ".join(words))
    case.save()
    log(case, CaseEvent.Kind.OPENED, now=now, actor=actor)
    return case, True


def find_open_case(payment: Payment) -> Case | None:
    """Return the case that is open for a payment, locked, or None."""
    found = payment.cases.not_done().only("pk").first()
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


@transaction.atomic
def change_status(
    case: Case, status: str, *, now: datetime, actor: "User | None" = None, note: str = ""
) -> Case:
    """Move a case to a status; every way to a status passes here.

    Stops and starts the clocks, and takes out the messages that still wait to tell what is over.
    Moving to the status it has changes nothing.
    Raises ValidationError if a done case would be moved on without being reopened.
    """
    case = lock_case(case)
    if status == case.status:
        return case
    if case.is_done and status != Status.CLOSED:
        raise ValidationError(_("This case is already resolved. Reopen it first."), code="resolved")
    before = case.status
    _move(case, Status(status), now)
    kind = CaseEvent.Kind.RESOLVED if status == Status.RESOLVED else CaseEvent.Kind.STATUS
    log(case, kind, now=now, actor=actor, note=note, before=before, after=status)
    return case


def set_cause(case: Case, cause: "Cause | None", *, now: datetime) -> Case:
    """Record which cause was found; None when it is open again."""
    Case.objects.filter(pk=case.pk).update(cause=cause, updated_at=now)
    case.cause = cause
    return case


@transaction.atomic
def reopen_case(case: Case, *, now: datetime, actor: "User | None" = None, note: str = "") -> Case:
    """Take a resolved case up again, with the solution clock started anew, and tell the customer.

    Raises ValidationError if the case is not resolved or another one is open for its payment.
    """
    if case.payment_id is not None:
        _lock_payment(case.payment_id)
    case = lock_case(case)
    if not case.is_done:
        raise ValidationError(_("This case is not resolved."), code="not_resolved")
    if case.payment and case.payment.cases.not_done().exists():
        raise ValidationError(
            _("Another case is already open for this payment."), code="other_open"
        )
    case.resolved_at = None
    promise = PROMISES[case.priority]
    case.solution_due_at = add_business_time(case.market, now, promise.solution)
    _move(case, Status.OPEN, now)
    log(case, CaseEvent.Kind.REOPENED, now=now, actor=actor, note=note)
    tell_customer(
        case,
        "case-reopened",
        context=message_context(case, now=now),
        now=now,
        occasion=f"reopened-{now:%Y%m%d%H%M%S%f}",
    )
    return case


@transaction.atomic
def resolve_case(
    case: Case,
    *,
    now: datetime,
    context: Mapping[str, str],
    actor: "User | None" = None,
    note: str = "",
) -> Case:
    """Resolve a case and tell the customer.

    Raises ValidationError if the case is resolved already.
    """
    case = lock_case(case)
    if case.is_done:
        raise ValidationError(_("This case is already resolved."), code="resolved")
    case = change_status(case, Status.RESOLVED, now=now, actor=actor, note=note)
    tell_customer(case, "case-resolved", context=context, now=now)
    return case


@transaction.atomic
def assign_case(
    case: Case, assignee: "User | None", *, now: datetime, actor: "User | None" = None
) -> Case:
    """Give a case to somebody, or to nobody; a new case is open from then on."""
    case = lock_case(case)
    if case.assignee_id == (assignee.pk if assignee else None):
        return case
    case.assignee = assignee
    if assignee and case.status == Status.NEW:
        _move(case, Status.OPEN, now)
    else:
        case.save(update_fields=["assignee", "updated_at"])
    name = assignee.get_full_name() or assignee.get_username() if assignee else ""
    log(case, CaseEvent.Kind.ASSIGNED, now=now, actor=actor, assignee=name)
    return case


@transaction.atomic
def add_note(case: Case, body: str, *, now: datetime, actor: "User") -> Message:
    """Add an internal note, which a customer never sees."""
    return _add_message(case, Message.Kind.NOTE, body, now=now, actor=actor)


@transaction.atomic
def send_reply(
    case: Case, body: str, *, now: datetime, actor: "User", context: Mapping[str, str]
) -> Message:
    """Write to the customer by every channel he has; counts as the first answer.

    Raises ValidationError if no channel is known: a reply that can't leave is none.
    """
    if not case.customer.is_reachable:
        raise ValidationError(
            _("No way to write to this customer is known: neither e-mail nor phone."),
            code="unreachable",
        )
    message = _add_message(case, Message.Kind.OUTGOING, body, now=now, actor=actor)
    tell_customer(
        message.case,
        "agent-reply",
        context={**context, "reply": body},
        now=now,
        occasion=f"message-{message.pk}",
    )
    return message


def _add_message(
    case: Case, kind: Message.Kind, body: str, *, now: datetime, actor: "User | None"
) -> Message:
    body = body.strip()
    if not body:
        raise ValidationError(_("Please write something first."), code="required")
    case = lock_case(case)
    message = case.messages.create(kind=kind, author=actor, body=body, written_at=now)
    case.be_found_by(body)
    case.save(update_fields=["search_text", "search_runs", "updated_at"])
    logged = {
        Message.Kind.NOTE: CaseEvent.Kind.NOTE,
        Message.Kind.OUTGOING: CaseEvent.Kind.REPLY,
        Message.Kind.INCOMING: CaseEvent.Kind.RECEIVED,
    }
    log(case, logged[kind], now=now, actor=actor)
    return message


def _lock_payment(pk: int) -> None:
    """Let one at a time open or reopen a case for a payment; two would break the constraint."""
    Payment.objects.select_for_update(no_key=True).only("pk").get(pk=pk)


def _move(case: Case, status: Status, now: datetime) -> None:
    """Set the status and stop or start the clocks that hang on it."""
    paused_before = CLASS_OF[Status(case.status)] == StatusClass.PAUSED
    paused_after = CLASS_OF[status] == StatusClass.PAUSED
    if paused_after and not paused_before:
        case.solution_time_left = business_time_between(case.market, now, case.solution_due_at)
    if paused_before and CLASS_OF[status] == StatusClass.ACTIVE:
        left = case.solution_time_left or PROMISES[case.priority].first_answer
        case.solution_due_at = add_business_time(case.market, now, left)
        case.solution_time_left = None
    case.status = status
    if case.status_class == StatusClass.DONE:
        case.resolved_at = case.resolved_at or now
    else:
        case.bank_due_at = case.promised_at = None  # a promise holds while the bank is at work
    if status == Status.WAITING_BANK and case.payment:
        case.bank_due_at = calendar.bank_answer_due_at(case.payment.channel, now)
        case.promised_at = case.promise(now)
    case.due_at = case.next_due()
    case.save()
    take_out_what_is_over(case, now=now)
