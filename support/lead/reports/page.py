"""A report as its page shows it: numbers with their addresses, drawings, the periods beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from support.cases.exporting.formulas import harmless
from support.reports.catalogue import DIM_LABELS, REPORTS, Report
from support.reports.charts import Chart, lying, upright
from support.reports.counting import Figures, Line, Number, Table
from support.reports.periods import KINDS, Period, period_of
from support.surveys.intervals import Share

KIND_NAMES = {
    "day": gettext_lazy("Day"),
    "week": gettext_lazy("Week"),
    "month": gettext_lazy("Month"),
    "quarter": gettext_lazy("Quarter"),
}


Of = TypeVar("Of")
Beside = Iterator[tuple[str, Of]]  # what a column is called, what stands in it


@dataclass(frozen=True)
class Cell:
    count: int
    before: int | None
    address: str


@dataclass(frozen=True)
class ShownLine:
    name: str
    cells: list[Cell]
    shares: list[Share]
    more: list[str]


@dataclass(frozen=True)
class ShownTable:
    """A table and its drawing; `series` are the names of what is drawn."""

    title: str
    heads: list[str]
    share_heads: list[str]
    more_heads: list[str]
    lines: list[ShownLine]
    chart: Chart | None
    series: list[str]

    @property
    def rows(self) -> Iterator[tuple[str, Beside[Cell], Beside[Share], Beside[str]]]:
        """Return each line with the name of its column beside every number."""
        for line in self.lines:
            counts = zip(self.heads, line.cells, strict=True)
            shares = zip(self.share_heads, line.shares, strict=True)
            yield line.name, counts, shares, zip(self.more_heads, line.more, strict=True)


@dataclass(frozen=True)
class Page:
    report: Report
    period: Period
    name: str
    before_name: str
    reports: list[tuple[str, str, bool]]  # title, address, whether it is this one
    kinds: list[tuple[str, str, bool]]
    previous: str
    next: str
    query: str
    is_over: bool
    total: ShownTable
    tables: list[ShownTable]


def address_of(slug: str, period: Period, name: str = "report") -> str:
    return f"{reverse(name, args=[slug])}?{urlencode(query_of(period))}"


def query_of(period: Period) -> dict[str, str]:
    if period.kind:
        return {"period": period.kind, "on": str(period.since)}
    return {"from": str(period.since), "to": str(period.until)}


def list_address(number: Number) -> str:
    """Return where the list behind a number is."""
    name = "outbox" if number.list_of == "messages" else "queue"
    return f"{reverse(name)}?{urlencode(number.wanted)}"


def name_of(period: Period) -> str:
    """Return a period as people read it."""
    since = formats.date_format(period.since, "DATE_FORMAT")
    if period.days == 1:
        return since
    until = formats.date_format(period.until, "DATE_FORMAT")
    return _("%(since)s to %(until)s") % {"since": since, "until": until}


def build_page(figures: Figures, *, is_over: bool) -> Page:
    report, period = figures.report, figures.period
    slug = report.slug
    return Page(
        report=report,
        period=period,
        name=name_of(period),
        before_name=name_of(period.before),
        reports=[
            (str(one.title), address_of(one.slug, period), one is report)
            for one in REPORTS.values()
        ],
        kinds=[
            (str(KIND_NAMES[kind]), address_of(slug, period_of(kind, period.since)),
             kind == period.kind)
            for kind in KINDS
        ],
        previous=address_of(slug, period.before),
        next="" if not is_over else address_of(slug, period.after),
        query=urlencode(query_of(period)),
        is_over=is_over,
        total=_shown(figures, figures.total),
        tables=[_shown(figures, table) for table in figures.tables],
    )  # fmt: skip


def _shown(figures: Figures, table: Table) -> ShownTable:
    report = figures.report
    labels = dict(table.columns)
    drawn = [name for name in report.drawn if name in labels]
    lines = [_line(table, line) for line in table.lines]
    rows = [
        (
            line_name if line.period is None else _short(line.period),
            [line.numbers[name].count for name in drawn],
        )
        for line, line_name in zip(table.lines, (one.name for one in lines), strict=True)
    ]
    draw = upright if table.dim == "time" else lying
    return ShownTable(
        title=str(DIM_LABELS[table.dim]) if table.dim else _("All"),
        heads=[str(label) for _name, label in table.columns],
        share_heads=[str(one.label) for one in report.ratios],
        more_heads=[str(one) for one in report.more] if table.dim != "time" else [],
        lines=lines,
        chart=draw(rows) if table.dim and drawn and rows else None,
        series=[str(labels[name]) for name in drawn],
    )


def _line(table: Table, line: Line) -> ShownLine:
    cells = []
    for name, _label in table.columns:
        number = line.numbers[name]
        cells.append(Cell(number.count, number.before, list_address(number)))
    name = name_of(line.period) if line.period else line.name if table.dim else _("All")
    return ShownLine(name, cells, line.shares, line.more)


def _short(period: Period) -> str:
    return str(formats.date_format(period.since, "MONTH_DAY_FORMAT"))


def as_rows(page: Page) -> Iterator[list[str]]:
    """Return a report as rows of a table file; names begin no formula.

    Behind the numbers stand those of the period before, then shares with their bounds.
    """
    heads = page.total.heads
    bounds = [
        told % {"name": head}
        for head in page.total.share_heads
        for told in ("%(name)s", _("%(name)s, at least"), _("%(name)s, at most"))
    ]
    before = [_("%(name)s, before") % {"name": head} for head in heads]
    yield [_("Group"), _("Name"), *heads, *before, *bounds, *page.total.more_heads]
    for table in (page.total, *page.tables):
        for line in table.lines:
            cells = dict(zip(table.heads, line.cells, strict=True))
            counts = [str(cells[head].count) if head in cells else "" for head in heads]
            earlier = [_written(cells[head].before) if head in cells else "" for head in heads]
            shares = [text for share in line.shares for text in _bounds(share)]
            name = [harmless(table.title), harmless(line.name)]
            yield [*name, *counts, *earlier, *shares, *line.more]


def _written(count: int | None) -> str:
    return "" if count is None else str(count)


def _bounds(share: Share) -> list[str]:
    told = [share.percent, share.low_percent, share.high_percent]
    return [str(one) for one in told] if share.is_told else [""] * 3
