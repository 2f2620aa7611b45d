"""Changing where a customer is reached, and handing out and ending the links of their page.

Each locks the case; what was typed wrong is written down, so nothing is raised for that.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.cases.correcting import edit_contact
from support.cases.links import link_for, revoke_link
from support.cases.locked import lock_kept, lock_payment
from support.cases.models import Case, CaseEvent, Message, StatusLink, log
from support.cases.telling.message_words import message_context
from support.customers.contacts import Contact, read_email
from support.customers.mailboxes import is_same_mailbox
from support.customers.reading import country_of_zone, read_phone
from support.guidance.hearing import hear_customer
from support.notifications.addresses.masking import mask_address
from support.notifications.models import Channel
from support.notifications.outbox.roads import usable_channels
from support.notifications.outbox.whereabouts import address_of
from support.notifications.services import queue_message
from support.portal.contacting.codes import DAY, count_code, enter_code, latest_code, send_code
from support.portal.contacting.elsewhere import hold_open_cases, keep_contact, reached_alike
from support.portal.contacting.models import ContactChange
from support.portal.models import Post

MOST_CHANGES = 5  # of a case in 24 hours
HOLDS = timedelta(hours=1)  # a change that nobody goes on with


@dataclass(frozen=True)
class Entered:
    """What became of the codes that were typed; `link` is the new one where it is all done."""

    is_new_right: bool = True
    is_old_right: bool = True
    is_handed_over: bool = False
    link: StatusLink | None = None
    elsewhere: tuple[str, ...] = ()  # other cases for which it holds


@transaction.atomic
def ask_change(case: Case, channel: Channel, typed: str, *, now: datetime) -> ContactChange:
    """Begin to reach a customer at another address: it gets a code, and so does the old one.

    What was begun before ends. Raises ValidationError for an address that is none, the one that we
    have, and beyond the bounds of a day. Whose else an address is, is not looked at.
    """
    case = lock_kept(case)
    asked = ContactChange.objects.filter(case=case, asked_at__gt=now - DAY).count()
    if asked >= MOST_CHANGES:
        raise ValidationError(
            _("You have changed this often today. Please try again tomorrow, or write to us."),
            code="too_often",
        )
    address = _read(case, channel, typed)  # after the bound, or guesses were free beyond it
    _settle(case, now)
    proof = _proof(case, channel)
    change = ContactChange.objects.create(
        case=case, channel=channel, address=address, asked_at=now,
        asked_channel=proof or "", asked_address=address_of(case.contact, proof) if proof else "",
    )  # fmt: skip
    _send_codes(case, change, now)
    return change


@transaction.atomic
def send_again(case: Case, *, now: datetime) -> None:
    """Send new codes for what is under way to those who have not proven theirs yet.

    Raises ValidationError beyond the bounds of a day.
    """
    case = lock_kept(case)
    change = change_under_way(case, now)
    if change is not None:
        _send_codes(case, change, now)


@transaction.atomic
def drop_change(case: Case, *, now: datetime) -> None:
    """Leave everything as it is."""
    _settle(lock_kept(case), now)


@transaction.atomic
def enter_codes(
    link: StatusLink, new: str, old: str, *, now: datetime, everywhere: bool = False
) -> Entered:
    """Try the codes of both addresses; with both the contact is changed, links and messages follow.

    `everywhere` says that it is to hold for the customer's other open cases that are reached at the
    same old address, too. Where no old address can be asked, the new one's is enough to leave it to
    a person. Codes that are right stay so. Nothing is under way, or the contact was changed
    meanwhile: nothing is right.
    """
    if link.case.payment_id is not None and not everywhere:
        lock_payment(link.case.payment_id)  # comes before the case, which may be taken up again
    others = hold_open_cases(link.case) if everywhere else []
    case = lock_kept(link.case)
    change = change_under_way(case, now)
    if change is None or _is_overtaken(case, change):
        _settle(case, now)
        return Entered(is_new_right=False, is_old_right=False)
    is_new_right = enter_code(latest_code(case, change, new=True), new, now)
    must_ask = bool(change.asked_address)
    is_old_right = not must_ask or enter_code(latest_code(case, change, new=False), old, now)
    if not (is_new_right and is_old_right):
        return Entered(is_new_right, is_old_right)
    if not must_ask:
        _hand_over(link, case, change, now)
        return Entered(is_handed_over=True)
    others = reached_alike(others, case, change)
    for other in others:
        keep_contact(other)
    for other in others:
        _change(other, change, now)
    elsewhere = tuple(other.reference for other in others)
    return Entered(link=_change(case, change, now), elsewhere=elsewhere)


def change_under_way(case: Case, now: datetime) -> ContactChange | None:
    """Return what a case's customer is changing, if they still are."""
    begun = ContactChange.objects.filter(case=case, settled_at=None, asked_at__gt=now - HOLDS)
    return begun.first()


@transaction.atomic
def end_links(case: Case, *, now: datetime) -> None:
    """End every link of a case as its customer asks; the next message carries a new one."""
    case = lock_kept(case)
    _settle(case, now)
    if revoke_link(case, now):
        log(case, CaseEvent.Kind.LINK_ENDED, now=now)


