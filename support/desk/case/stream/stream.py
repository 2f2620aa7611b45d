"""One list of what was said and what happened, newest first, by day: all of it or one kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from support.cases.models import Case
from support.desk.case.stream.conversation import Entry, build_conversation
from support.desk.case.stream.timeline import Line, build_timeline

if TYPE_CHECKING:
    from troubleshooting.walks.models import Walk

ALL = "all"
SHOWS = {
    ALL: gettext_lazy("All"),
    "messages": gettext_lazy("Messages"),
    "notes": gettext_lazy("Notes"),
    "steps": gettext_lazy("Steps"),
}
# So many stand on the page at first; each press on "Show earlier" adds the second number.
FIRST, MORE, MOST = 100, 200, 10_000

Item = Entry | Line


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see: a kind of `SHOWS`, and how many at most."""

    show: str = ALL
    most: int = FIRST


EVERYTHING = Asked()


def read_asked(given: Mapping[str, str]) -> Asked:
    """Read it from an address or a form; what can't be meant counts as not said."""
    show, most = given.get("show", ""), given.get("most", "")
    number = int(most) if most.isdecimal() and len(most) < 6 else FIRST
    return Asked(show if show in SHOWS else ALL, min(max(number, FIRST), MOST))


@dataclass(frozen=True)
class View:
    """One kind as it can be chosen; `count` is None where much more would have to be read."""

    name: str
    label: str
    count: int | None
    is_chosen: bool


@dataclass(frozen=True)
class Day:
    label: str
    items: list[Item]


@dataclass(frozen=True)
class Stream:
    """What is shown; `earlier` is the number to ask for where there is more, else None."""

    asked: Asked
    views: list[View] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)
    earlier: int | None = None


def build_stream(case: Case, walk: "Walk | None", asked: Asked, now: datetime) -> Stream:
    """Compose it in six queries at most; of a case that is cut one kind is read by itself then."""
    items, is_cut = _newest(case, walk, asked.most, ALL)
    counts = None if is_cut else _counts(items)
    if is_cut and asked.show != ALL:
        items, is_cut = _newest(case, walk, asked.most, asked.show)
    shown = [item for item in items if asked.show in (ALL, item.group)]
    return Stream(
        asked=asked,
        views=[
            View(name, str(label), counts[name] if counts else None, is_chosen=name == asked.show)
            for name, label in SHOWS.items()
        ],
        days=_by_day(shown, localdate(now)),
        earlier=asked.most + MORE if is_cut and asked.most < MOST else None,
    )


def _newest(case: Case, walk: "Walk | None", most: int, show: str) -> tuple[list[Item], bool]:
    """Return the newest of a kind, and whether there is more.

    A list that is cut tells what happened since its last row: nothing older may stand beside it.
    """
    said, said_since = build_conversation(case, show, most)
    lines, lines_since = build_timeline(case, walk, show, most)
    since = max(filter(None, (said_since, lines_since)), default=None)
    found: list[Item] = [*said, *lines]
    items = sorted(found, key=lambda item: item.at, reverse=True)
    if since is not None:
        items = [item for item in items if item.at >= since]
    return items[:most], since is not None or len(items) > most


def _counts(items: list[Item]) -> dict[str, int]:
    groups = [item.group for item in items]
    return {name: len(items) if name == ALL else groups.count(name) for name in SHOWS}


def _by_day(items: list[Item], today: date) -> list[Day]:
    days = groupby(items, key=lambda item: localdate(item.at))
    return [Day(_name(day, today), list(found)) for day, found in days]


def _name(day: date, today: date) -> str:
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    return date_format(day, "DATE_FORMAT")
