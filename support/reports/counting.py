"""Counting a report: each pair of what happened and what it splits into once, for two periods.

Every number is what a list of cases counts that is filtered by `Number.wanted`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Value
from django.db.models.functions import TruncDate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from support.cases.models import Case
from support.cases.viewing.conditions import CONDITIONS, Asking
from support.claims.formats import is_chinese
from support.customers.models import Language
from support.payments.models import Direction
from support.reports.catalogue import DIMS, MOMENTS, Measure, Report, Text
from support.reports.periods import Period
from support.reports.words import NONE, SPLITS
from support.surveys.intervals import Share, share_of


@dataclass(frozen=True)
class Number:
    """A count, that of the period before, and what the list behind it is filtered by."""

    count: int
    wanted: dict[str, str]
    before: int | None = None
    list_of: str = "cases"


@dataclass(frozen=True)
class Line:
    """One row. `key` is "none" for what has none; `more` are values that count no rows."""

    key: str
    name: str
    numbers: dict[str, Number]
    shares: list[Share] = field(default_factory=list)
    more: list[str] = field(default_factory=list)
    period: Period | None = None


@dataclass(frozen=True)
class Table:
    """Rows told apart by one thing, and its columns."""

    dim: str
    columns: list[tuple[str, Text]]
    lines: list[Line]


@dataclass(frozen=True)
class Figures:
    """What a report says of a period."""

    report: Report
    period: Period
    total: Table
    tables: list[Table]


class Counts(Counter[tuple[str, str, str]]):
    """How many by dimension ("" of all), row and measure; and how rows are called."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[tuple[str, str], str] = {}

    def keys_of(self, dim: str) -> set[str]:
        return {key for one, key in self.names if one == dim}


def figures_of(report: Report, period: Period, asking: Asking) -> Figures:
    """Count a report: three queries for a pair of what happened and its split, two without a day.

    What is counted of cases is what `support.cases.viewing` filters them by.
    """
    now, before = _counted(report, period, asking), _counted(report, period.before, asking)
    names = before.names | now.names
    columns = columns_of(report.measures)

    def line(dim: str, key: str) -> Line:
        numbers = {
            one.name: Number(
                now[dim, key, one.name],
                {one.base: period.value, **one.wanted, **({dim: key} if dim else {})},
                before[dim, key, one.name],
            )
            for one in report.measures
        }
        return Line(key, names.get((dim, key), ""), numbers, _shares(report, numbers))

    first = report.measures[0].name
    over_time = _over_time(report, period, asking)
    tables = [over_time] if over_time.columns else []
    for dim in report.dims:
        lines = [line(dim, key) for key in now.keys_of(dim) | before.keys_of(dim)]
        lines.sort(key=lambda one: (-one.numbers[first].count, one.key == NONE, one.name))
        tables.append(Table(dim, columns, lines))
    total = Table("", columns, [line("", "")])
    return Figures(report, period, total, tables)


def _shares(report: Report, numbers: dict[str, Number]) -> list[Share]:
    def together(names: Iterable[str]) -> int:
        return sum(numbers[name].count for name in names)

    return [share_of(together(one.part), together(one.of)) for one in report.ratios]


def _pairs(measures: Iterable[Measure]) -> Iterator[tuple[str, str, list[Measure]]]:
    """Return what is asked together: what happened, its split, and the columns of both."""
    pairs: dict[tuple[str, str], list[Measure]] = {}
    splits = {one.base: one.split for one in measures if one.split}
    for one in measures:  # what splits nothing is counted along with what does
        pairs.setdefault((one.base, one.split or splits.get(one.base, "")), []).append(one)
    yield from ((base, split, columns) for (base, split), columns in pairs.items())


def _grouped(
    base: str, split: str, columns: Sequence[Any], period: Period, asking: Asking
) -> Iterator[tuple[list[Any], str, int]]:
    """Return the values of some columns, the part and the count of their cases; one query."""
    part = SPLITS[split].expression(asking.now) if split else Value("")
    found = Case.objects.filter(CONDITIONS[base](period.value, asking)).order_by()
    named = {f"column_{place}": column for place, column in enumerate(columns)}
    rows = found.annotate(**named, part=part).values_list(*named, "part")
    for *values, word, count in rows.annotate(count=Count("pk")):
        yield values, word, count


def _counted(report: Report, period: Period, asking: Asking) -> Counts:
    counts = Counts()
    columns = [column for dim in report.dims for column in DIMS[dim]]
    for base, split, measures in _pairs(report.measures):
        for values, part, count in _grouped(
            base, split, [F(one) for one in columns], period, asking
        ):
            keys = [("", ""), *_keys(report, dict(zip(columns, values, strict=True)), counts)]
            for one in _having(measures, part):
                for dim, key in keys:
                    counts[dim, key, one.name] += count
    return counts


def _having(measures: Iterable[Measure], part: str) -> Iterator[Measure]:
    return (one for one in measures if not one.split or part in one.values)


def _keys(report: Report, row: dict[str, Any], counts: Counts) -> Iterator[tuple[str, str]]:
    """Return in which row of each dimension something is, and note how that is called."""
    for dim in report.dims:
        key, *names = (row[column] for column in DIMS[dim])
        key = key or NONE
        counts.names[dim, key] = name_of_row(dim, key, names)
        yield dim, key


def name_of_row(dim: str, key: str, names: Sequence[str]) -> str:
    if key == NONE:
        return _("None")
    if names:
        english, chinese = names
        return (chinese if is_chinese(get_language() or "") else english) or key
    labels: dict[str, dict[str, Any]] = {
        "direction": dict(Direction.choices),
        "language": dict(Language.choices),
        "priority": dict(Case.Priority.choices),
    }
    return str(labels.get(dim, {}).get(key, key))


def _over_time(report: Report, period: Period, asking: Asking) -> Table:
    """Count what has a day of its own by the parts of the period, by the reader's clock."""
    timed = [one for one in report.measures if one.base in MOMENTS]
    parts = period.parts()
    counts: Counter[tuple[int, str]] = Counter()
    for base, split, measures in _pairs(timed):
        day = [TruncDate(MOMENTS[base])]
        for (at,), part, count in _grouped(base, split, day, period, asking):
            place = next(number for number, one in enumerate(parts) if at <= one.until)
            for one in _having(measures, part):
                counts[place, one.name] += count
    lines = []
    for place, days in enumerate(parts):
        numbers = {
            one.name: Number(counts[place, one.name], {one.base: days.value, **one.wanted})
            for one in timed
        }
        lines.append(Line(str(days.since), "", numbers, _shares(report, numbers), period=days))
    return Table("time", columns_of(timed), lines)


def columns_of(measures: Iterable[Measure]) -> list[tuple[str, Text]]:
    return [(one.name, one.label) for one in measures]
