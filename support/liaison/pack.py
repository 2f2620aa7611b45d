"""The pack that one takes to a meeting with a bank, counted from the record beside the time before.

Cases and payments are those of the bank's channels, merged cases counted once; a time is from
`since` on and before `until`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Max, Q, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support.cases.models import Case
from support.claims.formats import usual_decimals
from support.inquiries.models import Bank, Inquiry
from support.payments.ladder.rungs import Rung
from support.payments.models import Payment
from troubleshooting.causes.models import Cause
from troubleshooting.checks.reading.as_written import decimal_places

MOST_LISTED = 200
AN_HOUR = timedelta(hours=1)
Number = int | Decimal | None
LABELS: dict[str, str | Promise] = {
    "opened": _("Cases opened"),
    "resolved": _("Cases closed"),
    "credited": _("Payments credited"),
    "late": _("Credited after the day expected"),
    "delay_average": _("Average delay of these (hours)"),
    "delay_longest": _("Longest delay (hours)"),
    "asked": _("Inquiries asked"),
    "answered": _("Inquiries answered"),
    "answer_average": _("Average time to an answer (hours)"),
    "fell_due": _("Answers that fell due"),
    "answers_late": pgettext_lazy("of a bank's answers", "Late or missing of these"),
}


@dataclass(frozen=True)
class Line:
    """A figure of the time, and the same of the time before; None where there is nothing of it."""

    label: str | Promise
    now: Number
    before: Number


@dataclass(frozen=True)
class Pack:
    """What is taken to a meeting. `open` are the inquiries that wait at the end of the time."""

    bank: Bank
    figures: list[Line]
    amounts: list[Line]
    causes: list[Line]
    open: list[Inquiry]
    open_count: int


@dataclass(frozen=True)
class _Time:
    since: datetime
    until: datetime

    def holds(self, column: str) -> Q:
        return Q(**{f"{column}__gte": self.since, f"{column}__lt": self.until})


def pack_of(bank: Bank, since: datetime, until: datetime, before: datetime, now: datetime) -> Pack:
    """Count the time from `since` to `until` beside that from `before` to `since`."""
    this, last = _Time(since, until), _Time(before, since)
    figures, were = _figures(bank, this, now), _figures(bank, last, now)
    waiting = Inquiry.objects.filter(bank=bank, is_from_bank=False, asked_at__lt=until)
    waiting = waiting.filter(Q(ended_at=None) | Q(ended_at__gte=until)).order_by("due_at", "pk")
    return Pack(
        bank=bank,
        figures=[Line(label, figures[name], were[name]) for name, label in LABELS.items()],
        amounts=_lines(_amounts(bank, this), _amounts(bank, last)),
        causes=_lines(_causes(bank, this), _causes(bank, last)),
        open=list(waiting.select_related("case__payment")[:MOST_LISTED]),
        open_count=waiting.count(),
    )


def _lines(this: Mapping[str, Number], last: Mapping[str, Number]) -> list[Line]:
    """Put two counts beside each other, the most at first."""
    names = sorted({**this, **last}, key=lambda name: (-(this.get(name) or 0), name))
    return [Line(name, this.get(name, 0), last.get(name, 0)) for name in names]


def _cases(bank: Bank) -> Q:
    """Return which cases are the bank's. By their channels, each once."""
    return Q(payment__channel__in=bank.channels.values("pk"), merged_into=None)


def _figures(bank: Bank, time: _Time, now: datetime) -> dict[str, Number]:
    cases = Case.objects.filter(_cases(bank)).aggregate(
        opened=Count("pk", filter=time.holds("opened_at")),
        resolved=Count("pk", filter=time.holds("resolved_at")),
    )
    return cases | _delays(bank, time) | _answers(bank, time, now)


def _delays(bank: Bank, time: _Time) -> dict[str, Number]:
    late_by = ExpressionWrapper(F("status_since") - F("expected_by"), DurationField())
    is_late = Q(status_since__gt=F("expected_by"))
    found = Payment.objects.filter(
        time.holds("status_since"), channel__in=bank.channels.values("pk"), status=Rung.CREDITED
    ).aggregate(
        credited=Count("pk"),
        late=Count("pk", filter=is_late),
        delay_average=Avg(late_by, filter=is_late),
        delay_longest=Max(late_by, filter=is_late),
    )
    return {name: _hours(value) for name, value in found.items()}


def _answers(bank: Bank, time: _Time, now: datetime) -> dict[str, Number]:
    ours = Inquiry.objects.filter(bank=bank, is_from_bank=False, withdrawn=False)
    took = ExpressionWrapper(F("answered_at") - F("asked_at"), DurationField())
    is_due = time.holds("due_at") & Q(due_at__lte=now)
    found = ours.aggregate(
        asked=Count("pk", filter=time.holds("asked_at")),
        answered=Count("pk", filter=time.holds("answered_at")),
        answer_average=Avg(took, filter=time.holds("answered_at")),
        fell_due=Count("pk", filter=is_due),
        answers_late=Count(
            "pk", filter=is_due & (Q(answered_at=None) | Q(answered_at__gt=F("due_at")))
        ),
    )
    return {name: _hours(value) for name, value in found.items()}


def _hours(value: int | timedelta | None) -> Number:
    if isinstance(value, timedelta):
        return round(Decimal(value / AN_HOUR), 1)
    return value


def _amounts(bank: Bank, time: _Time) -> dict[str, Number]:
    """Return what the payments of cases opened are worth, by currency."""
    cases = Case.objects.filter(_cases(bank), time.holds("opened_at"), payment__amount__gt=0)
    summed = cases.order_by().values_list("payment__currency").annotate(sum=Sum("payment__amount"))
    return {currency: _whole(amount, currency) for currency, amount in summed if currency}


def _whole(amount: Decimal, currency: str) -> Decimal:
    """Return an amount with the decimals of its currency, never rounded."""
    return round(amount, max(usual_decimals(currency), decimal_places(amount)))


def _causes(bank: Bank, time: _Time) -> dict[str, Number]:
    cases = Case.objects.filter(_cases(bank), time.holds("opened_at")).order_by()
    counts = dict(cases.values_list("cause").annotate(count=Count("pk")))
    names = Cause.objects.in_bulk([pk for pk in counts if pk])
    return {str(names[pk] if pk else _("Not found yet")): count for pk, count in counts.items()}
