"""Read amounts, times, versions and plain text as people and systems really write them.

Every reader takes any JSON value and either returns what was read or raises
Unreadable with a sentence that says why.
"""

import re
import unicodedata
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from typing import Any, TypeGuard
from zoneinfo import ZoneInfo

from troubleshooting.checks.text import gettext_noop

MAX_TEXT = 200  # a longer code, name or account is no code, name or account
MAX_AMOUNT_TEXT = 64
MAX_WHOLE_DIGITS = 15  # beyond any payment, and exact in Decimal's 28 digits
MAX_DECIMAL_DIGITS = 12
SHOWN_LENGTH = 60

# ISO 4217, list one: the currencies whose minor unit is not a hundredth.
MINOR_UNITS = {"CLF": 4, "UYW": 4}
MINOR_UNITS |= dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)
MINOR_UNITS |= dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW"), 0)
MINOR_UNITS |= dict.fromkeys(("PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0)

CURRENCY_ALIASES = {"RMB": "CNY", "CNH": "CNY"}

_MARK = r"(?:(?!NAN|INF)[A-Z]{0,3}[$€£¥₩₹₽₺₫₱₪฿]|(?!NAN|INF)[A-Z]{3}|元|圆)"
_AMOUNT = re.compile(
    rf"(?P<sign>[+-]?) ?{_MARK}? ?(?P<inner_sign>[+-]?) ?(?P<body>[0-9.,' ]*[0-9]) ?{_MARK}?"
)
_PLAIN = re.compile(r"(?P<whole>[0-9]*)(?:\.(?P<decimals>[0-9]+))?")
_COMMA_DECIMALS = re.compile(r"(?P<whole>[0-9]+),(?P<decimals>[0-9]+)")
_GROUPED = re.compile(
    r"(?P<whole>[0-9]{1,3}(?P<mark>[,.' ])[0-9]{3}(?:(?P=mark)[0-9]{3})*)"
    r"(?:(?!(?P=mark))[.,](?P<decimals>[0-9]+))?"
)
_LAKHS = re.compile(r"(?P<whole>[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3})(?:\.(?P<decimals>[0-9]+))?")

_VERSION = re.compile(
    r"(?P<product>\S.{0,59}?)(?: |/)v?(?P<version>[0-9]{1,6}(?:\.[0-9]{1,6}){0,5})"
    r"(?P<suffix>[-+. ]?\(?[A-Za-z][\w.-]{0,30}\)?)?"
)
_PRERELEASE = re.compile(r"[-+. (]*(?:a|b|alpha|beta|rc|pre|preview|dev|canary|nightly)(?![a-z])")


class Unreadable(ValueError):
    """A fact is there but cannot be read; `reason` is a sentence filled by `values`."""

    def __init__(self, reason: str, **values: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


def read_amount(value: object) -> Decimal:
    """Read an amount of money. Raises Unreadable.

    Marks: "1,234.56", "1.234,56", "1 234,56", "1'234.56" and "1,23,456.78" are read
    with or without a currency around them. A single comma before exactly three digits
    groups thousands ("1,234" is 1234, but "0,123" and "1234,567" cannot be grouped and
    are decimals); a single dot is always a decimal dot ("1.234" is 1.234).
    """
    refusal = Unreadable(
        gettext_noop("“%(value)s” cannot be read as an amount."), value=shown(value)
    )
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise refusal
    if isinstance(value, int) and value.bit_length() > MAX_AMOUNT_TEXT:
        raise refusal
    text = _amount_text(str(value))
    match = _AMOUNT.fullmatch(text) if len(text) <= MAX_AMOUNT_TEXT else None
    if not match or (match["sign"] and match["inner_sign"]):
        raise refusal
    parts = _whole_and_decimals(match["body"])
    if parts is None or len(parts[0]) > MAX_WHOLE_DIGITS or len(parts[1]) > MAX_DECIMAL_DIGITS:
        raise refusal
    sign = match["sign"] or match["inner_sign"]
    return Decimal(f"{sign}{parts[0] or 0}.{parts[1] or 0}")


def _amount_text(text: str) -> str:
    if len(text) > MAX_AMOUNT_TEXT:
        return text
    plain = unicodedata.normalize("NFKC", text).upper()
    return " ".join(plain.replace("−", "-").replace("’", "'").replace("٬", ",").split())


def _whole_and_decimals(body: str) -> tuple[str, str] | None:
    grouped = _GROUPED.fullmatch(body) or _LAKHS.fullmatch(body)
    comma = _COMMA_DECIMALS.fullmatch(body)
    if comma and (body.startswith("0") or not grouped):
        match: re.Match[str] | None = comma
    else:
        match = _PLAIN.fullmatch(body) or grouped
    if match is None:
        return None
    whole = re.sub(r"[^0-9]", "", match["whole"]).lstrip("0")
    return whole, match["decimals"] or ""


def decimal_places(amount: Decimal) -> int:
    """Count the decimals that matter: 10.50 has one."""
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def read_currency(value: object) -> str:
    """Read a currency's three letters, RMB as CNY. Raises Unreadable."""
    text = unicodedata.normalize("NFKC", value).strip().upper() if _is_short(value) else ""
    if not re.fullmatch(r"[A-Z]{3}", text):
        raise Unreadable(gettext_noop("“%(value)s” is not a currency code."), value=shown(value))
    return CURRENCY_ALIASES.get(text, text)


def currency_decimals(currency: object) -> int:
    """Say how many decimals ISO 4217 gives a currency: CNY 2, JPY 0, KWD 3.

    Raises Unreadable for what is not a currency code.
    """
    return MINOR_UNITS.get(read_currency(currency), 2)


def read_time(value: object, zone: str | tzinfo) -> tuple[datetime, bool]:
    """Read a moment; the second value says that `zone` was assumed for want of an offset.

    Raises Unreadable, also for a date without a time of day and for bare numbers, which
    could be seconds or milliseconds.
    """
    refusal = Unreadable(gettext_noop("“%(value)s” cannot be read as a time."), value=shown(value))
    local = read_zone(zone) if isinstance(zone, str) else zone
    if isinstance(value, datetime):
        moment = value
    else:
        text = unicodedata.normalize("NFKC", value).strip() if _is_short(value) else ""
        if not re.match(r"[0-9]{4}[-/]?[0-9]{2}[-/]?[0-9]{2}[T ]+[0-9]{2}", text, re.IGNORECASE):
            raise refusal
        try:
            moment = datetime.fromisoformat(text.replace("/", "-").upper())
        except ValueError:
            raise refusal from None
    assumed_zone = moment.tzinfo is None
    if assumed_zone:
        moment = moment.replace(tzinfo=local)
    try:  # the first and last hours of the calendar have no place in other zones
        moment.astimezone(UTC).astimezone(local)
    except OverflowError:
        raise refusal from None
    return moment, assumed_zone


def read_zone(value: object) -> ZoneInfo:
    """Raises Unreadable for what is not a time zone of the tz database."""
    text = value.strip() if _is_short(value) else ""
    try:
        if re.fullmatch(r"[A-Za-z0-9_+/-]+", text):
            return ZoneInfo(text)
    except (KeyError, ValueError, OSError):  # a folder of the database is an OSError
        pass
    raise Unreadable(gettext_noop("“%(value)s” is not a time zone."), value=shown(value))


def read_version(client: object) -> tuple[str, tuple[int, ...]]:
    """Read "PayApp iOS 6.4.1" as ("PayApp iOS", (6, 4, 1)). Raises Unreadable."""
    match = _version_match(client)
    return match["product"], tuple(int(part) for part in match["version"].split("."))


def is_prerelease(client: object) -> bool:
    """Raises Unreadable where read_version does."""
    suffix = _version_match(client)["suffix"] or ""
    return bool(_PRERELEASE.match(suffix.casefold()))


def _version_match(client: object) -> re.Match[str]:
    text = " ".join(unicodedata.normalize("NFKC", client).split()) if _is_short(client) else ""
    match = _VERSION.fullmatch(text)
    if match is None:
        raise Unreadable(
            gettext_noop("“%(value)s” does not name a program and its version."),
            value=shown(client),
        )
    return match


def read_text(value: object) -> str:
    """Read a short text: NFKC, outer blanks gone, numbers as text. Raises Unreadable."""
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() < MAX_TEXT:
        return str(value)
    if _is_short(value):
        return unicodedata.normalize("NFKC", value).strip()
    raise Unreadable(gettext_noop("“%(value)s” cannot be read as text."), value=shown(value))


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


def read_text_or_blank(value: object) -> str:
    """Read a text whose absence or nonsense means nothing more than its absence."""
    try:
        return read_text(value)
    except Unreadable:
        return ""


def shown(value: object) -> str:
    """Make any value fit to be shown and stored as evidence.

    Short, printable, and without a full card or account number.
    """
    if isinstance(value, dict | list | tuple):
        return "…"
    if isinstance(value, int) and value.bit_length() > MAX_TEXT:
        return "…"
    text = "" if value is None else str(value)
    printable = "".join(mark if mark.isprintable() else " " for mark in text[: 2 * SHOWN_LENGTH])
    masked = re.sub(r"[0-9]{9,}([0-9]{4})", r"…\1", printable)
    return masked if len(masked) <= SHOWN_LENGTH else masked[: SHOWN_LENGTH - 1] + "…"


def _is_short(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and len(value) <= MAX_TEXT
