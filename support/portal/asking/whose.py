"""Which payment somebody speaks of, told only where their proven contact is the payment's own."""

from support.cases.models import Case
from support.customers.contacts import KnownContact
from support.customers.mailboxes import is_same_mailbox
from support.customers.models import Customer
from support.notifications.models import Channel
from support.notifications.outbox.policy_facts import is_proven
from support.notifications.outbox.whereabouts import address_of
from support.payments.models import Payment
from support.payments.references.looking_up import payments_called
from support.portal.asking.models import Asker

MOST = 5  # payments that go by one name


def payment_of(asker: Asker, reference: str) -> tuple[Payment | None, Case | None]:
    """Return the payment of this name that is theirs, and the case that is open for it."""
    for payment in payments_called(reference)[:MOST] if reference else ():
        case = _case_of(payment)
        contact = case.contact if case else _told(payment)
        if is_theirs(asker, case.customer if case else payment.customer, contact):
            return payment, None if case is None or case.is_done else case
    return None, None


def is_theirs(asker: Asker, customer: Customer, contact: KnownContact) -> bool:
    """Tell whether a contact is the asker's, and proven to be who the payment is of.

    So it is where our messages about it go: whoever reads those may know what they say.
    """
    channel = Channel(asker.channel)
    if customer.erased_at is not None or not is_proven(customer, channel):
        return False
    known = address_of(contact, channel)
    if channel == Channel.EMAIL:
        return is_same_mailbox(known, asker.address)
    return known == asker.address


def _case_of(payment: Payment) -> Case | None:
    """Return the open case that stands for a payment, else its last; of merged ones that kept."""
    related = payment.cases.select_related("customer", "merged_into__customer").order_by("-pk")
    cases = [case.merged_into or case for case in related]
    return next((case for case in cases if not case.is_done), cases[0] if cases else None)


def _told(payment: Payment) -> KnownContact:
    told = payment.told_contact
    return KnownContact(**told) if told else payment.customer.contact
