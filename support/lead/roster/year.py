"""A year of the roster: every gap of it, and how much each works."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from support.roster.planning import A_YEAR, Gap, duties_between, gaps_in

if TYPE_CHECKING:
    from django.contrib.auth.models import User

A_DAY, A_WEEK, AN_HOUR = timedelta(days=1), timedelta(days=7), timedelta(hours=1)
OFTEN = 3  # so many alike, a week after each other, are told as one


@dataclass
class Work:
    """What somebody works in a time: shifts, hours, and how many of the hours they are away."""

    person: "User"
    shifts: int = 0
    hours: float = 0
    away: float = 0


@dataclass(frozen=True)
class Run:
    """A gap, or several alike, each a week after the one before on the reader's clock."""

    gaps: list[Gap]

    @property
    def first(self) -> Gap:
        return self.gaps[0]

    @property
    def last(self) -> Gap:
        return self.gaps[-1]

    @property
    def is_long(self) -> bool:
        """Tell whether it takes a day to say when it ends."""
        return self.first.ends - self.first.begins >= A_DAY


def runs_of(gaps: list[Gap]) -> list[Run]:
    """Return gaps in order, those that come back by the week as one."""
    runs: list[list[Gap]] = []
    goes_on: dict[tuple[int, str, datetime, timedelta], list[Gap]] = {}
    for gap in gaps:
        begins, ends = _wall(gap.begins), _wall(gap.ends)
        alike = gap.team.pk, gap.language
        run = goes_on.pop((*alike, begins, ends - begins), None)
        if run is None:
            runs.append(run := [])
        run.append(gap)
        goes_on[(*alike, begins + A_WEEK, ends - begins)] = run
    found = [[run] if len(run) >= OFTEN else [[gap] for gap in run] for run in runs]
    told = [Run(run) for parts in found for run in parts]
    return sorted(told, key=lambda run: run.first.begins)


def _wall(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(tzinfo=None)


def year_of(now: datetime) -> tuple[list[Gap], list[Work]]:
    """Return the gaps from now on and what everybody works, most at first; four queries."""
    until = now + A_YEAR
    duties = duties_between(now, until)
    works: dict[int, Work] = {}
    for duty in duties:
        work = works.setdefault(duty.person.pk, Work(duty.person))
        there = sum((ends - begins for begins, ends in duty.there), timedelta())
        work.shifts += 1
        work.hours += (duty.ends - duty.begins) / AN_HOUR
        work.away += (duty.ends - duty.begins - there) / AN_HOUR
    most = sorted(works.values(), key=lambda work: (-work.hours, work.person.pk))
    return gaps_in(duties, now, until), most
