"""What a row of an export holds, in the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case as When_
from django.db.models import CharField, F, Value, When
from django.db.models.expressions import Combinable
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from support.cases.models import Case, Ending, Status
from support.customers.models import Language
from support.payments.models import Direction
from support.payments.news import REFUND
from troubleshooting.checks.words import worded

Cell = str | Decimal
DIRECTIONS = [*Direction.choices, (REFUND, gettext_lazy("Refund"))]
Made = Callable[[Any], Cell]


@dataclass(frozen=True)
class Column:
    """One column: its name, what is asked of the database, and what becomes of that."""

    name: str
    asked: Combinable
    made: Made


def columns() -> list[Column]:
    """Return all columns with names and values in the language that is active now."""
    named = "name_zh" if get_language() == Language.CHINESE else "name_en"
    return [
        Column(pgettext("export", "Reference"), F("reference"), _text),
        Column(_("Subject"), F("subject"), _text),
        Column(_("Status"), F("status"), _labels(Status.choices)),
        Column(_("Ending"), F("ending"), _labels(Ending.choices)),
        Column(_("Priority"), F("priority"), _labels(Case.Priority.choices)),
        Column(_("Tags"), F("tags"), _listed),
        Column(_("Cause"), F(f"cause__{named}"), _text),
        Column(_("Assignee"), F("assignee__username"), _text),
        Column(_("Customer"), _contact("name"), _text),
        Column(_("E-mail"), _contact("email"), _text),
        Column(_("Phone"), _contact("phone"), _text),
        Column(_("Locale"), _contact("locale"), _text),
        Column(pgettext("export", "Payment"), F("payment__reference"), _text),
        Column(_("Direction"), _direction(), _labels(DIRECTIONS)),
        Column(_("Amount"), F("payment__amount"), _amount),
        Column(_("Amount as received"), F("payment__amount_text"), _text),
        Column(_("Currency"), F("payment__currency"), _text),
        Column(_("Channel"), F(f"payment__channel__{named}"), _text),
        Column(_("Method"), F("payment__method"), _worded),
        Column(_("Payment state"), F("payment__status"), _worded),
        Column(_("Code scheme"), F("payment__failure_scheme"), _text),
        Column(_("Failure code"), F("payment__failure_code"), _text),
        Column(_("Opened at"), F("opened_at"), _time),
        Column(_("First answered at"), F("first_answered_at"), _time),
        Column(_("Due at"), F("due_at"), _time),
        Column(_("Bank's answer due at"), F("bank_due_at"), _time),
        Column(_("Resolved at"), F("resolved_at"), _time),
        Column(_("Updated at"), F("updated_at"), _time),
    ]


def _direction() -> Combinable:
    """Which way the money goes, a refund as one."""
    return When_(
        When(payment__is_refund=True, then=Value(REFUND)),
        default=F("payment__direction"),
        output_field=CharField(),
    )


def _contact(field: str) -> Combinable:
    """What the case keeps, or the customer's own where it keeps nothing, as `KeptContact` does."""
    own = F(f"customer__{field}")
    return When_(
        When(contact_zone=Value(""), then=own),
        default=F(f"contact_{field}"),
        output_field=CharField(),
    )


def _text(value: str | None) -> Cell:
    return value or ""


def _worded(value: str | None) -> Cell:
    return worded(value or "")


def _listed(values: list[str]) -> Cell:
    return ", ".join(values)


def _time(value: datetime | None) -> Cell:
    """A moment in ISO 8601 with its zone, which is UTC."""
    return value.astimezone(UTC).isoformat(timespec="seconds") if value else ""


def _amount(value: Decimal | None) -> Cell:
    """The whole amount, with as many decimals as it has, at least two."""
    if value is None:
        return ""
    tidy = value.normalize()
    return tidy if -tidy.as_tuple().exponent > 2 else value.quantize(Decimal("0.01"))  # type: ignore[operator]


def _labels(choices: Any) -> Made:
    labels: Mapping[str, str] = {str(value): str(label) for value, label in choices}

    def label(value: str | None) -> Cell:
        return labels.get(value or "", value or "")

    return label
