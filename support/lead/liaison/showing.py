"""A pack as its page and its files show it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from support.lead.clocks.spans import in_words
from support.lead.reports.page import name_of
from support.liaison.pack import Line, Number, Pack
from support.reports.periods import Period, period_of


@dataclass(frozen=True)
class ShownLine:
    """A figure in words; its cases are at `address`, "" where no list has them."""

    label: str | Promise
    now: str
    before: str
    address: str


def shown_lines(lines: Iterable[Line]) -> list[ShownLine]:
    return [
        ShownLine(
            line.label, _told(line.now, line), _told(line.before, line),
            f"{reverse('queue')}?{urlencode(line.wanted)}" if line.wanted and line.now else "",
        )
        for line in lines
    ]  # fmt: skip


def _told(value: Number, line: Line) -> str:
    if value is None:
        return "–"
    return in_words(max(1, round(value * 60))) if line.is_time else f"{value:,}"


def month_or_days(period: Period) -> str:
    """Return a period as people call it: a whole month by its name."""
    month = period_of("month", period.since)
    if (month.since, month.until) == (period.since, period.until):
        return formats.date_format(period.since, "YEAR_MONTH_FORMAT")
    return name_of(period)


def cells(pack: Pack) -> Iterator[list[Any]]:
    """Return the rows of a table file; figures first, then what is open with its days."""
    parts = [
        (_("Figures"), pack.figures), (_("Amounts of the cases opened"), pack.amounts),
        (_("Amounts of the payments asked about"), pack.asked), (_("Causes"), pack.causes),
    ]  # fmt: skip
    for part, lines in parts:
        for line in lines:
            told = ("" if value is None else value for value in (line.now, line.before))
            label = _("%(figure)s (hours)") if line.is_time else "%(figure)s"
            yield [part, label % {"figure": line.label}, *told, "", "", ""]
    for inquiry in pack.open:
        case = inquiry.case
        payment = case.payment.reference if case.payment else ""
        days = (_day(inquiry.asked_at), _day(inquiry.due_at))
        named = f"{inquiry.reference} {case.reference}"
        yield [_("Open references"), named, "", "", payment, *days]


def _day(at: datetime) -> str:
    return timezone.localdate(at).isoformat()
