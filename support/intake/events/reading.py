"""An event of whatever JSON, read as payment news."""

from collections.abc import Mapping
from typing import Any

from support.intake.events.finding import TYPE_NAMES, Located, find_payment
from support.intake.events.people import read_contact
from support.intake.events.references import read_own, read_references
from support.intake.events.sent import Found, Sent
from support.intake.events.values import (
    currency_in,
    moment_reader,
    read_age,
    read_created,
    read_currency_sent,
    read_direction,
    read_latency,
    read_payee,
    read_sum,
)
from support.payments.as_sent import text_of, without_tags
from support.payments.ladder.agreeing import agree, read_type
from support.payments.ladder.rungs import Rung
from support.payments.ladder.words import read_status
from support.payments.news import BOUNDS, PaymentNews

# Types that speak of a payment and not of where it stands.
_NEUTRAL = frozenset({"updated", "update", "changed", "status", "status_changed"})
_OCCURRED = (
    "occurred_at", "event_time", "event_date", "happened_at", "status_at", "status_changed_at",
    "updated_at", "update_time", "timestamp",
)  # fmt: skip
_RUNGS = frozenset(Rung)
_CODE_KEYS = ("code", "value", "id", "reason_code", "reason", "name")
_MESSAGE_KEYS = ("message", "text", "description", "detail", "reason", "value")


class NoReference(ValueError):
    """What arrived names no payment, so nobody could tell which one it is about."""


class NoEvent(NoReference):
    """What arrived is not even an object: no event of one payment."""


def read_event(body: object, *, zone: str = "UTC") -> PaymentNews:
    """Read an event as news of its payment; `zone` is that of event times without an offset.

    What can't be read, or not whole, is left out and stands in `unread`. Raises NoReference, and
    nothing else whatever the JSON.
    """
    located = find_payment(body)
    if located is None:
        raise NoEvent
    payment = located.payment
    reference, references = read_own(located), read_references(located)
    if not reference and not references:
        raise NoReference
    scheme, code, message = _failure(payment)
    news = {
        "reference": reference,
        "references": references,
        **_said(located, scheme),
        **_money(payment),
        "occurred_at": _occurred_at(located, zone),
        "direction": payment.read(read_direction, "direction") or "",
        "method": payment.text(BOUNDS["method"], "method", "payment_method", keys=("type", "code")),
        "channel": payment.text(BOUNDS["channel"], "channel", keys=("code", "id", "name")),
        "created_at": payment.read(read_created, "created_at", "created", "initiated_at") or "",
        "client": payment.text(BOUNDS["client"], "client", "user_agent"),
        "tls_version": payment.text(BOUNDS["tls_version"], "tls_version", "tls"),
        "failure_scheme": scheme,
        "failure_code": code,
        "failure_message": message,
        "bank_latency_ms": payment.read(read_latency, "bank_latency_ms", "bank_latency"),
        "account_age_days": payment.read(read_age, "account_age_days", "account_age"),
        **_counterparty(payment),
        "payee_check": payment.read(read_payee, "payee_check") or "",
        "expected_by": payment.read(moment_reader(zone), "expected_by", "expected_at"),
        "contact": read_contact(located),
    }
    return PaymentNews(**news, unread=tuple(dict.fromkeys(payment.notes)))


def _said(located: Located, scheme: str) -> dict[str, Any]:
    """Return rung, word and contradiction of type and status."""
    payment = located.payment
    by_type = None
    for level in located.envelopes:
        if kind := level.find(*TYPE_NAMES):
            by_type = by_type or read_type(kind.value, scheme=scheme)
            verb = kind.value.rpartition(".")[2].casefold() if isinstance(kind.value, str) else ""
            if by_type is None and verb not in _NEUTRAL:
                level.note(kind)
    found = payment.find("status", "state", "payment_status")
    word = text_of(found.value, "code", "value", "name", "status") if found else ""
    # A rung's own name is ours, whatever the provider of the scheme means by the word.
    by_status = read_status(word, scheme="" if (word or "").casefold() in _RUNGS else scheme)
    if found and by_status is None:
        payment.note(found)
    said = agree(by_type, by_status)
    return {
        "status": said.rung or "",
        "status_said": (word or "")[: BOUNDS["status_said"]],
        "contradiction": said.contradiction,
    }


