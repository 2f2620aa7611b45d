"""Customers who may be the same: found by a shared address, joined and parted by a person."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from support.cases.models import Case, CaseEvent, log
from support.cases.taking.lanes import follow_language
from support.customers.contacts import KnownContact
from support.customers.matching import agreement
from support.customers.models import Customer, CustomerJoin, SourceId
from support.notifications.models import Notification
from support.payments.models import Payment
from troubleshooting.marks.asking import Question, Written, columns

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SHOWN = 5
# Each look is bounded by itself, for an address can be that of a whole firm. Each enters the index
# of its address: no table stands beside it, and no index has the order, or PostgreSQL would walk
# all customers from the newest on. So it would beside what was found, but for `OFFSET 0`.
ALIKE = f"""
    WITH alike (customer_id, by_email) AS (
        (SELECT id, TRUE FROM customers_customer
        WHERE email <> ''
            AND lower(email) = ANY (ARRAY(SELECT lower(one) FROM unnest(%(emails)s::text[]) AS one))
            AND joined_into_id IS NULL AND id <> %(customer)s ORDER BY id + 0 DESC LIMIT 20)
        UNION ALL
        (SELECT id, FALSE FROM customers_customer WHERE phone = ANY (%(phones)s::text[])
            AND joined_into_id IS NULL AND id <> %(customer)s ORDER BY id + 0 DESC LIMIT 20)
        UNION ALL
        (SELECT customer_id, TRUE FROM cases_case
        WHERE contact_email <> '' AND lower(contact_email)
            = ANY (ARRAY(SELECT lower(one) FROM unnest(%(emails)s::text[]) AS one))
            AND customer_id <> %(customer)s ORDER BY id + 0 DESC LIMIT 20)
        UNION ALL
        (SELECT customer_id, FALSE FROM cases_case WHERE contact_phone <> ''
            AND contact_phone = ANY (%(phones)s::text[])
            AND customer_id <> %(customer)s ORDER BY id + 0 DESC LIMIT 20)
    )
    SELECT {columns(Customer, "customer")}, found.shares_email,
        found.shares_phone, COALESCE(newest.reference, '')
    FROM (
        SELECT customer_id, bool_or(by_email) AS shares_email, bool_or(NOT by_email) AS shares_phone
        FROM alike GROUP BY customer_id
    ) AS found
    CROSS JOIN LATERAL (
        SELECT * FROM customers_customer
        WHERE id = found.customer_id AND joined_into_id IS NULL OFFSET 0
    ) AS customer
    LEFT JOIN LATERAL (
        SELECT reference FROM cases_case WHERE customer_id = customer.id ORDER BY id DESC LIMIT 1
    ) AS newest ON TRUE
    ORDER BY found.customer_id DESC LIMIT %(most)s
"""  # noqa: S608 - the table's own columns
# What comes over to the customer that is kept, in the order in which doors lock it.
TABLES: dict[str, Any] = {
    "payments": Payment,
    "cases": Case,
    "notifications": Notification,
    "source_ids": SourceId,
}
WISHES = ("wants_email", "wants_sms", "only_essential", "chosen_language", "chosen_zone")
HOURS = ("quiet_from", "quiet_until")
Wishes = dict[str, Any]


@dataclass(frozen=True)
class Lookalike:
    """Another customer who may be the same person; `reference` is their newest case, or ""."""

    customer: Customer
    shares_email: bool
    shares_phone: bool
    reference: str


def may_be_the_same(case: Case, most: int = SHOWN) -> list[Lookalike]:
    """Return the newest others who share an e-mail or number with a case's customer.

    One query, none where neither is known.
    """
    contact, customer = case.contact, case.customer
    sought = {
        "customer": customer.pk,
        "emails": sorted({contact.email, customer.email} - {""}),
        "phones": sorted({contact.phone, customer.phone} - {""}),
        "most": most,
    }
    if not (sought["emails"] or sought["phones"]):
        return []
    found: list[Any] = _ALIKE.ask(sought)
    return [Lookalike(row, row.shares_email, row.shares_phone, row.seen) for row in found]


_ALIKE = Written(Customer, ALIKE, "shares_email", "shares_phone", "seen")


def joins_of(case: Case) -> list[CustomerJoin]:
    """Return by whom and when others were joined to a case's customer, newest first; one query."""
    return _JOINS.ask(case.customer_id)


