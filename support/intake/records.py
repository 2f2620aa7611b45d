"""Payment records as lines of JSON: the flat form of sample files and replays."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TextIO

from support.intake.serializers import PaymentEventSerializer, news_from
from support.payments.news import PaymentNews
from web.json_text import read_json

_KIND_OF = {"pending": "payment.pending", "succeeded": "payment.succeeded"}


class BadRecord(Exception):
    """A line that can't be taken; the text names line and field."""


@dataclass(frozen=True)
class Record:
    """One payment record, and the cause that somebody already knows for it ("" if nobody does)."""

    line: int
    news: PaymentNews
    true_cause: str


def read_records(file: TextIO) -> Iterator[Record]:
    """Yield the records of a file, one a line; blank lines are passed over. Raises BadRecord."""
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            flat = read_json(line)
        except (ValueError, RecursionError) as error:
            message = f"line {number}: not JSON: {error}"
            raise BadRecord(message) from error
        if not isinstance(flat, dict):
            message = f"line {number}: expected an object with the fields of a payment"
            raise BadRecord(message)
        yield Record(number, _news(number, flat), str(flat.get("true_cause") or ""))


def _news(number: int, flat: Mapping[str, Any]) -> PaymentNews:
    form = PaymentEventSerializer(data=nested(flat))
    if not form.is_valid():
        message = f"line {number}: {'; '.join(_sentences(form.errors))}"
        raise BadRecord(message)
    return news_from(form.validated_data)


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Return the event that the payment system would send for a flat record."""
    customer = {name: flat.get(f"customer_{name}") for name in ("name", "email", "phone", "locale")}
    payment = {key: value for key, value in flat.items() if not key.startswith("customer_")}
    kind = _KIND_OF.get(str(flat.get("status")), "payment.failed")
    return {"type": kind, "payment": payment | {"customer": flat.get("customer") or customer}}


def _sentences(errors: Any, field: str = "") -> Iterator[str]:
    if isinstance(errors, dict):
        for key, value in errors.items():
            yield from _sentences(value, key if key != "payment" else field)
    else:
        yield f"{field}: {' '.join(map(str, errors))}"
