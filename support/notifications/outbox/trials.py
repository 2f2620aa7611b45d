"""Sending words that are not in use yet to the person who writes them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

import phonenumbers
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.brand.reading import brand_of
from support.customers.models import Customer
from support.notifications.addresses.mail_ids import message_id_of
from support.notifications.models import Channel, Notification, Urgency
from support.notifications.outbox.waking import wake
from support.notifications.words.rendering import render_wording
from support.notifications.words.rules import LONGEST_SUBJECT, Draft, check_wording, tidied
from web.access import name_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

TRIAL = "test"  # stands where other messages name the version of their wording
MARK = "[Test]"
MOST_AN_HOUR = 20
LIFETIME = timedelta(hours=1)


@transaction.atomic
def send_trial(
    draft: Draft, *, words: Mapping[str, str], author: "User", phone: str = "", now: datetime
) -> Notification:
    """Queue a message with these words to its author, marked as a test, and return it.

    An e-mail goes to the author's own address, an SMS to `phone`. Raises ValidationError for
    words that could not be saved, without an address, and after MOST_AN_HOUR.
    """
    draft = tidied(draft)
    check_wording(draft)
    rendered = render_wording(draft, words)
    if rendered is None:
        raise ValidationError(_("This case lacks something that the message must tell."))
    _refuse_too_many(author, now)
    address = _phone(phone) if draft.is_sms else author.email
    if not address:
        raise ValidationError(_("Your user has no e-mail address, so there is nowhere to send to."))
    row = _row(draft, author, address, now)
    row.context = dict(words)
    if draft.is_sms:
        brand = brand_of(draft.language).name
        sms = replace(rendered, text=f"{MARK} {rendered.text}").named_for(address, brand)
        row.text, row.segments = sms.text, sms.segments
    else:
        row.subject = f"{MARK} {rendered.subject}"[:LONGEST_SUBJECT]
        row.text = rendered.text
        row.html = rendered.html
    row.save()
    transaction.on_commit(partial(wake, [draft.channel]))
    return row


def _row(draft: Draft, author: "User", address: str, now: datetime) -> Notification:
    row = Notification(
        customer=as_recipient(author),
        event=draft.event,
        channel=Channel(draft.channel),
        language=draft.language,
        address=address,
        dedupe_key=f"{_trials_of(author)}{uuid4()}",
        urgency=Urgency.URGENT,
        wording=TRIAL,
        not_before=now,
        expires_at=now + LIFETIME,
        created_at=now,
        updated_at=now,
    )
    row.message_id = message_id_of(row.pk)
    return row


def as_recipient(author: "User") -> Customer:
    """Return the author as somebody who can be written to."""
    found = Customer.objects.at_address(author.email).first() if author.email else None
    if found is not None:
        return found
    name = name_of(author)
    if author.email:
        return Customer.objects.create(name=name, email=author.email)
    unreachable = Customer.objects.filter(name=name, email="", phone="")
    return unreachable.first() or unreachable.create(name=name)


def _phone(typed: str) -> str:
    """Return a number in E.164. Raises ValidationError for what is none."""
    try:
        number = phonenumbers.parse(typed, None)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValidationError(
            _("Please give the number with its country, like %(sample)s.")
            % {"sample": "+44 7700 900123"}
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _refuse_too_many(author: "User", now: datetime) -> None:
    lately = Notification.objects.filter(
        dedupe_key__startswith=_trials_of(author), created_at__gt=now - timedelta(hours=1)
    )
    if lately.count() >= MOST_AN_HOUR:
        raise ValidationError(
            _("You have sent %(most)s tests within an hour. Please wait a little.")
            % {"most": MOST_AN_HOUR}
        )


def _trials_of(author: "User") -> str:
    return f"wording-test:{author.pk}:"
