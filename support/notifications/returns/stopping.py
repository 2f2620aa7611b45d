"""What STOP and START do, and whose number it is that sent an SMS."""

from datetime import datetime

import phonenumbers
from django.db import transaction

from support.customers.models import Customer
from support.notifications.models import Channel, Suppression
from support.notifications.outbox.suppressions import release, suppress

LONGEST_NUMBER = 40
# Networks leave the "+" out, and some the calling code as well.
HOME_COUNTRIES = ("CN",)


@transaction.atomic
def stop(numbers: list[str], words: str, now: datetime) -> None:
    """Put what may be somebody's number on the suppression list. The same again changes nothing."""
    for number in numbers:
        why = Suppression.Why.STOPPED
        suppress(Channel.SMS, number, why=why, words=words.strip(), now=now)


@transaction.atomic
def start(numbers: list[str], now: datetime) -> bool:
    """Take a number off the suppression list if a STOP put it there; whether it did.

    One that bounced is let again by an agent.
    """
    stopped = [
        suppression
        for number in numbers
        for suppression in Suppression.objects.holding(Channel.SMS, number)
        if suppression.why == Suppression.Why.STOPPED
    ]
    for suppression in stopped:
        release(suppression, actor=None, now=now)
    return bool(stopped)


def is_held(number: str) -> bool:
    """Whether no SMS goes to a number, for whatever reason."""
    return Suppression.objects.holding(Channel.SMS, number).exists()


def numbers_of(phone: str) -> list[str]:
    """Return the numbers, as E.164, that a network's way of writing one may mean.

    Of several those that customers have; where nobody has any, the likeliest one alone.
    """
    written = phone.strip()[:LONGEST_NUMBER]
    if written.startswith(("+", "00")):
        international = f"+{written.removeprefix('+').removeprefix('00')}"
        return [_e164(parsed) for parsed in _read(international, None)]
    read = _read(f"+{written}", None)
    for country in HOME_COUNTRIES:
        read += _read(written, country)
    read.sort(key=lambda parsed: not phonenumbers.is_valid_number(parsed))
    numbers = list(dict.fromkeys(_e164(parsed) for parsed in read))
    ours = set(Customer.objects.filter(phone__in=numbers).values_list("phone", flat=True))
    return [number for number in numbers if number in ours] or numbers[:1]


def _read(written: str, country: str | None) -> list[phonenumbers.PhoneNumber]:
    try:
        parsed = phonenumbers.parse(written, country)
    except phonenumbers.NumberParseException:
        return []
    # A short code would be possible within its area only.
    possible = phonenumbers.is_possible_number_with_reason(parsed)
    return [parsed] if possible == phonenumbers.ValidationResult.IS_POSSIBLE else []


def _e164(parsed: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
