"""The numbers of a year, each with the address of the cases that it counts, and those cases."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from support.cases.exporting.formulas import harmless
from support.complaints.figures import COUNTED, GROUPS, Row, figures_of
from support.complaints.models import Complaint

YEARS = 6
NAMES = {
    "cause": gettext_lazy("Root cause"),
    "market": gettext_lazy("Market"),
    "channel": gettext_lazy("Channel"),
}
HEADS = {
    "received": pgettext_lazy("complaint", "Received"),
    "answered": pgettext_lazy("complaint", "Answered"),
    "in_time": gettext_lazy("Within time"),
    **{outcome.value: outcome.label for outcome in Complaint.Outcome},
}
NONE = "-"  # of a complaint without a root cause yet, or a channel


@dataclass(frozen=True)
class Asked:
    """What an address asks for: a year, and of lists what is counted and one row of a group."""

    year: int
    counted: str = "received"
    group: str = ""
    key: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str], now: datetime) -> "Asked":
        """Read what was asked; what can't be meant is left out."""
        this = timezone.localtime(now).year
        years = {str(year): year for year in years_until(this)}
        counted = given.get("counted", "")
        group = next((one for one in GROUPS if given.get(one)), "")
        return cls(
            year=years.get(given.get("year", ""), this),
            counted=counted if counted in COUNTED else "received",
            group=group,
            key=given.get(group, "").replace("\0", "")[:150] if group else "",
        )

    def address(self, **more: object) -> str:
        """Return the query of this, with more of it or another page."""
        own = {"year": self.year, "counted": self.counted, self.group: self.key}
        wanted = {name: value for name, value in (own | more).items() if name and value}
        return f"?{urlencode(wanted)}"

    @property
    def period(self) -> tuple[datetime, datetime]:
        """Return the year by the reader's clock."""
        begin, end = (datetime(year, 1, 1) for year in (self.year, self.year + 1))  # noqa: DTZ001
        return timezone.make_aware(begin), timezone.make_aware(end)

    @property
    def complaints(self) -> QuerySet[Complaint]:
        """Return the complaints that were asked for, in the order of a list."""
        found = Complaint.objects.received(*self.period).filter(COUNTED[self.counted]).for_list()
        if not self.group:
            return found
        key = "" if self.key == NONE and self.group == "cause" else self.key
        is_none = self.key == NONE and self.group != "cause"
        return found.filter(**{self.group: None} if is_none else {GROUPS[self.group][0]: key})


def years_until(year: int) -> range:
    return range(year, year - YEARS, -1)


@dataclass(frozen=True)
class Line:
    """One row of a table: each number with the address of its cases, and the median of days."""

    name: str
    numbers: list[tuple[int, str]]
    median_days: float | None


@dataclass(frozen=True)
class Page:
    """Everything that the page of numbers shows."""

    year: int
    years: list[int]
    heads: list[str]
    total: Line
    tables: list[tuple[str, list[Line]]]

    @property
    def total_lines(self) -> list[Line]:
        return [self.total]


def build_page(asked: Asked, now: datetime) -> Page:
    figures = figures_of(*asked.period)
    return Page(
        year=asked.year,
        years=list(years_until(timezone.localtime(now).year)),
        heads=[str(HEADS[name]) for name in COUNTED],
        total=_line(asked, "", figures.total),
        tables=[
            (str(NAMES[group]), [_line(asked, group, row) for row in rows])
            for group, rows in figures.groups.items()
        ],
    )


def _line(asked: Asked, group: str, row: Row) -> Line:
    listed = reverse("lead-complaint-cases")
    whose = {group: row.key or NONE} if group else {}
    return Line(
        name=row.name or (_("None") if group else _("All")),
        numbers=[
            (count, f"{listed}{asked.address(counted=name, **whose)}")
            for name, count in row.counts.items()
        ],
        median_days=row.median_days,
    )


def as_rows(page: Page) -> Iterator[list[str]]:
    """Return the numbers as rows of a table file; names begin no formula."""
    yield [_("Group"), _("Name"), *page.heads, _("Median of days")]
    yield _as_row("", page.total)
    for title, lines in page.tables:
        yield from (_as_row(title, line) for line in lines)


def _as_row(title: str, line: Line) -> list[str]:
    median = "" if line.median_days is None else str(line.median_days)
    counts = [str(count) for count, _address in line.numbers]
    return [harmless(title), harmless(line.name), *counts, median]
