"""Who an SMS comes from and what it costs, by the country of its number."""

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import phonenumbers
from django.conf import settings

from support.customers.reading import has_chinese
from support.notifications.addresses.providers import provider_urls

EVERYWHERE_ELSE = "*"
THE_BRAND = "{brand}"  # of a signature: the name that customers know


@dataclass(frozen=True)
class Sender:
    """What a country asks for. An empty sender is the one in the address of the provider.

    `signature` stands before the text in 【】, with "{brand}" for the name that customers know;
    without a `price` the one in the settings holds. Where one `answers_help`, HELP is answered.
    """

    sender: str = ""
    signature: str = ""
    price: Decimal | None = None
    answers_help: bool = False

    def signature_of(self, brand: str) -> str:
        return self.signature.replace(THE_BRAND, brand)


def number_of(address: str) -> str | None:
    """Return a number as E.164, or None for what can't be one. It must begin with its "+"."""
    parsed = _parsed(address)
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


SHORTEST = 9  # with its prefix; what is shorter reaches nobody at home


def country_of(address: str) -> str:
    """Return the ISO code of a number's country, "" where there is none.

    Numbers that nobody has been given count to the main country of their calling code. The last
    three digits tell no country from another, so that no whole number is kept.
    """
    is_short = len(address) < SHORTEST
    return _country_of_block(address if is_short else f"{address[:-3]}000")


@lru_cache(maxsize=1024)
def _country_of_block(address: str) -> str:
    parsed = _parsed(address)
    if parsed is None:
        return ""
    known = phonenumbers.region_code_for_number(parsed)
    return known or phonenumbers.region_code_for_country_code(parsed.country_code or 0)


def sender_for(address: str) -> Sender:
    """Return what the country of a number asks for, or what holds everywhere else."""
    senders = load_senders(settings.SMS_SENDERS)
    return senders.get(country_of(address)) or senders.get(EVERYWHERE_ELSE) or Sender()


def is_ours(numbers: Collection[str]) -> bool:
    """Whether one of the numbers is one that we send from."""
    senders = {one.sender for one in load_senders(settings.SMS_SENDERS).values()}
    for url in provider_urls("sms"):
        senders |= {value for name, value in parse_qsl(urlsplit(url).query) if name == "from"}
    return not {number_of(f"+{one.removeprefix('+')}") for one in senders}.isdisjoint(numbers)


def named(text: str, address: str, brand: str) -> str:
    """Return an SMS that says who it is from, in whatever country its number is.

    What shows as its sender is a number in many countries, and replaced in others, so the text
    itself begins with the brand. Where a country asks for a signature, that stands in front.
    """
    signature = sender_for(address).signature_of(brand)
    mark = f"【{signature or brand}】"
    if text.startswith(mark) or (not signature and (not brand or _begins_with(text, brand))):
        return text
    if signature or has_chinese(text):
        return mark + text
    return f"{brand}: {text}"


def _begins_with(text: str, brand: str) -> bool:
    """Whether a text names the brand at once, and not only a word that begins like it."""
    rest = text.removeprefix("[Test] ").lstrip("【").casefold()
    return rest.startswith(brand.casefold()) and not rest[len(brand) : len(brand) + 1].isalnum()


def cost_of(segments: int, address: str) -> Decimal:
    """Return what so many segments to this number cost."""
    price = sender_for(address).price
    return Decimal(settings.SMS_SEGMENT_PRICE if price is None else price) * segments


@cache
def load_senders(path: Path) -> Mapping[str, Sender]:
    """Read the table of senders by country; docs/sms.md describes it.

    Raises ValueError for a price that is no number and for a country that stands there twice.
    """
    senders: dict[str, Sender] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            country = row["country"].strip().upper()
            if country in senders:
                raise ValueError(f"{path.name} has {country} twice")
            senders[country] = Sender(
                sender=row["sender"].strip(),
                signature=row["signature"].strip().strip("【】"),
                price=_price(row["price"]),
                answers_help=(row.get("help") or "").strip().casefold() == "yes",
            )
    return senders


def _price(written: str) -> Decimal | None:
    if not written.strip():
        return None
    price = Decimal(written.strip()) if written.strip().replace(".", "", 1).isdecimal() else None
    if price is None:
        raise ValueError(f"{written} is no price of a segment")
    return price


def _parsed(address: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(address)
    except phonenumbers.NumberParseException:
        return None
