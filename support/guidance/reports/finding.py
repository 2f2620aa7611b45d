"""Whom somebody speaks of: found by a payment's name, a person's name, a phone or an e-mail."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import phonenumbers
from django.db.models import Q, QuerySet

from support.cases.models import Case
from support.cases.references import read_reference
from support.cases.search.asking import read
from support.cases.search.condition import holding
from support.customers.contacts import digits_of, read_email
from support.customers.models import Customer
from support.customers.reading import read_phone
from support.payments.models import Payment
from support.payments.references.looking_up import payments_called

MOST = 10  # people or payments; whoever means another one types more of the name
MOST_PAYMENTS = 5  # of one person, the newest
FEWEST_DIGITS = 6  # fewer are no phone number of anybody
FEWEST_LETTERS = 2


@dataclass(frozen=True)
class FoundPayment:
    """A payment, with the case that is open for it, if one is."""

    payment: Payment
    case: Case | None = None


@dataclass(frozen=True)
class FoundCustomer:
    """Somebody with their newest payments, but for those that were found by their own name."""

    customer: Customer
    payments: list[FoundPayment] = field(default_factory=list)
    has_any: bool = False


@dataclass(frozen=True)
class Found:
    """What we hold of a text: a case by its reference, payments by their names, and people."""

    case: Case | None = None
    payments: list[FoundPayment] = field(default_factory=list)
    customers: list[FoundCustomer] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.case or self.payments or self.customers)


def find(text: str) -> Found:
    """Look a text up in what we hold; the newest come first. As many queries for all as for one."""
    if len(text) < FEWEST_LETTERS:
        return Found()
    reference = read_reference(text)
    case = Case.objects.for_list().filter(reference=reference).first() if reference else None
    called = list(payments_called(text)[:MOST])
    people = list(_customers(text)[:MOST])
    theirs = _newest_of(people)
    paid = {payment.customer_id for payment in theirs}
    open_cases = _open_cases([*called, *theirs])
    by_customer = {
        person.pk: [
            FoundPayment(payment, open_cases.get(payment.pk))
            for payment in theirs
            if payment.customer_id == person.pk and payment not in called
        ]
        for person in people
    }
    return Found(
        case,
        [FoundPayment(one, open_cases.get(one.pk)) for one in called],
        [FoundCustomer(one, by_customer[one.pk], one.pk in paid) for one in people],
    )


def find_payment(reference: str) -> FoundPayment | None:
    """Return the payment with this reference of ours and the case that is open for it."""
    payments = Payment.objects.select_related("customer", "channel")
    payment = payments.filter(reference=reference).first()
    return FoundPayment(payment, _open_cases([payment]).get(payment.pk)) if payment else None


def find_customer(pk: str) -> Customer | None:
    """Return somebody by the number that a page of ours gave them, joined ones as who they are."""
    if not pk.isdecimal() or len(pk) > 15:
        return None
    found = Customer.objects.select_related("joined_into").filter(pk=int(pk)).first()
    return (found.joined_into or found) if found else None


def _customers(text: str) -> QuerySet[Customer]:
    """Return whoever is at an address, has a number, or is called so; nobody is there twice."""
    email, numbers = read_email(text) if "@" in text else "", _numbers(text)
    found: list[QuerySet[Customer] | QuerySet[Case]]
    if email:
        found = [Customer.objects.at_address(email), Case.objects.told_address(email)]
    elif numbers:
        found = [
            Customer.objects.filter(phone__in=numbers),
            Case.objects.filter(contact_phone__in=numbers).exclude(contact_phone=""),
        ]
    else:
        words = holding(read(text, has_filters=False))
        found = [Customer.objects.called(text), Case.objects.filter(words)]
    newest = [
        rows.order_by("-pk")[: MOST * 2].values("pk" if rows.model is Customer else "customer")
        for rows in found
    ]
    by_any = Q(pk__in=newest[0]) | Q(pk__in=newest[1])
    whole = Customer.objects.filter(joined_into=None)
    return (
        whole.filter(by_any | Q(joined__in=Customer.objects.filter(by_any)))
        .distinct()
        .order_by("-pk")
    )


def _numbers(text: str) -> frozenset[str]:
    """Return each number, in E.164, that a text can be: people leave out their own prefix."""
    if len(digits_of(text)) < FEWEST_DIGITS or any(letter.isalpha() for letter in text):
        return frozenset()
    if alone := read_phone(text):
        return frozenset({alone})
    read = (read_phone(text, country) for country in phonenumbers.SUPPORTED_REGIONS)
    return frozenset(number for number in read if number)


def _newest_of(people: Iterable[Customer]) -> list[Payment]:
    keys = [person.pk for person in people]
    payments = Payment.objects.filter(customer__in=keys).select_related("channel", "customer")
    newest: dict[int, list[Payment]] = {key: [] for key in keys}
    for payment in payments.order_by("-pk")[: MOST * MOST_PAYMENTS]:
        if len(newest[payment.customer_id]) < MOST_PAYMENTS:
            newest[payment.customer_id].append(payment)
    return [payment for key in keys for payment in newest[key]]


def _open_cases(payments: Iterable[Payment]) -> dict[int, Case]:
    """Return the open case of each payment that has one, by the payment's key."""
    cases = Case.objects.not_done().filter(payment__in=[payment.pk for payment in payments])
    return {case.payment_id: case for case in cases.select_related("assignee") if case.payment_id}
