"""Codes of six digits: sent to one address, known by a digest, good for 15 minutes and 5 tries."""

import secrets
import unicodedata
import uuid
from dataclasses import replace
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from support.cases.models import Case
from support.notifications.models import Channel
from support.notifications.outbox.policy import CODE, CODE_HOLDS
from support.notifications.services import queue_message
from support.portal.contacting.models import ContactChange, ContactCode

DIGITS = 6
MOST_TRIES = 5
MOST_A_DAY = 10  # of a case, whatever they are for
DAY = timedelta(hours=24)


def send_code(
    case: Case,
    channel: Channel,
    address: str,
    *,
    now: datetime,
    change: ContactChange | None = None,
    is_of_new_address: bool = False,
) -> ContactCode:
    """Send a code to an address; an older one for the same ends. The caller holds the case's lock.

    Raises ValidationError where a case had as many in 24 hours as it may.
    """
    _check_bound(case, now)
    same = ContactCode.objects.filter(case=case, change=change, is_of_new_address=is_of_new_address)
    same.filter(proven_at=None, expires_at__gt=now).update(expires_at=now)
    digits = "".join(secrets.choice("0123456789") for _digit in range(DIGITS))
    salt = uuid.uuid4()
    code = ContactCode.objects.create(
        salt=salt, case=case, change=change, channel=channel,
        is_of_new_address=is_of_new_address, digest=_digest(salt, digits), sent_at=now,
        expires_at=now + CODE_HOLDS,
    )  # fmt: skip
    name = "email" if channel == Channel.EMAIL else "phone"
    minutes = int(CODE_HOLDS.total_seconds() // 60)
    queue_message(
        case.customer,
        CODE,
        channel=channel,
        dedupe_key=f"code-{code.pk}",
        context={"customer_name": case.contact.name, "code": digits, "minutes": str(minutes)},
        now=now,
        contact=replace(case.contact, **{name: address}),
    )
    return code


def count_code(case: Case, now: datetime) -> None:
    """Count a code that nobody gets, so that the bound does not tell who is reached."""
    _check_bound(case, now)
    ContactCode.objects.create(case=case, sent_at=now, expires_at=now)


def _check_bound(case: Case, now: datetime) -> None:
    sent = ContactCode.objects.filter(case=case, sent_at__gt=now - DAY)
    if sent.count() >= MOST_A_DAY:
        raise ValidationError(
            _("We have sent as many codes as we may within a day. Please try again tomorrow."),
            code="too_often",
        )


def enter_code(code: ContactCode | None, typed: str, now: datetime) -> bool:
    """Try what somebody typed; a right one stays proven. The caller holds the case's lock.

    A code that ended or was tried too often is wrong whatever is typed; so is one never sent.
    """
    if code is None or code.proven_at is not None:
        return code is not None
    if now >= code.expires_at or code.tries >= MOST_TRIES:
        return False
    code.tries += 1
    if constant_time_compare(code.digest, _digest(code.salt, digits_in(typed))):
        code.proven_at = now
    code.save(update_fields=["tries", "proven_at"])
    return code.proven_at is not None


def latest_code(case: Case, change: ContactChange | None, *, new: bool) -> ContactCode | None:
    """Return the code that counts: the last one that was sent for this."""
    codes = ContactCode.objects.filter(case=case, change=change, is_of_new_address=new)
    return codes.order_by("-sent_at", "-pk").first()


def digits_in(typed: str) -> str:
    """Return the digits of what was typed, of any width and however they were grouped."""
    plain = unicodedata.normalize("NFKC", typed[:40])
    return "".join(char for char in plain if char in "0123456789")


def _digest(salt: uuid.UUID, digits: str) -> str:
    return salted_hmac(f"contact-code-{salt}", digits, algorithm="sha256").hexdigest()
