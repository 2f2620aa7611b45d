"""The complaints of a period, counted when they were received: of all, and by what they share."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, F, Q
from django.utils.translation import get_language

from support.claims.formats import is_chinese
from support.complaints.lists import causes
from support.complaints.models import IN_TIME, Complaint

DAY = timedelta(days=1)
Outcome = Complaint.Outcome
# What is counted, and which complaints each number counts.
COUNTED: dict[str, Q] = {
    "received": Q(),
    "answered": Q(answered_at__isnull=False),
    "in_time": IN_TIME,
    **{outcome.value: Q(outcome=outcome) for outcome in Outcome},
}
# A group by the column that tells its rows apart, and what names them.
GROUPS = {
    "cause": ("root_cause",),
    "market": ("rule__code", "rule__name_zh", "rule__name_en"),
    "channel": ("channel__code", "channel__name_zh", "channel__name_en"),
}


class Median(Aggregate):
    """The middle of what is known, between the two in the middle where they are even."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


_FIGURES = {
    **{
        name: Count("pk", filter=holds) if holds else Count("pk") for name, holds in COUNTED.items()
    },
    "median": Median(F("answered_at") - F("received_at")),
}


@dataclass(frozen=True)
class Row:
    """Complaints of one kind; `key` is "" for those of none, `median` from receipt to answer."""

    key: str
    name: str
    counts: dict[str, int]
    median: timedelta | None

    @property
    def median_days(self) -> float | None:
        return None if self.median is None else round(self.median / DAY, 1)


@dataclass(frozen=True)
class Figures:
    total: Row
    groups: dict[str, list[Row]]


def figures_of(since: datetime, until: datetime) -> Figures:
    """Count the complaints that were received in a period, in four queries."""
    received = Complaint.objects.received(since, until)
    groups = {}
    for name, columns in GROUPS.items():
        rows = received.values(*columns).annotate(**_FIGURES).order_by()
        found = [_row(name, columns, row) for row in rows]
        groups[name] = sorted(found, key=lambda row: (-row.counts["received"], row.name))
    return Figures(_row("", (), received.aggregate(**_FIGURES)), groups)


def _row(group: str, columns: tuple[str, ...], row: dict[str, Any]) -> Row:
    key, name = (row[columns[0]] or "", "") if columns else ("", "")
    if group == "cause":
        name = str(causes().get(key, key))
    elif columns:
        _key, chinese, english = columns
        name = row[chinese if is_chinese(get_language() or "") else english] or key
    return Row(key, name, {one: row[one] for one in COUNTED}, row["median"])
