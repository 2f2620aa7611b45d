"""Finding or making the customer of a payment, and how he wants to be written to."""

from dataclasses import asdict, dataclass
from datetime import time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.customers.contacts import Contact
from support.customers.models import Customer, Language
from support.customers.reading import read_phone, zone_of_phone
from troubleshooting.checks.reading.as_written import Unreadable, read_zone


@dataclass(frozen=True)
class Wishes:
    """What a customer decides about the messages to him; None leaves a thing as it is.

    Quiet hours are a pair of local times; the same time twice means none.
    """

    wants_email: bool | None = None
    wants_sms: bool | None = None
    only_essential: bool | None = None
    quiet_hours: tuple[time, time] | None = None
    language: str | None = None
    time_zone: str | None = None


@transaction.atomic
def set_wishes(customer: Customer, wishes: Wishes) -> Customer:
    """Record how somebody wants to be written to; setting the same again changes nothing.

    Raises ValidationError for a language or a time zone that there isn't.
    """
    _check_wishes(wishes)
    locked = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    wanted = {
        name: value
        for name, value in asdict(wishes).items()
        if value is not None and name not in ("quiet_hours", "language")
    }
    if wishes.quiet_hours is not None:
        start, end = wishes.quiet_hours
        hours = (None, None) if start == end else (start, end)
        wanted |= {"quiet_from": hours[0], "quiet_until": hours[1]}
    if wishes.language is not None and wishes.language != locked.language:
        wanted["locale"] = wishes.language
    changed = [name for name, value in wanted.items() if value != getattr(locked, name)]
    for name in changed:
        setattr(locked, name, wanted[name])
    if changed:
        locked.save(update_fields=changed)
    return locked


def _check_wishes(wishes: Wishes) -> None:
    if wishes.language is not None and wishes.language not in Language.values:
        raise ValidationError(_("We don't write in this language."), code="language")
    if wishes.time_zone is not None:
        try:
            read_zone(wishes.time_zone)
        except Unreadable as error:
            raise ValidationError(_("This is no time zone."), code="time_zone") from error


def record_customer(contact: Contact) -> Customer:
    """Return the customer reached at this address, made or brought up to date.

    Somebody without e-mail is found by phone and name together; without both he is always new,
    because a name alone is not a person. Whose time zone nobody tells gets that of his phone.
    """
    phone = read_phone(contact.phone)
    found = _find_or_make(contact, phone)
    newer = {"name": contact.name, "phone": phone, "locale": contact.locale}
    changed = [key for key, value in newer.items() if value and value != getattr(found, key)]
    if changed:
        for key in changed:
            setattr(found, key, newer[key])
        found.save(update_fields=changed)
    return found


def _find_or_make(contact: Contact, phone: str) -> Customer:
    found = None
    if contact.email:
        at_address = Customer.objects.at_address(contact.email)
        found = at_address.first()
    elif phone:
        found = Customer.objects.filter(phone=phone, name=contact.name, email="").first()
    if found is not None:
        return found
    made = Customer(
        name=contact.name,
        email=contact.email,
        phone=phone,
        locale=contact.locale,
        time_zone=contact.time_zone or zone_of_phone(phone) or "UTC",
    )
    if not contact.email:
        made.save(force_insert=True)
        return made
    # Of many payments of somebody new at once, one makes him and the others find him.
    Customer.objects.bulk_create([made], ignore_conflicts=True)
    return at_address.get()
