"""A payment's contact was corrected by its source: the case and what waits to be told follow."""

from dataclasses import asdict, replace
from datetime import datetime

from support.cases.links import link_for, revoke_link
from support.cases.models import Case, CaseEvent, SearchText, log
from support.cases.models.contact import CONTACT_COLUMNS, columns_of
from support.customers.contacts import KnownContact
from support.customers.mailboxes import is_same_mailbox
from support.customers.matching import says_another_number
from support.customers.models import Customer, language_of
from support.customers.reading import zone_of_locale, zone_of_phone
from support.notifications.addresses.masking import mask_address
from support.notifications.outbox.readdressing import readdress
from troubleshooting.checks.reading.names import Likeness, compare_names

# What a line of the timeline names; addresses are masked there, for it is kept for ever.
TOLD = ("name", "email", "phone", "phone_said", "locale")
REACHED_AT = ("email", "phone")


def correct_contact(case: Case, contact: KnownContact, *, now: datetime) -> bool:
    """Let a locked case follow what its own payment's source now says of its customer.

    What is left out stays, and another spelling corrects nothing, so that the same again changes
    nothing. Messages that still wait go to the new address with a new link: where an address was
    replaced, the links that were sent there end. A number that can't be used is kept as sent and
    takes no other's place. Returns whether anything changed.
    """
    before = case.told_contact if case.contact_zone else case.customer.contact
    after = _corrected(before, contact)
    fields = [name for name in TOLD if getattr(before, name) != getattr(after, name)]
    if not fields:
        return False
    for column, value in columns_of(after).items():
        setattr(case, column, value)
    case.language = case.contact.language
    case.save(update_fields=[*CONTACT_COLUMNS, "language", "updated_at"])
    SearchText.objects.add(case, f"{after.name} {after.email}")
    _correct_customer(case, before, after)
    if any(getattr(before, name) and name in fields for name in REACHED_AT):
        revoke_link(case, now)
    changes = [[name, _shown(before, name), _shown(after, name)] for name in fields]
    log(case, CaseEvent.Kind.CONTACT, now=now, changes=changes)
    readdress(case.reference, case.contact, words=lambda: _words(case, now), now=now)
    return True


def _corrected(before: KnownContact, said: KnownContact) -> KnownContact:
    after = before
    if said.name and compare_names(said.name, before.name) != Likeness.SAME:
        after = replace(after, name=said.name)
    if said.email and not is_same_mailbox(said.email, before.email):
        after = replace(after, email=said.email)
    if said.phone and said.phone != before.phone:
        after = replace(after, phone=said.phone, phone_said=said.phone_said)
    elif not said.phone and says_another_number(said, before.phone):
        after = replace(after, phone_said=said.phone_said)
    if said.locale and said.locale != before.locale:
        after = replace(after, locale=said.locale, language=language_of(said.locale))
    if (after.phone, after.locale) != (before.phone, before.locale):
        zone = zone_of_phone(after.phone) or zone_of_locale(after.locale) or said.time_zone
        after = replace(after, time_zone=zone)
    return after


def _correct_customer(case: Case, before: KnownContact, after: KnownContact) -> None:
    """Correct the customer too, of whom nothing but this payment tells otherwise."""
    known, corrected = asdict(before), asdict(after)
    changes = {
        name: corrected[name]
        for name in ("name", "email", "phone", "locale")
        if corrected[name] != known[name] and getattr(case.customer, name) == known[name]
    }
    if not changes or case.customer.payments.exclude(pk=case.payment_id or 0).exists():
        return
    Customer.objects.filter(pk=case.customer_id).update(**changes)
    for name, value in changes.items():
        setattr(case.customer, name, value)


def _shown(contact: KnownContact, name: str) -> str:
    value: str = getattr(contact, name)
    return value if name in ("name", "locale") else mask_address(value)


def _words(case: Case, now: datetime) -> dict[str, str]:
    return {"customer_name": case.contact.name, "status_url": link_for(case, now).url}
