"""What was said of a payment: its names at banks, each status and who said it, what is unread."""

from dataclasses import dataclass
from datetime import datetime

from support.payments.models import Payment, PaymentReference, PaymentStatus
from support.payments.references.quoting import label_of, to_quote
from troubleshooting.marks.asking import Question

SHOWN = 4


@dataclass(frozen=True)
class Name:
    """A reference; `is_to_quote` marks the one that a bank finds most surely."""

    label: str
    value: str
    is_to_quote: bool


@dataclass(frozen=True)
class Said:
    """One piece of news. `at` is when it was so there, or when we read it where nobody said."""

    row: PaymentStatus
    counts: bool

    @property
    def at(self) -> datetime:
        return self.row.occurred_at or self.row.read_at

    @property
    def has_no_time(self) -> bool:
        return self.row.occurred_at is None

    @property
    def raw(self) -> str:
        """What stood there: their own word, and scheme and code."""
        code = f"{self.row.scheme} {self.row.code}".strip() if self.row.code else ""
        own = self.row.said if self.row.said.casefold() != self.row.status else ""
        return " · ".join(part for part in (own, code) if part)


@dataclass(frozen=True)
class Told:
    names: list[Name]
    said: list[Said]
    unread: list[dict[str, object]]

    @property
    def newest(self) -> list[Said]:
        return self.said[:SHOWN]

    @property
    def older(self) -> list[Said]:
        return self.said[SHOWN:]


def build_told(payment: Payment | None) -> Told | None:
    """Gather it in two queries; None for a case without a payment."""
    if payment is None:
        return None
    references = _REFERENCES.ask(payment.pk)
    chosen = to_quote(references)
    names = [Name(label_of(one.kind), one.value, one is chosen) for one in references]
    rows = sorted(
        _STATUSES.ask(payment.pk),
        key=lambda row: (row.occurred_at or row.read_at, row.pk),
        reverse=True,
    )
    counted = next((row for row in rows if row.status == payment.status), None)
    return Told(
        names=sorted(names, key=lambda name: not name.is_to_quote),
        said=[Said(row, row is counted) for row in rows],
        unread=[dict(one) for one in payment.unread],
    )


_REFERENCES = Question(
    lambda payment: PaymentReference.objects.filter(payment=payment).order_by("pk")
)
_STATUSES = Question(lambda payment: PaymentStatus.objects.filter(payment=payment).order_by("pk"))
