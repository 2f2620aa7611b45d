"""Reading what is said of somebody: their number, their clock, and all of it together."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

import phonenumbers
from phonenumbers import PhoneNumber
from phonenumbers import timezone as phone_zones

from support.customers.contacts import Contact, KnownContact, read_email
from support.customers.models import language_of
from troubleshooting.checks.reading.as_written import Unreadable, read_zone

MOST_LOOKED_AT = 100  # characters of what should be one number
# Days on which clocks of either hemisphere show whether they go alike.
_WINTER, _SUMMER = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
# China has one legal time, though the database knows the clock that is used beside it in Xinjiang.
_LEGAL_TIME = {"CN": "Asia/Shanghai"}


def read_contact(contact: Contact, *, country: str = "", zone: str = "") -> KnownContact:
    """Read what a payment says of its customer; what can't be read counts as not said.

    `country` (ISO 3166) reads a number without a country's prefix; it is that of the source or the
    channel. Somebody's clock is the one they name, else that of their phone, else of their locale;
    `zone` is the channel's, for whom nothing else tells, and UTC stands where that says nothing.
    An event asks for it twice and a number takes a while to read, so what was read is kept by what
    was said: no process remembers somebody for longer.
    """
    readings = vars(contact).setdefault("_readings", {})
    if (country, zone) not in readings:
        readings[country, zone] = _read_contact(contact, country, zone)
    known: KnownContact = readings[country, zone]
    return known


def _read_contact(contact: Contact, country: str, zone: str) -> KnownContact:
    number = _read_number(contact.phone, country)
    phone = _in_full(number)
    return KnownContact(
        name=_line(contact.name)[:200],
        email=read_email(contact.email),
        phone=phone,
        phone_said=_line(contact.phone)[:60],
        locale=_line(contact.locale)[:35],
        language=language_of(contact.locale),
        time_zone=read_zone_name(contact.time_zone)
        or _zone_of_number(number)
        or zone_of_locale(contact.locale)
        or read_zone_name(zone)
        or "UTC",
        customer_id=_line(contact.customer_id)[:200],
    )


def _line(text: str) -> str:
    """Return a text as one line that PostgreSQL takes: without NUL and halves of characters."""
    return " ".join(text.replace("\0", "").encode("utf-8", "ignore").decode().split())


def read_phone(value: str | None, country: str = "") -> str:
    """Return a number in E.164, or "" when it is none that could exist.

    `country` is the ISO 3166 code of the country in which a number without a country's prefix is
    dialled; without it such a number can't be read. Asks for possible, not valid, numbers: those
    reserved for fiction are not "valid".
    """
    return _in_full(_read_number(value, country))


def _read_number(value: str | None, country: str) -> PhoneNumber | None:
    text = (value or "").strip()[:MOST_LOOKED_AT]
    if not text:
        return None
    return _possible(text, country.upper()) or _possible(_international(text), "")


def _in_full(number: PhoneNumber | None) -> str:
    form = phonenumbers.PhoneNumberFormat.E164
    return phonenumbers.format_number(number, form) if number else ""


def _international(text: str) -> str:
    """Return "0086 …" as "+86 …"; a number dialled at home begins with one zero at most."""
    return "+" + text[2:] if text.startswith("00") else text


def _possible(text: str, country: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number_with_reason(number)
    # Without its area code nobody abroad could dial it.
    return number if possible == phonenumbers.ValidationResult.IS_POSSIBLE else None


def zone_of_phone(phone: str) -> str:
    """Return the time zone of a number, or "" where its country or place has none or several.

    Several zones whose clocks go alike are one: London is told of Guernsey and Jersey as well.
    """
    return _zone_of_number(phonenumbers.parse(phone, None)) if phone else ""


def _zone_of_number(number: PhoneNumber | None) -> str:
    if number is None:
        return ""
    zones = set(phone_zones.time_zones_for_number(number)) - {phone_zones.UNKNOWN_TIMEZONE}
    if not zones:  # a number that nobody was given yet; its country may have one zone all the same
        places = phone_zones.time_zones_for_geographical_number(number)
        return places[0] if len(places) == 1 and places[0] != phone_zones.UNKNOWN_TIMEZONE else ""
    # The country that the prefix is named for comes before those that share it.
    region = phonenumbers.region_code_for_country_code(number.country_code or 0) or ""
    at_home = [zone for zone in _zones_by_region().get(region, ()) if zone in zones]
    return _only_one([*at_home, *sorted(zones)])


def zone_of_locale(locale: str) -> str:
    """Return the time zone of a locale's region, or "" where it names none or one of several."""
    for part in locale.replace("_", "-").split("-")[1:]:
        if len(part) == 2 and part.isalpha():
            region = part.upper()
            return _LEGAL_TIME.get(region) or _only_one(_zones_by_region().get(region, ()))
    return ""


@cache
def country_of_zone(zone: str) -> str:
    """Return the ISO 3166 code of the country in which a time zone lies, or "" for UTC and such."""
    return next((region for region, zones in _zones_by_region().items() if zone in zones), "")


def read_zone_name(text: str) -> str:
    """Return the name of a time zone as the database has it, or "" for what is none.

    Old names such as "PRC" and names in other case are names too.
    """
    bare = text.strip()
    try:
        return read_zone(bare).key
    except Unreadable:
        return _zones_in_small_letters().get(bare.lower(), "")


def _only_one(zones: Sequence[str]) -> str:
    """Return the first of some zones if the clocks of all go alike, else ""."""
    known = [zone for zone in zones if read_zone_name(zone)]
    clocks = {
        tuple(day.astimezone(clock).utcoffset() for day in (_WINTER, _SUMMER))
        for clock in map(ZoneInfo, known)
    }
    return known[0] if len(clocks) == 1 else ""


@cache
def _zones_by_region() -> dict[str, tuple[str, ...]]:
    """Read which zones each country has, as the tz database lists them, the most peopled first."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    found: dict[str, tuple[str, ...]] = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            region, _place, zone = line.split("\t")[:3]
            found[region] = (*found.get(region, ()), zone)
    return found


@cache
def _zones_in_small_letters() -> dict[str, str]:
    return {zone.lower(): zone for zone in available_timezones()}


def has_chinese(text: str) -> bool:
    """Tell whether somebody writes Chinese characters."""
    return any("\u4e00" <= char <= "\u9fff" for char in text)
