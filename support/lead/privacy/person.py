"""Who is to be erased: one customer with all that a person joined to them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from support.cases.models import Case
from support.customers.models import Customer
from support.guides.subscribing import messages_to
from support.notifications.words.events import FORM_LINK
from support.payments.models import Payment
from support.portal.models import Post

if TYPE_CHECKING:
    from django.db.models import QuerySet

GONE = "—"  # in the place of words, in either language


@dataclass(frozen=True)
class Person:
    """Whose rows are meant, and every address, number and reference by which they were known.

    `said_elsewhere` has the case of each message of theirs in a case of somebody else, into which
    one of theirs was merged.
    """

    customers: list[int]
    cases: list[int]
    payments: list[int]
    emails: frozenset[str]
    phones: frozenset[str]
    references: frozenset[str]
    names: frozenset[str]
    said_elsewhere: dict[int, int]

    @property
    def known_by(self) -> frozenset[str]:
        """What in a text of others means them."""
        return self.emails | self.phones | self.references

    @property
    def form_addresses(self) -> frozenset[str]:
        """Their addresses as the public form keeps them."""
        return frozenset(address.lower() for address in self.emails | self.phones)

    @property
    def by_message(self) -> Q:
        """Which messages went to them; of the public form and of help articles by their address.

        Their customer is nobody. Of the articles it is a list, with which an index can be used.
        """
        asked = Q(event=FORM_LINK, address__in=self.form_addresses)
        subscribed = messages_to(self.emails).values_list("pk", flat=True)
        return Q(customer__in=self.customers) | asked | Q(pk__in=list(subscribed))

    @property
    def by_case(self) -> Q:
        return Q(case__in=self.cases)

    @property
    def by_words(self) -> Q:
        """Which messages of conversations are theirs."""
        return self.by_case | Q(pk__in=self.said_elsewhere)


def person_of(customer: Customer) -> Person:
    """Return all that is known of a customer now; seven queries."""
    root = customer.joined_into or customer
    family = list(Customer.objects.filter(Q(pk=root.pk) | Q(joined_into=root)))
    keys = [one.pk for one in family]
    cases = list(Case.objects.filter(customer__in=keys))
    payments = Payment.objects.filter(customer__in=keys)
    posts = Post.objects.filter(link__case__in=cases).exclude(message__case__in=cases)
    return Person(
        customers=keys,
        cases=[case.pk for case in cases],
        payments=_keys(payments),
        emails=_said(*(one.email for one in family), *(case.contact_email for case in cases)),
        phones=_said(
            *(one.phone for one in family),
            *(text for case in cases for text in (case.contact_phone, case.contact_phone_said)),
        ),
        references=_said(
            *(name for case in cases for name in case.references),
            *payments.values_list("reference", flat=True),
        ),
        names=_said(*(one.name for one in family), *(case.contact_name for case in cases)),
        said_elsewhere=dict(posts.values_list("message", "message__case")),
    )


def references_of(person: Person) -> list[str]:
    """Return by what their cases are called, in order, as the log keeps it."""
    cases = Case.objects.filter(pk__in=person.cases).order_by("reference")
    return list(cases.values_list("reference", flat=True))


def _keys(rows: "QuerySet[Payment]") -> list[int]:
    return list(rows.values_list("pk", flat=True))


def _said(*texts: str) -> frozenset[str]:
    return frozenset(text for text in texts if text)
