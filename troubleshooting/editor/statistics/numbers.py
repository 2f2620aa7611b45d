"""The statistics of a version, as a drawing with numbers and as a table."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from troubleshooting.editor.bench.outline import folded_branches
from troubleshooting.editor.statistics.measures import (
    LABELS,
    StepNumbers,
    by_step,
    value_of,
    written,
)
from troubleshooting.editor.statistics.shading import Heat, build_heat
from troubleshooting.editor.words import reader, title_of
from troubleshooting.trees.drawing.picture import ICONS, Overlay
from troubleshooting.trees.drawing.svg import draw
from troubleshooting.trees.layout.layout import layout
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.trees.names import KINDS
from troubleshooting.walks.statistics import NodeNumbers, node_statistics, tree_statistics

PERIODS: Mapping[str, Promise] = {
    "7": _("The last 7 days"),
    "30": _("The last 30 days"),
    "90": _("The last 90 days"),
    "all": _("All time"),
    "range": _("From … to …"),  # the days beside it
}
DEFAULT_PERIOD = "30"
ALL_VERSIONS = "all"
RANGE = "range"
PAGE_ROWS = 200
CSV_COLUMNS = (
    "visits", "exits", "median_seconds", "cant_say", "skipped", "jumps", "reports", "overrules",
    "confirmed", "refuted",
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to see; all of it comes from the address."""

    period: str
    first: date | None
    last: date | None
    show: str
    sort: str
    page: int

    def since(self, now: datetime) -> datetime | None:
        """From when on walks count; of the last days the first counts whole, as tallies have it."""
        if self.period == RANGE:
            return _midnight(self.first) if self.first else None
        if self.period == "all":
            return None
        first = (now - timedelta(days=int(self.period))).astimezone(UTC).date()
        return datetime.combine(first, time.min, UTC)

    def until(self) -> datetime | None:
        """Until before which walks count: the last day counts whole."""
        if self.period != RANGE or not self.last:
            return None
        return _midnight(self.last + timedelta(days=1))


@dataclass(frozen=True)
class StepRow:
    """One step of the table; `cells` are written numbers in the order of the measures."""

    key: str
    title: str
    kind: str
    icon: str
    address: str
    cells: list[tuple[str, str]]


@dataclass(frozen=True)
class Statistics:
    """The numbers of one version, or with `is_all` of all of them, in one period.

    Those of all are shown at the steps of `version`, the published one.
    """

    tree: Tree
    version: TreeVersion
    is_all: bool
    versions: list[TreeVersion]
    wanted: Wanted
    steps: Mapping[str, StepNumbers]

    @property
    def walks(self) -> int:
        """How many walks came to the first step."""
        start = self.steps.get(self.version.document["start"])
        return start.numbers.visits if start else 0

    @property
    def is_empty(self) -> bool:
        return not any(step.numbers.visits for step in self.steps.values())

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.steps) // PAGE_ROWS))

    @property
    def page(self) -> int:
        return min(self.wanted.page, self.pages)

    @property
    def previous(self) -> int:
        return self.page - 1

    @property
    def next(self) -> int:
        return self.page + 1

    @cached_property
    def rows(self) -> list[StepRow]:
        """The steps of one page of the table: as in the tree, or those with the most first."""
        steps, measure = list(self.steps.values()), self.wanted.sort
        if measure in LABELS:
            steps.sort(key=lambda step: -(value_of(step.numbers, measure) or 0))
        start = (self.page - 1) * PAGE_ROWS
        return [self._row(step) for step in steps[start : start + PAGE_ROWS]]

    @cached_property
    def heat(self) -> Heat | None:
        """How strongly each step is shaded by the number that was asked for."""
        return build_heat(self.steps, self.wanted.show)

    def draw(self, folds: Mapping[str, bool]) -> SafeString:
        """Draw the tree with the number at each step that was asked for, and shaded by it."""
        document = self.version.document
        numbers = {
            key: words
            for key, step in self.steps.items()
            if (words := written(step.numbers, self.wanted.show))
        }
        overlay = Overlay(numbers, self.heat.strengths if self.heat else None)
        laid_out = layout(document, collapsed=folded_branches(document, folds))
        return draw(
            laid_out, document, language=reader(), overlay=overlay, links=self._address,
            name="tree-statistics",
        )  # fmt: skip

    def _row(self, step: StepNumbers) -> StepRow:
        entry = step.entry
        return StepRow(
            key=entry["key"],
            title=title_of(entry, reader()),
            kind=str(KINDS[entry["kind"]]),
            icon=ICONS[entry["kind"]],
            address=self._address(entry["key"]),
            cells=[(str(label), written(step.numbers, name)) for name, label in LABELS.items()],
        )

    def _address(self, key: str) -> str:
        edit = reverse("tree-edit", args=[self.tree.slug])
        return f"{edit}?{urlencode({'node': key})}#form"


def read_wanted(given: Mapping[str, str]) -> Wanted:
    """Read what is wanted of an address; what makes no sense is as if it were not there.

    Days that were filled in make a range, unless another period was chosen than the one before.
    """
    period, show, page = given.get("period", ""), given.get("show", ""), given.get("page", "")
    period = period if period in PERIODS else DEFAULT_PERIOD
    first, last = _day(given.get("from", "")), _day(given.get("to", ""))
    if period not in (RANGE, given.get("was", period)):
        first = last = None
    return Wanted(
        period=RANGE if first or last else period,
        first=first,
        last=last,
        show=show if show in LABELS else "visits",
        sort=given.get("sort", ""),
        page=max(1, int(page)) if page.isdecimal() and len(page) < 6 else 1,
    )


def build_statistics(
    tree: Tree, wanted: Wanted, *, number: str = "", now: datetime
) -> Statistics | None:
    """Count what is wanted of the version with this number; without one, of all versions.

    None if no version was ever published. Draws nothing yet.
    """
    versions = list(_versions(tree))
    if not versions:
        return None
    chosen = next((row for row in versions if str(row.number) == number), None)
    version = chosen or versions[0]
    version.tree = tree
    since, until = wanted.since(now), wanted.until()
    counted = (
        node_statistics(chosen, since=since, until=until)
        if chosen
        else tree_statistics(tree, since=since, until=until)
    )
    steps = by_step(version.document, counted)
    return Statistics(tree, version, chosen is None, versions, wanted, steps)


def as_csv(statistics: Statistics) -> str:
    """Return all steps as a table for other programs; no cell is read as a formula there."""
    written_to = io.StringIO()
    table = csv.writer(written_to)
    table.writerow(["key", "kind", "title", *CSV_COLUMNS])
    for step in statistics.steps.values():
        entry = step.entry
        title = title_of(entry, reader())
        safe = f"'{title}" if title.startswith(("=", "+", "-", "@", "\t", "\r")) else title
        table.writerow([entry["key"], entry["kind"], safe, *_values(step.numbers)])
    return written_to.getvalue()


def _values(numbers: NodeNumbers) -> list[object]:
    values = (getattr(numbers, name) for name in CSV_COLUMNS)
    return ["" if value is None else value for value in values]


def _versions(tree: Tree) -> list[TreeVersion]:
    """Return what was ever in force: the present one first, then the newest."""
    found = tree.versions.without_documents().filter(published_at__isnull=False)
    return sorted(found, key=lambda row: (row.state != TreeVersion.State.PUBLISHED, -row.number))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date.min < day < date.max else None  # the days beside it have to be there too


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