_JOINS = Question(
    lambda kept: (
        CustomerJoin.objects.filter(kept=kept, undone_at=None)
        .select_related("joined", "joined_by")
        .order_by("-joined_at", "-pk")[:SHOWN]
    )
)


def join_that_brought(case: Case) -> CustomerJoin:
    """Return the joining by which a case came to its customer.

    Raises ValidationError if it has always been theirs.
    """
    joins = CustomerJoin.objects.filter(undone_at=None, moved__cases__contains=case.pk)
    found = joins.filter(kept=case.customer_id).order_by("-pk").first()
    if found is None:
        raise ValidationError(_("This case has always been theirs."), code="parted")
    return found


@transaction.atomic
def join_customers(case: Case, other: Customer, *, actor: "User", now: datetime) -> CustomerJoin:
    """Find a case's customer and another one to be the same: payments and cases come together.

    Each case keeps its own contact. Of their wishes the more reserved hold for both. Raises
    ValidationError if they share neither e-mail nor phone, or one was joined already; so a second
    call is refused.
    """
    pair = [case.customer_id, other.pk]
    locked = Customer.objects.select_for_update(no_key=True).order_by("pk").in_bulk(pair)
    kept, joined = locked[case.customer_id], locked[other.pk]
    _refuse_erased(kept, joined)
    if kept.joined_into_id or joined.joined_into_id or kept == joined:
        raise ValidationError(_("These customers were joined already."), code="joined")
    if not any(found.customer == joined for found in may_be_the_same(case, most=80)):
        raise ValidationError(_("They share neither e-mail nor phone."), code="unlike")
    references = list(joined.cases.values_list("reference", flat=True))
    moved = {name: _moved(model, joined, kept) for name, model in TABLES.items()}
    followers = Customer.objects.filter(joined_into=joined)
    moved["followers"] = list(followers.values_list("pk", flat=True))
    followers.update(joined_into=kept)
    wishes = _share_wishes(kept, joined)
    follow_language(kept)
    joined.joined_into = kept
    joined.save(update_fields=["joined_into"])
    _log(CaseEvent.Kind.JOINED, case, references, moved["cases"], actor=actor, now=now)
    return CustomerJoin.objects.create(
        kept=kept, joined=joined, joined_by=actor, joined_at=now, moved=moved, wishes=wishes
    )


@transaction.atomic
def part_customers(case: Case, join: CustomerJoin, *, actor: "User", now: datetime) -> CustomerJoin:
    """Undo a joining: what came over goes back, and so do later cases that speak of the other.

    Raises ValidationError if it was undone already, so a second call is refused, and while cases
    of both are merged.
    """
    pair = [join.kept_id, join.joined_id]
    locked = Customer.objects.select_for_update(no_key=True).order_by("pk").in_bulk(pair)
    join = CustomerJoin.objects.select_for_update().get(pk=join.pk)
    if join.undone_at is not None:
        raise ValidationError(_("These customers were parted already."), code="parted")
    kept, joined = locked[join.kept_id], locked[join.joined_id]
    _refuse_erased(kept, joined)
    holder = kept.joined_into_id or kept.pk  # who joined the two to a third has all of theirs
    going = _going(join, holder, kept, joined)
    apart = Q(pk__in=going["cases"]) ^ Q(merged_into__in=going["cases"])
    if Case.objects.filter(apart, merged_into__isnull=False).exists():
        raise ValidationError(_("Cases of both were merged. Take them apart first."), code="merged")
    for name, model in TABLES.items():
        model.objects.filter(pk__in=going[name], customer=holder).update(customer=joined)
    followers = Customer.objects.filter(pk__in=going["followers"], joined_into=holder)
    followers.update(joined_into=joined)
    _take_back_wishes(kept, join.wishes)
    joined.joined_into = None
    joined.save(update_fields=["joined_into"])
    join.undone_by, join.undone_at = actor, now
    join.save(update_fields=["undone_by", "undone_at"])
    follow_language(kept)
    follow_language(joined)
    back = list(joined.cases.values_list("reference", flat=True))
    _log(CaseEvent.Kind.PARTED, case, back, going["cases"], actor=actor, now=now)
    return join


