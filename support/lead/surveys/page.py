"""The numbers of a period, each with the address of the list that it counts, and that list."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from support.cases.exporting.formulas import harmless
from support.surveys.figures import GROUPS, Figures, Row, figures_of
from support.surveys.intervals import Share
from support.surveys.models import STARS, Survey

PERIODS = (7, 30, 90, 365)  # days
USUAL = 30
NAMES = {
    "cause": gettext_lazy("Cause"),
    "agent": gettext_lazy("Agent"),
    "channel": gettext_lazy("Channel"),
}
NONE = "-"  # of an answer without a cause, an agent or a channel


@dataclass(frozen=True)
class Asked:
    """What an address asks for: a period, and of lists the answer and one row of a group."""

    days: int = USUAL
    stars: int | None = None
    group: str = ""
    key: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Asked":
        """Read what was asked; what can't be meant is left out."""
        days = given.get("days", "")
        stars = given.get("stars", "")
        group = next((name for name in GROUPS if given.get(name)), "")
        return cls(
            days=int(days) if days in {str(period) for period in PERIODS} else USUAL,
            stars=int(stars) if stars in {str(one) for one in STARS} else None,
            group=group,
            key=given.get(group, "").replace("\0", "")[:150] if group else "",
        )

    def address(self, **more: object) -> str:
        """Return the query of this, with more of it or another page."""
        own = {"days": self.days, "stars": self.stars, self.group: self.key}
        wanted = {name: value for name, value in (own | more).items() if name and value}
        return f"?{urlencode(wanted)}"

    def period(self, now: datetime) -> tuple[datetime, datetime]:
        """Return from the beginning of a day, by the reader's clock, until now."""
        day = timezone.localtime(now) - timedelta(days=self.days)
        return day.replace(hour=0, minute=0, second=0, microsecond=0), now

    def answers(self, now: datetime) -> QuerySet[Survey]:
        """Return the answers that were asked for, in the order of a list."""
        found = Survey.objects.answered(*self.period(now)).for_list()
        if self.stars:
            found = found.filter(stars=self.stars)
        if self.group:
            column = GROUPS[self.group][0]
            is_none = self.key == NONE
            found = found.filter(**{self.group: None} if is_none else {column: self.key})
        return found


@dataclass(frozen=True)
class Number:
    """A number and where the cases are that it counts."""

    count: int
    address: str


@dataclass(frozen=True)
class Line:
    """One row of a table: the answers of a cause, an agent or a channel, or of all."""

    name: str
    answered: Number
    by_stars: list[Number]
    satisfied: Share


@dataclass(frozen=True)
class Page:
    """Everything that the page of numbers shows."""

    days: int
    figures: Figures
    total: Line
    tables: list[tuple[str, list[Line]]]
    stars: tuple[int, ...] = STARS
    periods: tuple[int, ...] = PERIODS


def build_page(asked: Asked, now: datetime) -> Page:
    figures = figures_of(*asked.period(now))
    return Page(
        days=asked.days,
        figures=figures,
        total=_line(asked, "", figures.total),
        tables=[
            (str(NAMES[group]), [_line(asked, group, row) for row in rows])
            for group, rows in figures.groups.items()
        ],
    )


def _line(asked: Asked, group: str, row: Row) -> Line:
    listed = reverse("lead-survey-answers")
    whose = {group: row.key or NONE} if group else {}
    return Line(
        name=row.name or (_("None") if group else _("All")),
        answered=Number(row.answered, f"{listed}{asked.address(**whose)}"),
        by_stars=[
            Number(count, f"{listed}{asked.address(stars=stars, **whose)}")
            for stars, count in row.by_stars
        ],
        satisfied=row.satisfied,
    )


def as_rows(page: Page) -> Iterator[list[str]]:
    """Return the numbers as rows of a table file; names begin no formula.

    The share of the satisfied and its bounds stand only where there are enough answers for one.
    """
    yield [
        _("Group"), _("Name"), pgettext("how many", "Answers"),
        *map(str, page.stars), _("Satisfied, %"), _("at least, %"), _("at most, %"),
    ]  # fmt: skip
    yield _as_row("", page.total)
    for title, lines in page.tables:
        yield from (_as_row(title, line) for line in lines)


def _as_row(title: str, line: Line) -> list[str]:
    share = line.satisfied
    bounds = [share.percent, share.low_percent, share.high_percent] if share.is_told else [""] * 3
    counts = [line.answered.count, *(number.count for number in line.by_stars), *bounds]
    return [harmless(title), harmless(line.name), *map(str, counts)]
