"""Which payments an incident is about, beyond channel and time: a few facts that must hold.

One row is `{"fact": …, "op": …, "value": …}`. The same is said twice: of one payment as it arrives,
and as SQL of all that are there; a test holds them together.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from support.payments.models import Payment
from troubleshooting.checks.facts import FACTS

Row = Mapping[str, str]
MOST = 10
LONGEST = 100
# What a column of a payment can hold: of others the database says that they are no numbers.
MOST_NUMBER, DECIMALS = Decimal(10) ** 14, 4
# As the columns of a payment are called, which the facts of a walk are read from.
TEXTS = (
    "status", "direction", "currency", "failure_scheme", "failure_code", "failure_message",
    "client", "tls_version",
)  # fmt: skip
NUMBERS = ("amount", "bank_latency_ms", "account_age_days")
OPS = {
    "is": pgettext_lazy("condition", "is"),
    "is_not": pgettext_lazy("condition", "is not"),
    "has": pgettext_lazy("condition", "contains"),
    "at_least": gettext_lazy("is at least"),
    "at_most": gettext_lazy("is at most"),
}
OF_NUMBERS = {"is": "exact", "at_least": "gte", "at_most": "lte"}
OF_TEXTS = {"is": "iexact", "is_not": "iexact", "has": "icontains"}


def facts() -> dict[str, str]:
    """Return what conditions can be about, with the words for it."""
    return {name: _(FACTS[name]) for name in (*TEXTS, *NUMBERS)}


def checked(rows: Any) -> list[dict[str, str]]:
    """Return conditions as they are kept. Raises ValidationError for what can't be meant."""
    if not isinstance(rows, list) or len(rows) > MOST:
        message = _("At most %(count)s conditions can be given.")
        raise ValidationError(message, code="conditions", params={"count": MOST})
    return [_checked(row) for row in rows]


def _checked(row: Any) -> dict[str, str]:
    given = row if isinstance(row, dict) else {}
    fact, op = str(given.get("fact", "")), str(given.get("op", ""))
    value = " ".join(str(given.get("value", "")).replace("\0", " ").split())
    ops = OF_NUMBERS if fact in NUMBERS else OF_TEXTS if fact in TEXTS else {}
    if op not in ops or not value or len(value) > LONGEST:
        raise ValidationError(_("Please choose a fact, how it is compared and a value."), "op")
    if fact in NUMBERS and _number(value) is None:
        told = {"value": value}
        raise ValidationError(_("“%(value)s” is not a number."), code="number", params=told)
    return {"fact": fact, "op": op, "value": value}


def _number(value: str) -> Decimal | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    is_kept = number.is_finite() and abs(number) < MOST_NUMBER and number == round(number, DECIMALS)
    return number if is_kept else None


def hold(rows: Iterable[Row], payment: Payment) -> bool:
    """Tell whether all conditions hold of a payment."""
    return all(_holds(row, getattr(payment, row["fact"])) for row in rows)


def _holds(row: Row, found: Any) -> bool:
    if row["fact"] in NUMBERS:
        wanted = Decimal(row["value"])
        if found is None:
            return False
        return bool(
            {"is": found == wanted, "at_least": found >= wanted}.get(row["op"], found <= wanted)
        )
    text, wanted_text = str(found).upper(), row["value"].upper()
    if row["op"] == "has":
        return wanted_text in text
    return (text == wanted_text) == (row["op"] == "is")


def as_sql(rows: Iterable[Row]) -> Q:
    """Return the same as a condition on cases, of which each has a payment."""
    found = Q()
    for row in rows:
        ops, is_number = (OF_NUMBERS, True) if row["fact"] in NUMBERS else (OF_TEXTS, False)
        value: Any = Decimal(row["value"]) if is_number else row["value"]
        one = Q(**{f"payment__{row['fact']}__{ops[row['op']]}": value})
        found &= ~one if row["op"] == "is_not" else one
    return found
