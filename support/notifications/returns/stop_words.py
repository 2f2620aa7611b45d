"""What customers send back by SMS: the words that stop messages, and those that let them again."""

import logging
import re
import unicodedata
from datetime import datetime
from enum import StrEnum

import phonenumbers
from django.db import transaction

from support.customers.models import Customer
from support.notifications.models import Channel, Suppression
from support.notifications.outbox.suppressions import release, suppress

logger = logging.getLogger(__name__)

# What carriers of the countries served take for a stop. Only the whole message counts: "please
# don't stop" is none. In China it is 退订, TD or T, and 拒收请回复R.
STOP_WORDS = frozenset({
    "stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "optout", "opt out",
    "revoke", "arret", "td", "t", "r", "退订", "退定", "取消订阅", "取消", "停止", "停止订阅",
    "拒收", "不要再发", "退訂", "取消訂閱",
})  # fmt: skip
START_WORDS = frozenset({
    "start", "unstop", "resume", "subscribe", "恢复", "恢复订阅", "订阅", "开始", "接收", "恢復",
    "訂閱",
})  # fmt: skip
LONGEST = 40

# Networks leave the "+" out, and some the calling code as well.
HOME_COUNTRIES = ("CN",)
_PUNCTUATION = re.compile(r"[^\w\s]+|_+")


class Meaning(StrEnum):
    STOP = "stop"
    START = "start"
    OTHER = "other"


def meaning_of(text: str) -> Meaning:
    """Say whether a text as a whole stops messages or lets them again."""
    if len(text) > LONGEST:
        return Meaning.OTHER
    folded = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    words = " ".join(_PUNCTUATION.sub(" ", plain).split())
    if words in STOP_WORDS:
        return Meaning.STOP
    return Meaning.START if words in START_WORDS else Meaning.OTHER


@transaction.atomic
def take_incoming_sms(phone: str, text: str, now: datetime) -> Meaning:
    """Do what a customer's SMS asks for. The same SMS twice does it once.

    STOP puts the number on the suppression list. START takes it off, if it is there for a STOP: a
    number that bounced is let again by an agent. Anything else changes nothing.
    """
    meaning = meaning_of(text)
    numbers = numbers_of(phone)
    if meaning is Meaning.OTHER or not numbers:
        logger.info("An incoming SMS asks for nothing we know")
        return Meaning.OTHER
    for number in numbers:
        if meaning is Meaning.STOP:
            why = Suppression.Why.STOPPED
            suppress(Channel.SMS, number, why=why, words=text.strip(), now=now)
        else:
            _let_again(number, now)
    return meaning


def numbers_of(phone: str) -> list[str]:
    """Return the numbers, as E.164, that a network's way of writing one may mean.

    Of several those that customers have; where nobody has any, the likeliest one alone.
    """
    written = phone.strip()[:LONGEST]
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


def _let_again(number: str, now: datetime) -> None:
    stopped = Suppression.objects.holding(Channel.SMS, number).filter(why=Suppression.Why.STOPPED)
    for suppression in stopped:
        release(suppression, actor=None, now=now)


def _read(written: str, country: str | None) -> list[phonenumbers.PhoneNumber]:
    try:
        parsed = phonenumbers.parse(written, country)
    except phonenumbers.NumberParseException:
        return []
    return [parsed] if phonenumbers.is_possible_number(parsed) else []


def _e164(parsed: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
