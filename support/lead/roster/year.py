"""A year of the roster: every gap of it, and how much each works."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from support.roster.planning import Gap, duties_between, gaps_in

if TYPE_CHECKING:
    from django.contrib.auth.models import User

A_YEAR, AN_HOUR = timedelta(days=365), timedelta(hours=1)


@dataclass
class Work:
    """What somebody works in a time: shifts, hours, and how many of the hours they are away."""

    person: "User"
    shifts: int = 0
    hours: float = 0
    away: float = 0


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
