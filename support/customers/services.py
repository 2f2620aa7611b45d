"""Finding or making the customer of a payment, and how they want to be written to."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.customers.contacts import KnownContact
from support.customers.matching import agreement, the_one
from support.customers.models import Customer, Language
from troubleshooting.checks.reading.as_written import Unreadable, read_zone
from troubleshooting.marks.asking import Written, columns
from troubleshooting.marks.writing import made, store_parent

# The function locks an id and an address of which it finds nobody, and looks once more.
FIND = f"""
    SELECT {columns(Customer, "(found.person)")}, found.is_called_so
    FROM customers_find(%s, %s, %s, %s, %s) AS found
"""  # noqa: S608
FOUND = Written(Customer, FIND, "is_called_so")


@dataclass(frozen=True)
class Wishes:
    """What a customer decides about the messages to them; None leaves a thing as it is.

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
    if wishes.time_zone is not None:
        wanted["chosen_zone"] = wishes.time_zone
    if wishes.quiet_hours is not None:
        start, end = wishes.quiet_hours
        hours = (None, None) if start == end else (start, end)
        wanted |= {"quiet_from": hours[0], "quiet_until": hours[1]}
    if wishes.language is not None:
        wanted["chosen_language"] = wishes.language
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


@transaction.atomic(savepoint=False)
def record_customer(contact: KnownContact, *, source: str = "") -> Customer:
    """Return whose payment it is, made or brought up to date.

    The same customer is whom the source (its slug) calls by the same id, or who is at the same
    e-mail with a name and a number that do not disagree; of two without e-mail, who has the same
    number and name. Anybody less alike is another customer until a person joins the two. Of many
    payments of somebody new at once, one makes them and the others find them.

    One statement for somebody known of whom nothing is new, two or three for somebody new.
    """
    candidates = _candidates(contact, source)
    found = candidates.choose(contact)
    is_named_first = bool(contact.customer_id) and candidates.called_so is None
    if (found is None or is_named_first) and candidates.are_any:  # else the lock is held already
        candidates = _candidates(contact, source, alone=True)
        found = candidates.choose(contact)
    if found is None or _is_called_otherwise(found, candidates, contact, source):
        return _make(contact, source)
    is_called_so = found is candidates.called_so
    if not (_follow(found, contact) if is_called_so else _complete(found, contact, source)):
        # Somebody was faster, and said otherwise; or they were erased meanwhile.
        return record_customer(contact, source=source)
    return found.joined_into or found


def _is_called_otherwise(
    found: Customer, candidates: "_Candidates", contact: KnownContact, source: str
) -> bool:
    """Whoever a source knows by another id than it says is somebody else, at any address."""
    if not contact.customer_id or found is candidates.called_so:
        return False
    return found.source_ids.filter(source=source).exclude(value=contact.customer_id).exists()


@dataclass(frozen=True)
class _Candidates:
    """Who a contact may be: whom its source calls by its id, and who is at the same address."""

    called_so: Customer | None
    at_address: list[Customer]

    @property
    def are_any(self) -> bool:
        return self.called_so is not None or bool(self.at_address)

    def choose(self, contact: KnownContact) -> Customer | None:
        return self.called_so or the_one(contact, self.at_address)


def _candidates(contact: KnownContact, source: str, *, alone: bool = False) -> _Candidates:
    """Read in one statement who a contact may be.

    `alone` keeps everybody else of this id or address waiting until the transaction ends; so does
    finding nobody.
    """
    sought = [source, contact.customer_id, contact.email, contact.phone, alone]
    called_so, at_address = None, []
    for row in FOUND.ask(sought):
        if row.is_called_so:  # type: ignore[attr-defined]
            called_so = row
        else:
            at_address.append(row)
    return _Candidates(called_so, at_address)


def _make(contact: KnownContact, source: str) -> Customer:
    customer = made(
        Customer,
        name=contact.name,
        email=contact.email,
        phone=contact.phone,
        locale=contact.locale,
        time_zone=contact.time_zone,
    )
    store_parent(customer)
    if contact.customer_id:
        customer.source_ids.create(source=source, value=contact.customer_id)
    return customer


def _follow(found: Customer, contact: KnownContact) -> bool:
    """Bring up to date whom the source itself says it means; False for who was erased meanwhile."""
    said = {"name": contact.name, "email": contact.email, "phone": contact.phone}
    said["locale"] = contact.locale
    newer = {name: value for name, value in said.items() if value != getattr(found, name) and value}
    if not newer:
        return True
    _set(found, newer)
    return bool(Customer.objects.filter(pk=found.pk, erased_at=None).update(**newer))


def _complete(found: Customer, contact: KnownContact, source: str) -> bool:
    """Add what was not known, and nothing else: the same address may be told of somebody else.

    Returns False if it is known by now.
    """
    said = {"name": contact.name, "phone": contact.phone, "locale": contact.locale}
    agreed = agreement(contact, found)
    if agreed is None or not agreed[0]:
        # Nothing but the address is the same: no way to reach them comes from here, and an id that
        # was tied to them would bring another address the next time.
        said = {}
    elif contact.customer_id:
        found.source_ids.create(source=source, value=contact.customer_id)
    more = {name: value for name, value in said.items() if value and not getattr(found, name)}
    if not more:
        return True
    lacking = Customer.objects.filter(pk=found.pk, erased_at=None, **dict.fromkeys(more, ""))
    _set(found, more)
    return bool(lacking.update(**more))


def _set(customer: Customer, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        setattr(customer, name, value)
