"""Readers of what an event says in numbers, times and words; each raises Unreadable."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal

from support.payments.as_sent import text_of
from support.payments.models.payee import read_payee_check
from support.payments.news import BOUNDS
from troubleshooting.checks.reading.as_written import (
    Unreadable,
    read_amount,
    read_currency,
    read_time,
    shown,
)
from troubleshooting.checks.text import gettext_noop

LONGEST_LATENCY_MS = 10**12
OLDEST_ACCOUNT_DAYS = 100_000
# A payment's time keeps clear of the calendar's ends, to and from which nobody can count days.
FIRST_YEAR, LAST_YEAR = 1970, 2199

_DIRECTIONS = {
    "payout": "payout out outgoing outbound withdrawal withdraw disbursement send",
    "refund": "refund refunds",
    "payin": "payin in incoming inbound deposit charge collection topup receive",
}
_DIRECTION = {word: ours for ours, words in _DIRECTIONS.items() for word in words.split()}
_COUNT = re.compile(r"(?P<number>[-+]?[\d.,' ]*\d) ?(?P<unit>[a-z]*)\.?", re.IGNORECASE)
_MILLISECONDS = dict.fromkeys(("", "ms", "msec", "msecs", "millis", "milliseconds"), 1)
_MILLISECONDS |= dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1_000)
_DAYS = dict.fromkeys(("", "d", "day", "days"), 1)


def read_sum(value: object) -> str:
    """Return an amount in major units: a text as it was sent, a number without a float's noise."""
    text = text_of(value)
    amount = read_amount(text if isinstance(value, str) else value)
    if not isinstance(value, str) or text is None:
        whole = amount.to_integral_value()
        return str(int(whole)) if whole == amount else f"{amount.normalize():f}"
    if len(text) > BOUNDS["amount"]:
        raise _unreadable(value)
    return text


def currency_in(amount: object) -> str:
    """Return the currency that is written beside an amount, "" where none is, or only a "$"."""
    text = text_of(amount) or ""
    letters = re.sub(r"[\d.,' +−-]", "", text).upper()
    try:
        return read_currency(letters) if letters else ""
    except Unreadable:
        return ""


def read_currency_sent(value: object) -> str:
    """Read a currency by its letters or its number; also where a currency is an object."""
    return read_currency(value if isinstance(value, int | str) else text_of(value, "code", "value"))


def read_direction(value: object) -> str:
    """Return payout, payin or refund."""
    word = re.sub(r"[^a-z]", "", (text_of(value) or "").casefold())
    if word not in _DIRECTION:
        raise _unreadable(value)
    return _DIRECTION[word]


def read_payee(value: object) -> str:
    """Return what a payee's bank said of name and account, as `PayeeCheck` has it."""
    if not (result := read_payee_check(text_of(value, "result", "code") or "")):
        raise _unreadable(value)
    return result


def read_latency(value: object) -> int:
    """Read milliseconds: 1480, "1480ms", "1.5 s"."""
    return round(_count(value, _MILLISECONDS, LONGEST_LATENCY_MS))


def read_age(value: object) -> int:
    """Read days; of a day that has begun nothing counts."""
    return int(_count(value, _DAYS, OLDEST_ACCOUNT_DAYS))


def _count(value: object, units: Mapping[str, int], bound: int) -> Decimal:
    match = _COUNT.fullmatch(text_of(value) or "")
    unit = units.get(match["unit"].casefold()) if match else None
    if match is None or unit is None or isinstance(value, Mapping | list):
        raise _unreadable(value)
    number = read_amount(match["number"]) * unit
    if not 0 <= number <= bound:
        raise _unreadable(value)
    return number


def moment_reader(zone: str) -> Callable[[object], datetime]:
    """Return a reader of moments; those without an offset are read in `zone`."""

    def read_moment(value: object) -> datetime:
        moment = read_time(value, zone)[0]
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise _unreadable(value)
        return moment.astimezone(UTC)

    return read_moment


def read_created(value: object) -> str:
    """Return the time of a payment as it was sent: without an offset it is its channel's."""
    moment = moment_reader("UTC")(value)
    is_written = isinstance(value, str) or read_time(value, "UTC")[1]
    text = (text_of(value) or "") if is_written else moment.isoformat()
    if len(text) > BOUNDS["created_at"]:
        raise _unreadable(value)
    return text


def _unreadable(value: object) -> Unreadable:
    return Unreadable(gettext_noop("“%(value)s” cannot be read."), value=shown(value))
