"""The pack that one takes to a meeting with a bank, counted from the record beside the time before.

Cases and payments are those of the bank's channels, merged cases counted once; inquiries are those
that the bank was sent, whatever channel their payments went by. A time is from `since` on and
before `until`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Max, Q, Sum
from django.utils import timezone
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
    "delay_average": _("Average delay of these"),
    "delay_longest": _("Longest delay"),
    "asked": _("Inquiries asked"),
    "answered": _("Inquiries answered"),
    "answer_average": _("Average time to an answer"),
    "fell_due": _("Answers that fell due"),
    "answers_late": pgettext_lazy("of a bank's answers", "Late or missing of these"),
}
TIMES = {"delay_average", "delay_longest", "answer_average"}
# Of these figures lists of cases can be asked, by the word that each is counted by.
LISTED = {"opened": "opened", "resolved": "resolved"}


@dataclass(frozen=True)
class Line:
    """A figure of the time, and the same of the time before; None where there is nothing of it.

    What `is_time` is in hours. The cases behind the figure are filtered by `wanted`.
    """

    label: str | Promise
    now: Number
    before: Number
    is_time: bool = False
    wanted: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Pack:
    """What is taken to a meeting. `open` are the inquiries that wait at the end of the time."""

    bank: Bank
    figures: list[Line]
    amounts: list[Line]
    asked: list[Line]
    causes: list[Line]
    open: list[Inquiry]
    open_count: int


@dataclass(frozen=True)
class _Time:
    since: datetime
    until: datetime

    def holds(self, column: str) -> Q:
        return Q(**{f"{column}__gte": self.since, f"{column}__lt": self.until})

    @property
    def days(self) -> str:
        """The same as lists of cases are filtered by it."""
        last = timezone.localdate(self.until - timedelta(seconds=1))
        return f"{timezone.localdate(self.since)}..{last}"


def pack_of(bank: Bank, since: datetime, until: datetime, before: datetime, now: datetime) -> Pack:
    """Count the time from `since` to `until` beside that from `before` to `since`."""
    this, last = _Time(since, until), _Time(before, since)
    figures, were = _figures(bank, this, now), _figures(bank, last, now)
    theirs = {"bank_channels": bank.slug}
    waiting = Inquiry.objects.filter(bank=bank, is_from_bank=False, asked_at__lt=until)
    waiting = waiting.filter(Q(ended_at=None) | Q(ended_at__gte=until)).order_by("due_at", "pk")
    return Pack(
        bank=bank,
        figures=[
            Line(
                label, figures[name], were[name], is_time=name in TIMES,
                wanted=theirs | {LISTED[name]: this.days} if name in LISTED else {},
            )
            for name, label in LABELS.items()
        ],
        amounts=_lines(_amounts(bank, this), _amounts(bank, last)),
        asked=_lines(_asked_amounts(bank, this), _asked_amounts(bank, last)),
        causes=_cause_lines(
            _causes(bank, this), _causes(bank, last), theirs | {"opened": this.days}
        ),
        open=list(waiting.select_related("case__payment")[:MOST_LISTED]),
        open_count=waiting.count(),
    )  # fmt: skip


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
        return round(Decimal(value / AN_HOUR), 2)
    return value


def _amounts(bank: Bank, time: _Time) -> dict[str, Number]:
    """Return what the payments of cases opened are worth, by currency."""
    cases = Case.objects.filter(_cases(bank), time.holds("opened_at"), payment__amount__gt=0)
    return _by_currency(
        cases.order_by().values_list("payment__currency").annotate(sum=Sum("payment__amount"))
    )


def _asked_amounts(bank: Bank, time: _Time) -> dict[str, Number]:
    """Return what the payments are worth of which the bank was asked, by currency; each once."""
    asked = Inquiry.objects.to_banks().filter(time.holds("asked_at"), bank=bank, withdrawn=False)
    payments = Payment.objects.filter(pk__in=asked.values("case__payment"), amount__gt=0)
    return _by_currency(payments.order_by().values_list("currency").annotate(sum=Sum("amount")))


def _by_currency(summed: Iterable[tuple[str, Decimal]]) -> dict[str, Number]:
    return {currency: _whole(amount, currency) for currency, amount in summed if currency}


def _whole(amount: Decimal, currency: str) -> Decimal:
    """Return an amount with the decimals of its currency, never rounded."""
    return round(amount, max(usual_decimals(currency), decimal_places(amount)))


def _causes(bank: Bank, time: _Time) -> dict[int | None, int]:
    """Return how many cases were opened of each cause, None of those that have none yet."""
    cases = Case.objects.filter(_cases(bank), time.holds("opened_at")).order_by()
    return dict(cases.values_list("cause").annotate(count=Count("pk")))


def _cause_lines(
    this: Mapping[int | None, int], last: Mapping[int | None, int], wanted: Mapping[str, str]
) -> list[Line]:
    known = Cause.objects.in_bulk([pk for pk in {**this, **last} if pk])
    lines = [
        Line(
            str(known[pk]) if pk else _("Not found yet"), this.get(pk, 0), last.get(pk, 0),
            wanted={**wanted, "cause": known[pk].slug if pk else "none"},
        )
        for pk in {**this, **last}
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (-(line.now or 0), str(line.label)))
