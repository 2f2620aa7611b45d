"""Erasing a customer: everything that is theirs at once, or nothing."""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from typing import TYPE_CHECKING

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from support.audit.models import Entry
from support.audit.services import record
from support.cases.models import Case, Ending
from support.cases.search.indexing import index
from support.cases.services import resolve_case
from support.customers.models import Customer
from support.lead.privacy import forgetting
from support.lead.privacy.forgetting import Read
from support.lead.privacy.holding import Holding
from support.lead.privacy.holdings import HOLDINGS
from support.lead.privacy.person import Person, person_of, references_of
from support.notifications.models import Notification, State
from support.payments.models import Payment

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models import QuerySet

logger = logging.getLogger(__name__)

Forget = Callable[[Person, Read], int]
# In this order: each finds its rows by what the later ones take away.
FORGETTING: tuple[tuple[Promise, Forget], ...] = (
    (gettext_lazy("Files"), forgetting.forget_files),
    (gettext_lazy("Letters to banks that wait"), forgetting.forget_letters_to_banks),
    (gettext_lazy("Letters and raw mail"), forgetting.forget_mail),
    (gettext_lazy("Refused events"), forgetting.forget_refused),
    (gettext_lazy("Answers kept for scripts"), forgetting.forget_answers),
    (gettext_lazy("Searches for them, in the log"), forgetting.forget_searches),
    (gettext_lazy("Addresses that nothing goes to"), forgetting.forget_addresses),
)
NOTHING_READ = Read()
UNDONE = (State.QUEUED, State.CLAIMED, State.FAILED, State.NEEDS_PERSON)


def held(customer: Customer) -> list[tuple[str | Promise, int]]:
    """Say how many rows of each table are theirs, as far as columns tell; none that has none."""
    person = person_of(customer)
    counts = [(holding.name, holding.rows(person).count()) for holding in HOLDINGS]
    return [(name, count) for name, count in counts if count]


@transaction.atomic
def erase(
    customer: Customer, *, actor: "User | None", now: datetime, why: str,
    read: Read = NOTHING_READ, again: bool = False,
) -> dict[str | Promise, int]:  # fmt: skip
    """Take a customer out of everything; return how many rows of each table were theirs.

    What was `read` before is not read again. Their open cases end as withdrawn and nobody is told.
    Messages that wait, failed or are in doubt are cancelled. Raises ValidationError while one is
    being sent, for somebody who is erased, and while a complaint of theirs is to be answered; who
    was erased before a backup was restored is erased `again` anyhow.
    """
    root = customer.joined_into or customer
    # Others may point at them meanwhile, who hold a case for which this waits.
    locked = Customer.objects.select_for_update(no_key=True).get(pk=root.pk)
    if locked.erased_at is not None:
        raise ValidationError(_("This customer is erased already."), code="erased")
    person, done = _take_out(locked, actor=actor, now=now, read=read, again=again)
    Customer.objects.filter(pk__in=person.customers).update(erased_at=now)
    record(
        Entry.Kind.CUSTOMER_ERASED, actor=actor, now=now,
        customer=root.pk, why=why, cases=references_of(person),
    )  # fmt: skip
    logger.info("Customer %s is erased, with %s cases", root.pk, len(person.cases))
    return done


@transaction.atomic
def erase_rest(customer: Customer, *, actor: "User | None", now: datetime, since: datetime) -> None:
    """Take out what came in by transactions that were under way while somebody was erased.

    Of raw mail and the like only what is from `since` then is read.
    """
    locked = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    read = Read(until=since, names=person_of(locked).known_by)
    _take_out(locked, actor=actor, now=now, read=read, again=True)


def _take_out(
    locked: Customer, *, actor: "User | None", now: datetime, read: Read, again: bool
) -> tuple[Person, dict[str | Promise, int]]:
    _hold(person_of(locked))
    person = person_of(locked)  # with what was written until we held it
    _end_complaints(person, again=again)
    for case in Case.objects.not_done().filter(pk__in=person.cases):
        resolve_case(case, now=now, ending=Ending.WITHDRAWN, tells=False, actor=actor)
    _stop_messages(person, now)
    done: dict[str | Promise, int] = {}
    done |= {name: count for name, forget in FORGETTING if (count := forget(person, read))}
    done |= {holding.name: count for holding in HOLDINGS if (count := _blank(holding, person))}
    index([*person.cases, *person.said_elsewhere.values()])
    return person, done


def _hold(person: Person) -> None:
    """Lock their payments and cases in the order of all doors, so that nobody writes meanwhile."""
    merged_first = F("merged_into").asc(nulls_last=True)
    payments = Payment.objects.filter(pk__in=person.payments).order_by("pk")
    cases = Case.objects.filter(pk__in=person.cases).order_by(merged_first, "pk")
    for rows in (payments, cases):
        list(rows.select_for_update(no_key=True).values_list("pk", flat=True))


def _end_complaints(person: Person, *, again: bool) -> None:
    """Let no complaint go on; of who was erased before, a backup may have one unanswered still."""
    if not again:
        refuse_complaint(person)
    _complaints(person).update(complaint_due_at=None)


def refuse_complaint(person: Person) -> None:
    """Refuse while the law wants an answer."""
    if (found := _complaints(person).order_by("pk").first()) is not None:
        raise ValidationError(
            _("%(reference)s is a complaint: it must be answered first.")
            % {"reference": found.reference},
            code="complaint",
        )


def _complaints(person: Person) -> "QuerySet[Case]":
    return Case.objects.filter(pk__in=person.cases, complaint_due_at__isnull=False)


def _stop_messages(person: Person, now: datetime) -> None:
    rows = Notification.objects.filter(person.by_message, state__in=UNDONE)
    for row in rows.select_for_update(of=("self",)):
        if row.state == State.CLAIMED and row.lease_until and row.lease_until > now:
            raise ValidationError(
                _("A message to this customer is just being sent. Please try again in a minute."),
                code="being_sent",
            )
    rows.update(state=State.CANCELLED, reason="", lease_until=None, claimed_by="", updated_at=now)


def _blank(holding: Holding, person: Person) -> int:
    rows = holding.rows(person)
    keys = list(rows.values_list("pk", flat=True))
    same = rows.model._base_manager.filter(pk__in=keys)  # noqa: SLF001 - Django's name for all rows
    with ExitStack() as open_doors:
        if holding.guards:
            open_doors.enter_context(pgtrigger.ignore(*holding.guards))
        if holding.blanks is None:
            same.delete()
        else:
            same.update(**holding.blanks)
    return len(keys)
