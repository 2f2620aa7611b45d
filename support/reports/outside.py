"""What is counted besides cases: messages by where they stand, and how long banks took."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Subquery, Sum
from django.db.models.functions import TruncDate

from support.cases.models import CaseEvent, Status
from support.cases.viewing.conditions import Asking, moments_of
from support.complaints.figures import DAY, Median
from support.inquiries.models import Inquiry
from support.notifications.models import Channel, Notification
from support.notifications.words.events import title_of
from support.reports.catalogue import BANKS, MESSAGES, Measure, Report
from support.reports.counting import Figures, Line, Number, Table, columns_of, figures_of
from support.reports.periods import Period
from support.reports.words import BANK_LEFT, NONE

Key = tuple[str, str]  # a dimension, "" of all, and a row


class Most(Median):
    """What nine of ten are not above."""

    template = "%(function)s(0.9) WITHIN GROUP (ORDER BY %(expressions)s)"


def count_report(report: Report, period: Period, asking: Asking) -> Figures:
    """Count any report."""
    if report is MESSAGES:
        return _messages(period)
    figures = figures_of(report, period, asking)
    return _with_waits(figures) if report is BANKS else figures


def _with_waits(figures: Figures) -> Figures:
    """Add to each line how many waits and answers there were, and how long they took."""
    begins, ends = moments_of(figures.period.value)
    left = CaseEvent.objects.filter(
        happened_at__gte=begins, happened_at__lt=ends, case__merged_into=None, **BANK_LEFT
    )
    earlier = CaseEvent.objects.filter(
        case=OuterRef("case"), values__after=Status.WAITING_BANK.value,
        happened_at__lte=OuterRef("happened_at"),
    )  # fmt: skip
    began = Subquery(earlier.order_by("-happened_at", "-pk").values("happened_at")[:1])
    waits = left.annotate(began=began).filter(began__isnull=False)
    answers = Inquiry.objects.to_banks().filter(
        answered_at__gte=begins, answered_at__lt=ends, case__merged_into=None
    )
    waited = _by_channel(waits.annotate(wait=F("happened_at") - F("began")))
    answered = _by_channel(answers.annotate(wait=F("answered_at") - F("asked_at")))

    def more(table: Table) -> Table:
        lines = [
            replace(line, more=[*waited.get(line.key, NO_WAIT), *answered.get(line.key, NO_WAIT)])
            for line in table.lines
        ]
        return replace(table, lines=lines)

    tables = [more(table) for table in figures.tables]
    return replace(figures, total=more(figures.total), tables=tables)


NO_WAIT = ["0", "", ""]


def _by_channel(waits: Any) -> dict[str, list[str]]:
    """Return how many waits there were and how long, by channel and ("") of all; two queries."""
    told = {"count": Count("pk"), "median": Median("wait"), "most": Most("wait")}
    channel = "case__payment__channel__code"
    rows = waits.order_by().values(channel).annotate(**told)
    found = {row[channel] or NONE: _in_days(row) for row in rows}
    return found | {"": _in_days(waits.order_by().aggregate(**told))}


def _in_days(row: Mapping[str, Any]) -> list[str]:
    days = ["" if row[name] is None else f"{row[name] / DAY:.1f}" for name in ("median", "most")]
    return [str(row["count"]), *days]


DIM_COLUMNS = {"medium": "channel", "event": "event"}


def _messages(period: Period) -> Figures:
    """Count messages; three queries."""
    now, more = _counted(period)
    before, _more_before = _counted(period.before)
    days = {"since": str(period.since), "until": str(period.until)}

    def line(dim: str, key: str) -> Line:
        narrowed = days | ({DIM_COLUMNS[dim]: key} if dim else {})
        numbers = {
            one.name: Number(
                now[dim, key, one.name], narrowed | one.wanted, before[dim, key, one.name],
                "messages",
            )
            for one in MESSAGES.measures
        }  # fmt: skip
        segments, cost = more.get((dim, key), (0, Decimal()))
        return Line(key, _name(dim, key), numbers, more=[str(segments), f"{cost.normalize():f}"])

    columns = columns_of(MESSAGES.measures)
    tables = [_by_day(period)]
    for dim in MESSAGES.dims:
        keys = {key for one, key, _measure in {**now, **before} if one == dim}
        lines = sorted((line(dim, key) for key in keys),
                       key=lambda one: (-one.numbers["written"].count, one.name))  # fmt: skip
        tables.append(Table(dim, columns, lines))
    return Figures(MESSAGES, period, Table("", columns, [line("", "")]), tables)


def _counted(period: Period) -> tuple[Counter[tuple[str, str, str]], dict[Key, Any]]:
    counts: Counter[tuple[str, str, str]] = Counter()
    more: dict[Key, Any] = {}
    rows = _written(period).values_list("channel", "event", "state")
    told = rows.annotate(count=Count("pk"), segments=Sum("segments"), cost=Sum("cost"))
    for channel, event, state, count, segments, cost in told:
        for key in (("", ""), ("medium", channel), ("event", event)):
            counts[*key, "written"] += count
            counts[*key, state] += count
            parts, paid = more.get(key, (0, Decimal()))
            more[key] = parts + segments, paid + cost
    return counts, more


def _written(period: Period) -> Any:
    begins, ends = moments_of(period.value)
    return Notification.objects.filter(created_at__gte=begins, created_at__lt=ends).order_by()


def _by_day(period: Period) -> Table:
    parts = period.parts()
    counts: Counter[tuple[int, str]] = Counter()
    rows = _written(period).annotate(day=TruncDate("created_at")).values_list("day", "state")
    for day, state, count in rows.annotate(count=Count("pk")):
        place = next(number for number, one in enumerate(parts) if day <= one.until)
        for name in ("written", state):
            counts[place, name] += count
    lines = [
        Line(str(one.since), "", _numbers(counts, place, one), period=one)
        for place, one in enumerate(parts)
    ]
    return Table("time", columns_of(MESSAGES.measures), lines)


def _numbers(counts: Counter[tuple[int, str]], place: int, part: Period) -> dict[str, Number]:
    days = {"since": str(part.since), "until": str(part.until)}

    def number(one: Measure) -> Number:
        return Number(counts[place, one.name], days | one.wanted, list_of="messages")

    return {one.name: number(one) for one in MESSAGES.measures}


def _name(dim: str, key: str) -> str:
    return str(Channel(key).label if dim == "medium" else title_of(key) if dim else "")
