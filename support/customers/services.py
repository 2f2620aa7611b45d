"""Finding or making the customer of a payment."""

from dataclasses import dataclass

import phonenumbers
from django.db import transaction

from support.customers.models import Customer


@dataclass(frozen=True)
class Contact:
    """What a payment says of its customer, as received."""

    name: str = ""
    email: str = ""
    phone: str = ""
    locale: str = ""
    time_zone: str = ""


def read_phone(value: str | None) -> str:
    """Return a number in E.164, or "" when it is none that could exist.

    Asks for possible, not valid, numbers: those reserved for fiction are not "valid".
    """
    if not value:
        return ""
    try:
        number = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@transaction.atomic
def record_customer(contact: Contact) -> Customer:
    """Return the customer reached at this address, made or brought up to date.

    Somebody without e-mail is found by phone and name together; without both he is always new,
    because a name alone is not a person.
    """
    phone = read_phone(contact.phone)
    found, is_new = _find_or_make(contact, phone)
    if is_new:
        return found
    newer = {"name": contact.name, "phone": phone, "locale": contact.locale}
    changed = [key for key, value in newer.items() if value and value != getattr(found, key)]
    if changed:
        for key in changed:
            setattr(found, key, newer[key])
        found.save(update_fields=changed)
    return found


def _find_or_make(contact: Contact, phone: str) -> tuple[Customer, bool]:
    values = {
        "name": contact.name,
        "email": contact.email,
        "phone": phone,
        "locale": contact.locale,
        "time_zone": contact.time_zone or "UTC",
    }
    if contact.email:
        # Of many payments of somebody new at once, one makes him and the others find him.
        return Customer.objects.at_address(contact.email).get_or_create(defaults=values)
    if phone:
        found = Customer.objects.filter(phone=phone, name=contact.name, email="").first()
        if found is not None:
            return found, False
    return Customer.objects.create(**values), True
