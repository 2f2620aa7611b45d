"""One event in every way that payment systems send it wrong: what may be refused, and what not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.factories import payment_event

MISSING = object()
DEEP: Any = "end"
for _level in range(60):
    DEEP = [DEEP]
LONG = "x" * 3_000
HOSTILE = "<script>alert(1)</script>'; DROP TABLE payments;--\u0000\u202e\ud800"

FIELDS = {
    "reference": [True, {}, [], DEEP, 7, 12.5, LONG, HOSTILE, "N/A", "NOTPROVIDED", ["PAY-1"]],
    "direction": [True, 7, {}, "sideways", "OUTGOING", LONG, HOSTILE],
    "amount": [True, [], {}, DEEP, -5, 1e300, float("nan"), float("inf"), 10**40, LONG, HOSTILE,
               "abc", "120,00 €", 119.99999999999999, {"value": "9.87", "currency": "EUR"}],
    "currency": [True, 826, "826", "gbp", "dollars and cents", {"code": "EUR"}, [], LONG, HOSTILE],
    "method": [True, 7, ["card"], {"type": "card"}, LONG, HOSTILE],
    "channel": [True, 7, ["demo-fps"], {"code": "demo-fps"}, "DEMO-FPS", "nobody-bank", LONG,
                HOSTILE, "a b/c"],
    "customer": [True, 7, "cus_1", "li@example.test", [], {}, DEEP, LONG, HOSTILE,
                 [{"name": "Mock Alder"}]],
    "created_at": [True, 7, 1_730_592_000, 1_730_592_000_000, "20261118091500", "soon", {}, LONG,
                   "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-11-18", HOSTILE,
                   "Wed, 18 Nov 2026 09:15:00 +0000"],
    "status": [True, 7, {}, "FAILED", "canceled", "reversed", "declined", "refused", "RJCT",
               "bounced_back", "processing", "expired", "ACSC", "in_transit", "paid", "credited",
               "maybe", LONG, HOSTILE],
    "client": [True, 7, {}, "Mozilla/5.0 " + "x" * 287, LONG, HOSTILE],
    "tls_version": [True, 1.3, {}, LONG, HOSTILE],
    "failure_scheme": [True, 7, {}, "nobodys", LONG, HOSTILE],
    "failure_code": [True, False, 51, 0, 5.0, ["AC04", "AM04"], ["AC04"], {"code": "AC04"}, {},
                     LONG, HOSTILE],
    "failure_message": [True, 7, ["one", "two"], {"message": "Closed"}, "m" * 517, LONG, HOSTILE,
                        "<html><body><p>Closed &amp; gone</p></body></html>"],
    "bank_latency_ms": [True, "soon", "1480ms", "1.5 s", -3, 1e18, 1480.7, {}, LONG, HOSTILE],
    "account_age_days": [True, -1, 1.5, "412", "412 days", 10**9, 10**40, {}, LONG, HOSTILE],
    "counterparty_name": [True, 7, {}, "n" * 300, LONG, HOSTILE],
    "counterparty_account": [True, 12345678, {}, "bc1p" + "q" * 58, LONG, HOSTILE],
}  # fmt: skip
CUSTOMER = {
    "name": [True, 7, {"first": "Mock", "last": "Alder"}, "n" * 300, LONG, HOSTILE],
    "email": [True, 7, {}, "N/A", "none", "a@example.test, b@example.test", "Li <li@example.test>",
              "mailto:li@example.test", "用户@例子.中国", "a..b@docomo.example", "li@localhost",
              "li@example.test\r\nBcc: x@example.test", LONG, HOSTILE],
    "phone": [True, 447700900001, {"country_code": "44", "number": "7700900001"}, "07700 900001",
              {}, [], LONG, HOSTILE],
    "locale": [True, 7, {}, ["en"], "yue", "zh_CN.UTF-8", "en-GB,en;q=0.9", LONG, HOSTILE],
}  # fmt: skip
TYPES = [True, 7, {}, [], "payment.lost", "payout.failed", "payment.returned", "refund.failed",
         "payment.updated", "PAYMENT.FAILED", "payment.succeeded", LONG, HOSTILE]  # fmt: skip
OCCURRED = [True, 1_730_592_000, 1_730_592_000_000, "20261118091500", "soon", "2999-01-01T00:00Z",
            {}, LONG, HOSTILE]  # fmt: skip
# What names no payment: the only thing for which an event that could be read is refused.
NO_REFERENCE = ("missing", "null", "empty", "blank", True, {}, [], DEEP, "N/A",
                "NOTPROVIDED")  # fmt: skip


@dataclass(frozen=True)
class Variation:
    name: str
    event: Any
    is_refused: bool = False


def variations() -> list[Variation]:
    return [*_of_fields(), *_of_customers(), *_of_envelopes(), *_of_shapes()]


def _of_fields() -> Iterator[Variation]:
    for field, values in FIELDS.items():
        for name, value in _each(values):
            event = payment_event()
            _put(event["payment"], field, value)
            marker = name if name in ("missing", "null", "empty", "blank") else value
            refused = field == "reference" and any(
                marker is none or (type(marker) is type(none) and marker == none)
                for none in NO_REFERENCE
            )
            yield Variation(f"{field} {name}", event, refused)


def _of_customers() -> Iterator[Variation]:
    for field, values in CUSTOMER.items():
        for name, value in _each(values):
            event = payment_event()
            _put(event["payment"]["customer"], field, value)
            yield Variation(f"customer.{field} {name}", event)


def _of_envelopes() -> Iterator[Variation]:
    for field, values in (("type", TYPES), ("occurred_at", OCCURRED)):
        for name, value in _each(values):
            event = payment_event()
            _put(event, field, value)
            yield Variation(f"{field} {name}", event)


def _of_shapes() -> Iterator[Variation]:
    event, payment = payment_event(), payment_event()["payment"]
    customer = payment.pop("customer")
    flat = payment | {f"customer_{name}": value for name, value in customer.items()}
    yield Variation("flat with a type", flat | {"type": "payment.failed"})
    yield Variation("flat without a type", flat)
    yield Variation("under data", {"type": "payment.failed", "data": event["payment"]})
    yield Variation("under data.object", {"type": "x", "data": {"object": event["payment"]}})
    yield Variation("alone in a list", [payment_event()])
    yield Variation("names in capitals", {"TYPE": "payment.failed", "Payment": _upper(payment)})
    yield Variation("a payment as JSON in a text", {"payment": '{"reference": "PAY-TEXT-1"}'})
    yield Variation("a payment that is a bare reference", {"payment": "PAY-BARE-1"})
    yield Variation("only a reference", {"payment": {"reference": "PAY-ONLY-1"}})
    yield Variation("only a UETR", {"payment": {"uetr": "97ed4827-7b6f-4491-a06f-b548d5a7512d"}})
    yield Variation("fields nobody knows", payment_event(risk={"a": [1]}, score=DEEP, **{"": 1}))
    yield Variation("hostile names", payment_event(**{LONG: 1, HOSTILE: HOSTILE, "__class__": 1}))
    for name, body in (("list", []), ("number", 7), ("null", None), ("text", "PAY"), ("true", True),
                       ("two", [payment_event(), payment_event()]), ("object", {}),
                       ("payment null", {"payment": None}), ("payment list", {"payment": []}),
                       ("payment true", {"payment": True}), ("deep", DEEP)):  # fmt: skip
        yield Variation(f"no event: {name}", body, is_refused=True)


def _each(values: list[Any]) -> Iterator[tuple[str, Any]]:
    yield from (("missing", MISSING), ("null", None), ("empty", ""), ("blank", " \t\u200b "))
    yield from ((_name(value), value) for value in values)


def _name(value: Any) -> str:
    named = {id(DEEP): "deep", id(LONG): "too long", id(HOSTILE): "hostile"}
    return named.get(id(value)) or ascii(value)[:40]


def _put(item: dict[str, Any], field: str, value: Any) -> None:
    item[field] = value
    if value is MISSING:
        del item[field]


def _upper(payment: dict[str, Any]) -> dict[str, Any]:
    return {name.upper(): value for name, value in payment.items()}