@transaction.atomic
def ask_link(case: Case, *, now: datetime) -> None:
    """Send a code for a new link to where the case's customer is reached, if anywhere.

    Raises ValidationError beyond the bounds of a day.
    """
    case = lock_kept(case)
    channel = next(iter(usable_channels(case.customer, case.contact)), None)
    if channel is None:
        count_code(case, now)
    else:
        send_code(case, channel, address_of(case.contact, channel), now=now)


@transaction.atomic
def enter_for_link(case: Case, typed: str, *, now: datetime) -> StatusLink | None:
    """Return the case's link to who knows the code that was sent for it, once; None to others."""
    case = lock_kept(case)
    code = latest_code(case, None, new=False)
    if code is None or code.proven_at is not None or not enter_code(code, typed, now):
        return None
    return link_for(case, now)


def _read(case: Case, channel: Channel, typed: str) -> str:
    """Return an address as it is written to."""
    contact = case.contact
    if channel == Channel.EMAIL:
        address, refusal = read_email(typed), _("This is no e-mail address.")
        is_same = is_same_mailbox(address, contact.email)
    else:
        address = read_phone(typed, country_of_zone(contact.time_zone))
        refusal = _("This is no phone number. Begin with + and the country.")
        is_same = address == contact.phone
    if not address:
        raise ValidationError(refusal, code="unread")
    if is_same:
        raise ValidationError(_("That is where we write to you already."), code="same")
    return address


def _proof(case: Case, channel: Channel) -> Channel | None:
    """Return by which channel who is reached now is asked: that which changes, if it has one.

    Where it has an address that nothing reaches, nobody can be asked.
    """
    usable = usable_channels(case.customer, case.contact)
    wanted = channel if address_of(case.contact, channel) else channel.other
    return wanted if wanted in usable else None


def _is_overtaken(case: Case, change: ContactChange) -> bool:
    """Tell whether who is to agree is no longer who is reached: an agent has changed it since."""
    proof = _proof(case, Channel(change.channel))
    asked = address_of(case.contact, proof) if proof else ""
    return bool(change.asked_address) and change.asked_address != asked


def _send_codes(case: Case, change: ContactChange, now: datetime) -> None:
    new, old = (latest_code(case, change, new=is_new) for is_new in (True, False))
    if new is None or new.proven_at is None:
        channel = Channel(change.channel)
        send_code(case, channel, change.address, now=now, change=change, is_of_new_address=True)
    if change.asked_address and (old is None or old.proven_at is None):
        send_code(case, Channel(change.asked_channel), change.asked_address, now=now, change=change)


def _settle(case: Case, now: datetime) -> None:
    begun = ContactChange.objects.filter(case=case, settled_at=None)
    begun.update(settled_at=now, address="", asked_address="")


def _change(case: Case, change: ContactChange, now: datetime) -> StatusLink:
    """Change the contact that both addresses agree to; tell both, the new one with the link.

    The old one is told once, however many cases there are.
    """
    channel, address = Channel(change.channel), change.address
    contact, old = case.contact, address_of(case.contact, channel)
    reached = {"email": contact.email, "phone": contact.phone}
    reached["email" if channel == Channel.EMAIL else "phone"] = address
    case = edit_contact(case, Contact(name=contact.name, **reached), now=now)
    _settle(case, now)
    link = link_for(case, now)
    words = message_context(case, "contact-changed", now=now)
    # With its dots an SMS would have 70 characters instead of 160.
    hidden = mask_address(address).replace("•", "*")
    told = {"new_address": hidden, "how_to_reach_us": words["how_to_reach_us"]}
    told |= {"reference": case.reference, "customer_name": contact.name}
    queue_message(
        case.customer, "contact-changed", channel=channel,
        dedupe_key=f"changed-{change.pk}-{case.pk}",
        context={**told, "status_url": link.url}, now=now, thread=case.reference,
        contact=case.contact,
    )  # fmt: skip
    if old and case.pk == change.case_id:
        # Of no thread: what waits in that follows to the new address.
        where = replace(case.contact, email=contact.email, phone=contact.phone)
        queue_message(
            case.customer, "contact-changed", channel=channel,
            dedupe_key=f"changed-{change.pk}-old", context=told, now=now, contact=where,
        )  # fmt: skip
    return link


def _hand_over(link: StatusLink, case: Case, change: ContactChange, now: datetime) -> None:
    """Leave it to a person: the customer's wish is heard as words of theirs, the rest is told."""
    address = change.address
    before = mask_address(address_of(case.contact, Channel(change.channel)))
    changed = [change.channel, before, mask_address(address)]
    _settle(case, now)
    words = _("Please write to me at %(address)s from now on.") % {"address": address}
    message = hear_customer(case, words, medium=Message.Medium.PAGE, now=now)
    log(message.case, CaseEvent.Kind.CONTACT_ASKED, now=now, changes=[changed])
    Post.objects.create(link=link, key=uuid.uuid4(), message=message, digest="", posted_at=now)