def _money(payment: Sent) -> dict[str, str]:
    """Return amount and currency; a second currency is noted, the payment's own counts."""
    found = payment.find("amount")
    beside = payment.read(read_currency_sent, "currency", "currency_code")
    within = ""
    if found and isinstance(found.value, Mapping):
        inner = payment.part(found)
        amount = inner.read(read_sum, "value", "amount", "total", "#text")
        if amount is None and inner.find("value", "amount", "total", "#text") is None:
            payment.note(found)
        within = inner.read(read_currency_sent, "currency", "currency_code", "ccy", "@Ccy") or ""
    else:
        amount = payment.read(read_sum, "amount")
        within = currency_in(found.value) if found and amount else ""
    if found and beside and within and beside != within:
        payment.note(found, is_cut=True)
    return {"amount": amount or "", "currency": beside or within}


def _occurred_at(located: Located, zone: str) -> Any:
    """Return when it was so: around the payment first, where an event has a time of its own."""
    read = moment_reader(zone)
    levels = [*located.envelopes, located.payment]
    times = (moment for level in levels if (moment := level.read(read, *_OCCURRED)))
    if moment := next(times, None):
        return moment
    around = [level for level in located.envelopes if level is not located.payment]
    made = (moment for level in around if (moment := level.read(read, "created_at", "created")))
    return next(made, None)


def _failure(payment: Sent) -> tuple[str, str, str]:
    """Return scheme, code and message; each may also stand in an object with the others."""
    coded = payment.find("failure_code", "error_code", "reason_code")
    worded = payment.find("failure_message", "error_message", "failure_reason")
    whole = payment.find("failure", "error")
    scheme = payment.text(BOUNDS["failure_scheme"], "failure_scheme", "code_scheme")
    code = _code(payment, coded) if coded else ""
    message = _message(payment, worded) if worded else ""
    for found in (coded, whole):
        if found and isinstance(found.value, Mapping):
            inner = payment.part(found)
            scheme = scheme or inner.text(BOUNDS["failure_scheme"], "scheme")
            said = inner.find(*_MESSAGE_KEYS)
            message = message or (_message(inner, said) if said else "")
            named = inner.find("code")
            code = code or (_code(inner, named) if named else "")
    return scheme, code, message


def _code(part: Sent, found: Found) -> str:
    """Return a code; of several the first, and that there are more is noted."""
    value = found.value
    if isinstance(value, list) and len(value) > 1:
        part.note(found, is_cut=True)
        value = value[0]
    text = part.cut(Found(found.name, value), text_of(value, *_CODE_KEYS), BOUNDS["failure_code"])
    return part.unless_nothing(found, text)


def _message(part: Sent, found: Found) -> str:
    texts = [text_of(each, *_MESSAGE_KEYS) for each in _listed(found.value)]
    said = [without_tags(text) for text in texts if text]
    whole = "; ".join(said) if said or None not in texts else None
    return part.cut(found, whole, BOUNDS["failure_message"])


def _listed(value: object) -> list[object]:
    return value[:20] if isinstance(value, list) else [value]


def _counterparty(payment: Sent) -> dict[str, str]:
    """Return who is on the other side; an account too long to be one is left out, not cut."""
    part, names = payment, ("counterparty_name", "counterparty_account")
    whole = payment.find("counterparty")
    if whole and isinstance(whole.value, Mapping):
        part, names = payment.part(whole), ("name", "account")
    name = part.text(BOUNDS["counterparty_name"], names[0], keys=("value", "name", "full_name"))
    account = part.find(names[1], "iban") if part is not payment else part.find(names[1])
    number = text_of(account.value, "iban", "number", "account_number", "value") if account else ""
    if account and (not number or len(number) > BOUNDS["counterparty_account"]):
        part.note(account)
        number = ""
    return {"counterparty_name": name, "counterparty_account": number or ""}
