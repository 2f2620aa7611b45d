"""By which names an event calls its payment."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from support.intake.events.finding import Located
from support.intake.events.sent import Found, Sent
from support.payments.as_sent import text_of
from support.payments.news import BOUNDS, Reference
from support.payments.references.naming import shortened, usable

OWN = ("reference", "payment_reference")
MOST = 20
# What each kind is called, in ISO 20022, by networks and by providers.
_NAMES = {
    "uetr": "uetr",
    "end_to_end_id": "end_to_end_id end_to_end e2e_id e2e end_to_end_identification EndToEndId",
    "trace_number": "trace_number ach_trace_number",
    "arn": "arn acquirer_reference_number acquirer_reference",
    "imad": "imad",
    "clave_rastreo": "clave_rastreo clave_de_rastreo tracking_key",
    "provider_id": "provider_id provider_reference psp_reference",
    "bank_reference": "bank_reference bank_ref banking_partner_reference utr",
}
_KINDS = {
    "".join(filter(str.isalnum, name)).casefold(): kind
    for kind, names in _NAMES.items()
    for name in names.split()
}
_OF_AN_EVENT = ("type", "event", "event_type", "payment", "data")
_KEYS = ("value", "id", "reference", "text")


def read_own(located: Located) -> str:
    """Return the payment system's own reference, or "" where it gave none.

    One that is too long to keep is cut, and what was cut off stands in it as a digest: two
    payments never become one by cutting.
    """
    payment = located.payment
    levels = [payment, *reversed(located.envelopes)]
    found = [found for level in levels for found in _texts(level, *OWN)]
    found += _texts(payment, "payment_id", *(() if _is_an_events_own(located) else ("id",)))
    found += [found for level in located.envelopes for found in _texts(level, "payment")]
    for sent, text in found:
        if not usable(text):
            continue
        if len(text) > BOUNDS["reference"]:
            payment.note(sent, is_cut=True)
        return shortened(text)
    if first := payment.find(*OWN):
        payment.note(first)
    return ""


def read_references(located: Located) -> tuple[Reference, ...]:
    """Return all other names of the payment, each once."""
    found: dict[Reference, None] = {}
    for level in dict.fromkeys([located.payment, *located.envelopes]):
        found |= dict.fromkeys(_listed(level))
    found |= dict.fromkeys(_named(located.payment))  # a trace id around it is a programmer's
    return tuple(found)[:MOST]


def _is_an_events_own(located: Located) -> bool:
    """Say whether the id beside a payment's fields may be that of the event around it."""
    is_flat = located.payment in located.envelopes
    return is_flat and any(name in located.payment for name in _OF_AN_EVENT)


def _texts(level: Sent, *names: str) -> Iterator[tuple[Found, str]]:
    for found in level.all_of(*names):
        text = text_of(found.value, *_KEYS)
        if text:
            yield found, text


def _listed(level: Sent) -> Iterator[Reference]:
    found = level.find("references")
    if found is None:
        return
    listed = [found.value] if isinstance(found.value, Mapping) else found.value
    if not isinstance(listed, list):
        listed = [{"kind": "", "value": found.value}]
    for number, item in enumerate(listed[:MOST]):
        sent = Found(f"{found.name}[{number}]", item)
        yield from _of_item(level, sent)
    if len(listed) > MOST:
        level.note(found, is_cut=True)


def _of_item(level: Sent, sent: Found) -> Iterator[Reference]:
    """Read one member: a kind with its value, kinds as names of fields, or a bare value."""
    if not isinstance(sent.value, Mapping):
        yield from _reference(level, sent, "", sent.value)
        return
    item = Sent(sent.value, level.notes, f"{level.path}{sent.name}.")
    kind, value = item.find("kind", "type", "name", "scheme"), item.find("value", "id", "reference")
    if value is None:
        read = list(_named(item))
        if not read and sent.value:
            level.note(sent)
        yield from read
        return
    yield from _reference(level, sent, kind.value if kind else "", value.value)


def _named(level: Sent) -> Iterator[Reference]:
    for kind, names in _NAMES.items():
        if found := level.find(*names.split()):
            yield from _reference(level, found, kind, found.value)


def _reference(level: Sent, sent: Found, kind: Any, value: Any) -> Iterator[Reference]:
    """A kind that we do not know is the provider's own name for the payment."""
    text = text_of(value, *_KEYS) or ""
    if not usable(text):
        level.note(sent)
        return
    if len(text) > BOUNDS["reference"]:
        level.note(sent, is_cut=True)
    bare = "".join(filter(str.isalnum, kind)).casefold() if isinstance(kind, str) else "?"
    ours = _KINDS.get(bare, "provider_id")
    if bare and bare not in _KINDS:
        level.note(Found(f"{sent.name}.kind", kind))
    if ours == "uetr" and re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", text):
        text = text.lower()  # as SWIFT writes it
    yield Reference(ours, shortened(text))
