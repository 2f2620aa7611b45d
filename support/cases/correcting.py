"""A contact was corrected, by its source or by a person: case and waiting messages follow."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from support.cases.links import link_for, revoke_link
from support.cases.locked import lock_kept
from support.cases.models import Case, CaseEvent, log
from support.cases.models.contact import CONTACT_COLUMNS, columns_of
from support.customers.contacts import Contact, KnownContact
from support.customers.mailboxes import is_same_mailbox
from support.customers.matching import says_another_number
from support.customers.models import Customer, language_of
from support.customers.reading import read_contact, zone_of_locale, zone_of_phone
from support.notifications.addresses.masking import mask_address
from support.notifications.models import Channel, Notification, State
from support.notifications.outbox.readdressing import readdress
from support.notifications.services import cancel_notification
from troubleshooting.checks.reading.names import Likeness, compare_names

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# What a line of the timeline names; addresses are masked there, for it is kept for ever.
TOLD = ("name", "email", "phone", "phone_said", "locale")
REACHED_AT = ("email", "phone")
CUSTOMER = "customer"  # who corrected it, where nobody of ours or a source did


def correct_contact(case: Case, contact: KnownContact, *, now: datetime) -> bool:
    """Let a locked case follow what its own payment's source now says of its customer.

    What is left out stays, and another spelling corrects nothing, so that the same again changes
    nothing. Messages that still wait go to the new address with a new link: where an address was
    replaced, the links that were sent there end. A number that can't be used is kept as sent and
    takes no other's place. What a person has corrected since stays theirs. Returns whether anything
    changed.
    """
    before = _known(case)
    after = _corrected(before, contact)
    if after != before:
        after = replace(after, **_kept_by_hand(case, before))
    return _follow(case, before, after, now=now)


@transaction.atomic
def edit_contact(case: Case, typed: Contact, *, now: datetime, actor: "User | None" = None) -> Case:
    """Let a case have the name, e-mail and phone that a person typed; "" takes one away.

    Without an actor it is the customer, who has proven the addresses.

    Waiting messages go to the new address; what waits for one that was taken away is cancelled. The
    timeline keeps what it was. Raises ValidationError, by field, for an address that is none.
    """
    case = lock_kept(case)
    before, read = _known(case), read_contact(typed)
    _refuse_unread(typed, read)
    after = replace(before, name=read.name, email=read.email, phone=read.phone)
    if after.phone != before.phone:
        zone = zone_of_phone(after.phone) or before.time_zone
        after = replace(after, phone_said=read.phone_said, time_zone=zone)
    for channel, name in ((Channel.EMAIL, "email"), (Channel.SMS, "phone")):
        if getattr(before, name) and not getattr(after, name):
            _cancel_waiting(case, channel, now=now, actor=actor)
    _follow(case, before, after, now=now, actor=actor, by=CUSTOMER if actor is None else "")
    return case


def _known(case: Case) -> KnownContact:
    return case.told_contact if case.contact_zone else case.customer.contact


def _refuse_unread(typed: Contact, read: KnownContact) -> None:
    wrong = {}
    if typed.email.strip() and not read.email:
        wrong["email"] = ValidationError(_("This is no e-mail address."), code="email")
    if typed.phone.strip() and not read.phone:
        wrong["phone"] = ValidationError(
            _("This is no phone number. Begin with + and the country."), code="phone"
        )
    if wrong:
        raise ValidationError(wrong)


def _kept_by_hand(case: Case, before: KnownContact) -> dict[str, str]:
    """Return the fields that a person corrected: a source that repeats itself undoes none."""
    by_hand = Q(actor__isnull=False) | Q(values__by=CUSTOMER)
    edits = case.events.filter(by_hand, kind=CaseEvent.Kind.CONTACT)
    told = edits.values_list("values", flat=True)
    names = {name for values in told for name, *_shown in values.get("changes", ())}
    if "phone" in names:
        names |= {"phone_said", "time_zone"}
    return {name: getattr(before, name) for name in names}


def _cancel_waiting(case: Case, channel: Channel, *, now: datetime, actor: "User | None") -> None:
    waiting = Notification.objects.filter(
        thread__in=case.references, channel=channel, state=State.QUEUED
    )
    for row in waiting.select_for_update():
        cancel_notification(row, actor=actor, now=now)


def _follow(
    case: Case,
    before: KnownContact,
    after: KnownContact,
    *,
    now: datetime,
    actor: "User | None" = None,
    by: str = "",
) -> bool:
    fields = [name for name in TOLD if getattr(before, name) != getattr(after, name)]
    if not fields:
        return False
    for column, value in columns_of(after).items():
        setattr(case, column, value)
    case.language = case.contact.language
    case.save(update_fields=[*CONTACT_COLUMNS, "language", "updated_at"])
    _correct_customer(case, before, after)
    if any(getattr(before, name) and name in fields for name in REACHED_AT):
        revoke_link(case, now)
    changes = [[name, _shown(before, name), _shown(after, name)] for name in fields]
    told: dict[str, Any] = {"changes": changes, **({"by": by} if by else {})}
    log(case, CaseEvent.Kind.CONTACT, now=now, actor=actor, **told)
    for thread in case.references:
        readdress(thread, case.contact, words=lambda: _words(case, now), now=now)
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
