"""Read plain text and counts, say what cannot be read, and show a value safely."""

import re
import unicodedata
from typing import Any, TypeGuard

from troubleshooting.checks.text import gettext_noop

MAX_TEXT = 1000  # what a source may say of a field at most (`PaymentNews`); longer is no field
MAX_BITS = 200  # of a number that is read as text
SHOWN_LENGTH = 60
_LONG_NUMBER = re.compile(r"[0-9]{9,}([0-9]{4})")


class Unreadable(ValueError):
    """A fact is there but cannot be read; `reason` is a sentence filled by `values`."""

    def __init__(self, reason: str, **values: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


def read_text(value: object) -> str:
    """Read a short text: NFKC, outer blanks gone, numbers as text. Raises Unreadable."""
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() < MAX_BITS:
        return str(value)
    if is_short(value):
        return unicodedata.normalize("NFKC", value).strip()
    raise Unreadable(gettext_noop("“%(value)s” cannot be read as text."), value=shown(value))


def read_text_or_blank(value: object) -> str:
    """Read a text whose absence or nonsense means nothing more than its absence."""
    try:
        return read_text(value)
    except Unreadable:
        return ""


def read_whole_number(value: object) -> int:
    """Read a count, an age or milliseconds; never negative. Raises Unreadable."""
    number = value
    if isinstance(number, str) and re.fullmatch(r" *[0-9]{1,15} *", read_text_or_blank(number)):
        number = int(read_text_or_blank(number))
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < 10**15:
        raise Unreadable(
            gettext_noop("“%(value)s” cannot be read as a whole number."),
            value=shown(value),
        )
    return number


def shown(value: object) -> str:
    """Make any value fit to be shown and stored as evidence.

    Short, printable, and without a full card or account number.
    """
    if isinstance(value, dict | list | tuple):
        return "…"
    if isinstance(value, int) and value.bit_length() > MAX_BITS:
        return "…"
    text = "" if value is None else str(value)
    printable = text[: 2 * SHOWN_LENGTH]
    if not printable.isprintable():
        printable = "".join(mark if mark.isprintable() else " " for mark in printable)
    masked = _LONG_NUMBER.sub(r"…\1", printable)
    return masked if len(masked) <= SHOWN_LENGTH else masked[: SHOWN_LENGTH - 1] + "…"


def is_short(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and len(value) <= MAX_TEXT
