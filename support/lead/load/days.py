"""What came in and what went out, day by day, as numbers and as a drawing of two bars each."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone

from support.cases.models import Case
from support.lead.load.figures import Figure, Scope

DAYS = 7
HEIGHT = 60
STEP = 40


@dataclass(frozen=True)
class Day:
    """One day; `left` and the heights are those of its bars, which stand on `HEIGHT`."""

    day: date
    came: Figure
    went: Figure
    left: int
    came_high: int
    went_high: int

    @property
    def came_top(self) -> int:
        return HEIGHT - self.came_high

    @property
    def went_top(self) -> int:
        return HEIGHT - self.went_high

    @property
    def grows(self) -> int:
        """By how many more came in than went out."""
        return self.came.count - self.went.count

    @property
    def shrinks(self) -> int:
        return -self.grows


def days_of(scope: Scope) -> list[Day]:
    """Return the last days of the reader's calendar, today at the end; two queries."""
    today = timezone.localdate(scope.asking.now)
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    begins = timezone.make_aware(datetime.combine(days[0], time()))
    came, went = (
        dict(day_counts(scope, column, begins)) for column in ("opened_at", "resolved_at")
    )
    most = max([1, *came.values(), *went.values()])
    shown: list[Day] = []
    for place, day in enumerate(days):
        opened, resolved = came.get(day, 0), went.get(day, 0)
        shown.append(
            Day(
                day=day,
                came=scope.figure("", opened, {"opened": day.isoformat()}, str(opened)),
                went=scope.figure("", resolved, {"resolved": day.isoformat()}, str(resolved)),
                left=place * STEP,
                came_high=HEIGHT * opened // most,
                went_high=HEIGHT * resolved // most,
            )
        )
    return shown


def day_counts(scope: Scope, column: str, begins: datetime) -> Any:
    """Return days with their counts, as the filters `opened` and `resolved` have them.

    An index has all that is asked.
    """
    wanted: dict[str, Any] = {f"{column}__gte": begins, "merged_into": None}
    if scope.team is not None:
        wanted["team"] = scope.team
    counted = Case.objects.filter(**wanted).order_by().annotate(day=TruncDate(column))
    return counted.values_list("day").annotate(count=Count("*"))
