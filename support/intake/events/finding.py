"""Where in a body the payment lies: at the top, under `payment`, under `data` or `data.object`."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from support.intake.events.sent import Sent
from support.payments.as_sent import text_of
from web.json_text import read_json

# What is put around a payment, most telling first.
_AROUND = (
    "payment", "data", "object", "payload", "entity", "resource", "event", "body", "payout",
    "transfer", "refund", "charge", "transaction",
)  # fmt: skip
_REFERENCES = ("reference", "payment_reference", "references")
TYPE_NAMES = ("type", "event_type", "event")
DEPTH = 6
LONGEST_TYPE = 60


class Located(NamedTuple):
    """A payment, and what it is wrapped in, the outermost first; flat, it is its own envelope."""

    payment: Sent
    envelopes: tuple[Sent, ...]


def find_payment(body: object) -> Located | None:
    """Return where the payment of an event stands, or None for what is no event of one payment."""
    whole = as_object(body)
    if whole is None:
        return None
    levels = [Sent(whole, [])]
    while len(levels) < DEPTH and (inner := _inside(levels)) is not None:
        levels.append(Sent(inner, levels[0].notes))
    return Located(levels[-1], tuple(levels[:-1] or levels))


def type_of(body: object) -> str:
    """Return what an event calls itself, "" where it doesn't."""
    found = Sent(as_object(body) or {}, []).find(*TYPE_NAMES)
    return (text_of(found.value) or "")[:LONGEST_TYPE] if found else ""


def as_object(value: object) -> Mapping[str, Any] | None:
    """Return the object that a value is; alone in a list, or written as JSON into a text."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            value = read_json(value)
        except (ValueError, RecursionError):
            return None
    if isinstance(value, list) and len(value) == 1 and value[0]:
        value = value[0]
    return value if isinstance(value, Mapping) else None


def _inside(levels: list[Sent]) -> Mapping[str, Any] | None:
    """Return what is wrapped in the last level: nothing, where that is the payment itself."""
    names: tuple[str, ...] = _AROUND
    if levels[-1].find(*_REFERENCES):  # an event's own, or the payment's
        names = _AROUND[:1] if len(levels) == 1 else ()
    inner = (as_object(found.value) for found in levels[-1].all_of(*names))
    return next((item for item in inner if item), None)
