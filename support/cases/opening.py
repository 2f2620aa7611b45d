"""Opening a case, for a payment once until it is done. Runs in the caller's transaction."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from support.cases.clocks import add_business_time
from support.cases.locked import lock_case, lock_open_case, take_up_again
from support.cases.models import Case, CaseEvent, log
from support.cases.models.contact import CONTACT_COLUMNS, columns_of
from support.cases.models.market import promise_for
from support.cases.search.indexing import begin
from support.cases.taking.lanes import put_in_lane
from support.customers.contacts import KnownContact
from support.customers.models import Customer
from support.payments.models import Payment
from troubleshooting.marks.writing import made, store_parent

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True)
class Opening:
    """What a new case starts with; without a contact it keeps the one that is known already."""

    subject: str
    priority: str = Case.Priority.NORMAL
    contact: KnownContact | None = None


def open_for_payment(
    payment: Payment,
    customer: Customer,
    opening: Opening,
    *,
    now: datetime,
    actor: "User | None" = None,
) -> tuple[Case, bool]:
    """Open a case for a locked payment, or return the one that is open, locked; and whether new.

    Where its case was merged into another, that is it while it goes on.
    """
    known = list(payment.cases.order_by("pk").only("status", "merged_into", *CONTACT_COLUMNS))
    found = lock_open_case([*known, *(case.merged_into for case in known if case.merged_into)])
    if found is not None:
        return found, False
    if opening.contact is None and known and known[-1].contact_zone:
        opening = replace(opening, contact=known[-1].told_contact)
    case = new_case(customer, opening, now=now, payment=payment, actor=actor)
    case.is_first = not known
    return case, True


def cases_of(payment: Payment) -> tuple[list[Case], Case | None]:
    """Return a locked payment's cases, the newest first, and the one that stands for them if they
    were all merged into that of another payment."""
    if payment.is_fresh:
        return [], None
    # The same money sent again or given back goes on in the same case.
    first = payment.instead_of_id or payment.pk
    family = Payment.objects.filter(Q(pk=first) | Q(instead_of=first))
    known = (
        Case.objects.filter(payment__in=family.values("pk"))
        .only("status", "merged_into", "payment")
        .order_by("-pk")
    )
    own = [case for case in known if case.merged_into_id is None]
    merged = next((case.merged_into for case in known if case.merged_into), None)
    return own, None if own else merged


def follow_attempt(case: Case, attempt: Payment) -> None:
    """Let a locked case go on with the payment that was made in place of its own."""
    case.payment, case.cause_words = attempt, ""
    case.save(update_fields=["payment", "cause_words", "updated_at"])


def open_or_take_up(
    payment: Payment,
    opening: Opening,
    *,
    now: datetime,
    note: str,
    known: list[Case],
    tells: bool = True,
) -> tuple[Case, bool]:
    """Return the case of a locked payment that is in trouble, locked, and whether it was done.

    The trouble of one payment is one case: what was done of those that are `known` is reopened,
    and its customer told if `tells`.
    """
    found = lock_open_case(known)
    if found is not None:
        return found, False
    if known:
        case = lock_case(known[0])
        take_up_again(case, now=now, actor=None, note=note, tells=tells)
        return case, True
    case = new_case(payment.customer, opening, now=now, payment=payment)
    case.is_first = case.is_fresh = True
    return case, False


def new_case(
    customer: Customer,
    opening: Opening,
    *,
    now: datetime,
    payment: Payment | None = None,
    actor: "User | None" = None,
) -> Case:
    """Make a case; it is as good as locked, for nobody else knows it yet."""
    contact = opening.contact or _told(payment) or customer.contact
    case = made(
        Case,
        customer=customer,
        payment=payment,
        subject=opening.subject[:200],
        priority=opening.priority,
        opened_at=now,
        **columns_of(contact),
    )
    put_in_lane(case)
    promise = promise_for(case.language, case.priority)
    case.first_answer_due_at = add_business_time(case.market, now, promise.first_answer)
    case.solution_due_at = add_business_time(case.market, now, promise.solution)
    case.due_at = case.next_due()
    store_parent(case)
    begin(case)
    log(case, CaseEvent.Kind.OPENED, now=now, actor=actor)
    return case


def _told(payment: Payment | None) -> KnownContact | None:
    """Return the contact that a payment came with which has waited to be sent until now."""
    return KnownContact(**payment.told_contact) if payment and payment.told_contact else None