def _refuse_erased(*customers: Customer) -> None:
    if any(customer.erased_at for customer in customers):
        raise ValidationError(_("One of the two customers was erased."), code="erased")


def _going(
    join: CustomerJoin, holder: int, kept: Customer, joined: Customer
) -> dict[str, list[Any]]:
    """Return by table what goes back: what came over, and what came since and is theirs."""
    going = {name: list(keys) for name, keys in join.moved.items()}
    later = Case.objects.filter(customer=holder, opened_at__gt=join.joined_at)
    theirs = [
        found
        for found in later.exclude(pk__in=going["cases"])
        if _speaks_of(found.told_contact, joined, kept)
    ]
    going["cases"] += [found.pk for found in theirs]
    going["payments"] += [found.payment_id for found in theirs if found.payment_id]
    told = Notification.objects.filter(thread__in=[found.reference for found in theirs])
    going["notifications"] += told.values_list("pk", flat=True)
    return going


def _moved(model: Any, joined: Customer, kept: Customer) -> list[Any]:
    rows = model.objects.filter(customer=joined)
    keys = list(rows.values_list("pk", flat=True))
    rows.filter(pk__in=keys).update(customer=kept)
    return [str(key) if model is Notification else key for key in keys]


def _speaks_of(contact: KnownContact, joined: Customer, kept: Customer) -> bool:
    """Tell whether a contact is the one's and not the other's."""
    fits = [
        contact.email.lower() == customer.email.lower() and agreement(contact, customer) is not None
        for customer in (joined, kept)
    ]
    return fits == [True, False]


def _share_wishes(kept: Customer, joined: Customer) -> dict[str, Wishes]:
    """Give the kept one the more reserved wishes of both; return what they were and are."""
    before = _wishes_of(kept)
    kept.wants_email = kept.wants_email and joined.wants_email
    kept.wants_sms = kept.wants_sms and joined.wants_sms
    kept.only_essential = kept.only_essential or joined.only_essential
    if kept.quiet_from is None:
        kept.quiet_from, kept.quiet_until = joined.quiet_from, joined.quiet_until
    kept.chosen_language = kept.chosen_language or joined.chosen_language
    kept.chosen_zone = kept.chosen_zone or joined.chosen_zone
    kept.save(update_fields=[*WISHES, *HOURS])
    return {"before": before, "after": _wishes_of(kept)}


def _take_back_wishes(kept: Customer, wishes: dict[str, Wishes]) -> None:
    """Give back what only the joining changed; what was wished since stays."""
    before, after, present = wishes["before"], wishes["after"], _wishes_of(kept)
    back = {
        name: before[name]
        for name in before
        if before[name] != after[name] and present[name] == after[name]
    }
    if "hours" in back:
        hours = [hour and time.fromisoformat(hour) for hour in back.pop("hours")]
        back |= dict(zip(HOURS, hours, strict=True))
    for name, value in back.items():
        setattr(kept, name, value)
    kept.save(update_fields=list(back))


def _wishes_of(customer: Customer) -> Wishes:
    """Return somebody's wishes as JSON takes them; hours come in pairs."""
    hours = [getattr(customer, name) for name in HOURS]
    return {name: getattr(customer, name) for name in WISHES} | {
        "hours": [hour and hour.isoformat() for hour in hours]
    }


def _log(
    kind: CaseEvent.Kind,
    case: Case,
    references: list[str],
    moved: list[int],
    *,
    actor: "User",
    now: datetime,
) -> None:
    """Write it on the timeline of the case where it was pressed, and of those that moved."""
    log(case, kind, now=now, actor=actor, cases=references[:SHOWN])
    CaseEvent.objects.bulk_create(
        CaseEvent(
            case_id=pk, kind=kind, actor=actor, values={"cases": [case.reference]}, happened_at=now
        )
        for pk in moved
        if pk != case.pk
    )
