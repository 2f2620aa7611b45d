"""Changing who writes: versions are only ever added."""

import logging
import re
import unicodedata
from dataclasses import asdict, fields
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils.translation import gettext as _

from support.brand.models import LONGEST, BrandVersion
from support.brand.reading import Brand

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)

_PHONE = re.compile(r"\+?[0-9][0-9 ()/.\-]{3,38}[0-9]")
# Marks by which a message is parted, or a mail's header would be broken.
_NOT_IN_A_NAME = re.compile(r"[【】<>\"@{}\[\]:：]")


class StaleBrand(Exception):
    """Somebody saved something else since this was looked at; `latest` is what stands there now."""

    def __init__(self, latest: BrandVersion) -> None:
        super().__init__(str(latest))
        self.latest = latest


@transaction.atomic
def save_brand(
    market: str, brand: Brand, *, seen: int, author: "User", now: datetime, note: str = ""
) -> BrandVersion:
    """Let customers of a market read this of us from now on, and return its version.

    `seen` is the number of the version that the author looked at, 0 for none. What is in use
    already changes nothing. Raises StaleBrand if there is a newer version, and ValidationError for
    what nobody could write to, call or read.
    """
    brand = tidied(brand)
    check_brand(brand)
    latest = _latest_locked(market)
    if latest is not None and latest.version != seen:
        raise StaleBrand(latest)
    if latest is not None and brand_in(latest) == brand:
        return latest
    BrandVersion.objects.in_use().filter(market=market).update(is_current=False)
    version = BrandVersion.objects.create(
        market=market,
        version=latest.version + 1 if latest else 1,
        **asdict(brand),
        note=note.strip()[:200],
        author=author,
        created_at=now,
        is_current=True,
    )
    logger.info("Who writes to %s was saved by user %s", version, author.pk)
    return version


def brand_in(version: BrandVersion) -> Brand:
    return Brand(**{field.name: getattr(version, field.name) for field in fields(Brand)})


def latest_version(market: str) -> BrandVersion | None:
    return BrandVersion.objects.history(market).first()


def tidied(brand: Brand) -> Brand:
    """Take away blanks that nobody meant, and the ends of lines."""
    return Brand(**{name: " ".join(word.split()) for name, word in asdict(brand).items()})


def check_brand(brand: Brand) -> None:
    """Raise ValidationError with whole sentences by field for what can't be used."""
    errors: dict[str, list[str]] = {}
    for field, word in asdict(brand).items():
        if sentence := _problem(field, word):
            errors[field] = [sentence]
    if brand.hours and not brand.phone:
        errors["hours"] = [_("These are the phone's hours: please enter its number too.")]
    if errors:
        raise ValidationError(errors)


def _problem(field: str, word: str) -> str:
    if len(word) > LONGEST[field]:
        return _("This is longer than %(most)s characters.") % {"most": LONGEST[field]}
    if any(unicodedata.category(char)[0] == "C" for char in word):
        return _("There is an invisible or damaged character in it. Please remove it.")
    if field == "name" and _NOT_IN_A_NAME.search(word):
        return _("A name can't have brackets, braces, quotes, colons or an @.")
    if field == "reply_address" and word and not _is_mailbox(word):
        return _("This is not an e-mail address.")
    if field == "phone" and word and not _PHONE.fullmatch(word):
        return _("Please write the number as customers dial it, like %(sample)s.") % {
            "sample": "+44 20 7946 0123"
        }
    return ""


def _is_mailbox(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return address.isascii()


def _latest_locked(market: str) -> BrandVersion | None:
    """Return the newest version; whoever else changes the same waits until we are done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('brand'), hashtext(%s))", [market])
    return latest_version(market)
