"""What a value found in a payload becomes in a payment's news."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from support.payments.as_sent import cleaned, unread
from support.payments.references.naming import shortened
from support.sources.mapped.field_map import MINOR, FieldMap
from support.sources.mapped.fields import REFERENCE_KINDS, Field
from support.sources.mapped.moments import read_moment
from support.sources.mapped.words import our_word
from troubleshooting.checks.reading.money import (
    read_amount,
    read_currency,
    read_minor_amount,
)
from troubleshooting.checks.reading.text import Unreadable, read_whole_number, shown
from troubleshooting.checks.text import gettext_noop

OF_SEVERAL = gettext_noop("“%(value)s” holds several values or none that is plain.")
UNKNOWN_WORD = gettext_noop("Nobody has said yet what “%(value)s” means.")
NO_CURRENCY = gettext_noop("Without a currency, minor units cannot be counted.")
NAMES = {"reference", "customer_id", *REFERENCE_KINDS}

Value = str | int | datetime


@dataclass(frozen=True)
class Made:
    """A value as the news takes it. `is_cut` says that its end was left out."""

    value: Value
    is_cut: bool = False


@dataclass(frozen=True)
class Around:
    """What the reading of one value needs to know of others: the map, zone, scheme, currency."""

    field_map: FieldMap
    zone: str
    scheme: str = ""
    currency: str = ""


def plain(found: Any) -> Any:
    """Return the one plain value in what was found, None for nothing. Raises Unreadable.

    A list of one value is that value: codes come so.
    """
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    if isinstance(found, dict | list):
        if not found:
            return None
        raise Unreadable(OF_SEVERAL, value=unread("account", found).value)
    return None if found in ("", None) else found


def make(field: Field, found: Any, around: Around) -> Made | None:
    """Make a field's value of what its expression found, None of nothing. Raises Unreadable."""
    value = plain(found)
    if value is None or not _as_text(value):
        return None
    return _MAKERS[field.shape](field, value, around)


def _as_text(value: Any) -> str:
    """Write a plain value as JSON does, without blanks around it and control characters."""
    if isinstance(value, bool):
        return str(value).lower()
    return cleaned(unicodedata.normalize("NFC", value) if isinstance(value, str) else repr(value))


def _text(field: Field, value: Any, around: Around) -> Made:
    text = _as_text(value)
    if field.has_words:
        translated = around.field_map.word(field.name, text)
        text = text if translated is None else translated
    is_cut = len(text) > field.bound
    kept = shortened(text, field.bound) if field.name in NAMES else text[: field.bound]
    return Made(kept, is_cut)


def _word(field: Field, value: Any, around: Around) -> Made:
    said = _as_text(value)
    ours = around.field_map.word(field.name, said)
    if ours is None and field.name == "channel":
        ours = said
    elif ours is None:
        ours = our_word(field.name, said, around.scheme)
    if not ours and field.name == "method":
        ours = said  # checks compare methods by their letters, also those we don't know
    if not ours:
        raise Unreadable(UNKNOWN_WORD, value=shown(said))
    return Made(ours[: field.bound], is_cut=len(ours) > field.bound)


def _currency(field: Field, value: Any, around: Around) -> Made:
    translated = around.field_map.word(field.name, _as_text(value))
    return Made(read_currency(translated or value))


def _amount(field: Field, value: Any, around: Around) -> Made:
    if around.field_map.amounts == MINOR:
        if not around.currency:
            raise Unreadable(NO_CURRENCY)
        amount = read_minor_amount(value, around.currency, exceptions=around.field_map.decimals)
        return Made(f"{amount:f}")
    read_amount(value)  # as written when it can be read, for the currency may stand beside it
    return Made(_as_text(value)[: field.bound])


def _moment(field: Field, value: Any, around: Around) -> Made:
    how = around.field_map.times
    return Made(read_moment(value, how, around.zone, ends_day=field.name == "expected_by"))


def _written_time(field: Field, value: Any, around: Around) -> Made:
    """As received where it shows what it is; a count of seconds is written out."""
    moment = read_moment(value, around.field_map.times, around.zone)
    text = _as_text(value)
    as_received = "%" not in around.field_map.times and not text.replace(".", "").isdigit()
    return Made(text if as_received and len(text) <= field.bound else moment.isoformat())


def _number(field: Field, value: Any, around: Around) -> Made:
    return Made(read_whole_number(value))


_MAKERS: dict[str, Callable[[Field, Any, Around], Made]] = {
    "text": _text,
    "word": _word,
    "amount": _amount,
    "currency": _currency,
    "moment": _moment,
    "written_time": _written_time,
    "number": _number,
}
