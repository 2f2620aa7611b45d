"""Whose payment it is, as an event says it: an object, fields beside the payment's, or an id."""

from collections.abc import Mapping

import phonenumbers

from support.customers.contacts import Contact, read_email
from support.customers.reading import read_phone, read_zone_name
from support.intake.events.finding import Located, as_object
from support.intake.events.sent import Found, Sent
from support.payments.as_sent import text_of

BOUNDS = {"name": 200, "phone": 40, "locale": 35, "customer_id": 100}
_NAMES = {
    "name": ("name", "full_name", "display_name"),
    "email": ("email", "e_mail", "email_address", "mail"),
    "phone": ("phone", "phone_number", "mobile", "mobile_number", "msisdn", "telephone"),
    "locale": ("locale", "language", "lang"),
    "time_zone": ("time_zone", "timezone", "tz"),
    "customer_id": ("customer_id", "id", "user_id"),
    "first": ("first_name", "given_name", "first", "given"),
    "last": ("last_name", "family_name", "last", "family", "surname"),
}
_FLAT = {
    name: tuple(f"customer_{each.removeprefix('customer_')}" for each in names)
    for name, names in _NAMES.items()
}


def read_contact(located: Located) -> Contact:
    """Return what an event says of the customer; what can't be read is noted and left out."""
    levels = dict.fromkeys([located.payment, *reversed(located.envelopes)])
    parts = [part for level in levels if (part := _customer_in(level))]
    found = [_read(part, _NAMES) for part in parts] + [_read(located.payment, _FLAT)]
    told = {
        name: next((each[name] for each in found if each[name]), "")
        for name in Contact.__annotations__
    }
    return Contact(**told)


def _customer_in(level: Sent) -> Sent | None:
    """Return the object that is the customer; one that is no object is their id or address."""
    found = level.find("customer")
    if found is None:
        return None
    if (item := as_object(found.value)) is not None:
        return level.part(Found(found.name, item))
    if isinstance(found.value, Mapping | list | bool):
        level.note(found)
        return None
    text = text_of(found.value) or ""
    return Sent({"email" if read_email(text) else "id": text}, level.notes, f"{found.name}.")


def _read(part: Sent, names: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {
        "name": _name(part, names),
        "email": _email(part, names["email"]),
        "phone": _phone(part, names["phone"]),
        "locale": _locale(part, names["locale"]),
        "time_zone": _time_zone(part, names["time_zone"]),
        "customer_id": _word(part, "customer_id", names["customer_id"]),
    }


def _name(part: Sent, names: Mapping[str, tuple[str, ...]]) -> str:
    found = part.find(*names["name"])
    item = as_object(found.value) if found else None
    if found is None or item is not None:
        inner = part if item is None else Sent(item, part.notes)
        words = [inner.find(*names["first"]), inner.find(*names["last"])]
        whole = " ".join(text_of(word.value) or "" for word in words if word).strip()
        if whole or found is None:
            return whole[: BOUNDS["name"]].strip()
    text = part.cut(found, text_of(found.value, "value", "full", "full_name"), BOUNDS["name"])
    return part.unless_nothing(found, text)


def _email(part: Sent, names: tuple[str, ...]) -> str:
    """Return the first address; that there are more of them is noted."""
    found = part.find(*names)
    if found is None:
        return ""
    value = found.value
    texts = [text_of(each) for each in value] if isinstance(value, list) else []
    text = ", ".join(filter(None, texts)) or text_of(value, "value", "address", "email") or ""
    address = read_email(text)
    if not address or text.count("@") > 1:
        part.note(found, is_cut=bool(address))
    return address


def _phone(part: Sent, names: tuple[str, ...]) -> str:
    """Return a number as it was sent: it is read with the country of its channel or source."""
    found = part.find(*names)
    if found is None:
        return ""
    value = found.value[0] if isinstance(found.value, list) and found.value else found.value
    text = _international(Sent(value, [])) if isinstance(value, Mapping) else text_of(value)
    if text is None or len(text) > BOUNDS["phone"]:
        part.note(found)
        return ""
    if isinstance(found.value, list) and len(found.value) > 1:
        part.note(found, is_cut=True)
    return part.unless_nothing(found, text)


def _international(phone: Sent) -> str | None:
    """Put a country's code and a national number together."""
    number = phone.find("number", "national_number", "value", "e164", "phone", "phone_number")
    code = phone.find("country_code", "country", "calling_code", "prefix", "region")
    text = text_of(number.value) if number else None
    if text is None or code is None or text.startswith("+"):
        return text
    country = (text_of(code.value) or "").strip().lstrip("+").removeprefix("00")
    if not country.isdecimal():
        return read_phone(text, country) or text
    region = phonenumbers.region_code_for_country_code(int(country[:4]))
    return read_phone(text, region) or f"+{country} {text}"


def _locale(part: Sent, names: tuple[str, ...]) -> str:
    """Return the first of a browser's list of languages; its weights are none of our business."""
    found = part.find(*names)
    if found is None:
        return ""
    text = (text_of(found.value, "value", "code") or "").split(",")[0].split(";")[0].strip()
    if not text or len(text) > BOUNDS["locale"]:
        part.note(found)
        return ""
    return part.unless_nothing(found, text)


def _time_zone(part: Sent, names: tuple[str, ...]) -> str:
    found = part.find(*names)
    if found is None:
        return ""
    zone = read_zone_name(text_of(found.value, "name", "id") or "")
    if not zone:
        part.note(found)
    return zone


def _word(part: Sent, bound: str, names: tuple[str, ...]) -> str:
    """Return a customer's id; cut it would be another's."""
    found = part.find(*names)
    if found is None:
        return ""
    text = text_of(found.value, "value", "id")
    if not text or len(text) > BOUNDS[bound]:
        part.note(found)
        return ""
    return part.unless_nothing(found, text)
