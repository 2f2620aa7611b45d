"""Times as pairs of moments: weekly hours, what meets, what is left of one without another.

What stands on the wall clock is what counts, also where it changes.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from support.calendars.services import exceptions_of
from troubleshooting.checks.reading.bank_days import Moment, day_kept

if TYPE_CHECKING:
    from support.roster.models import Weekly

Span = tuple[datetime, datetime]
A_DAY = timedelta(days=1)


def spans_of(weekly: "Weekly", since: datetime, until: datetime) -> Iterator[tuple[date, Span]]:
    """Yield the days with beginning and end of all that meets a time, in UTC and whole.

    A night over the change of the clocks is an hour shorter or longer, as the wall clock has it; a
    time that is skipped is the same moment for who ends by it and for who begins.
    """
    zone = ZoneInfo(weekly.zone)
    day = max(since.astimezone(zone).date() - A_DAY, weekly.from_on)
    last = until.astimezone(zone).date()
    last = min(last, weekly.until_on) if weekly.until_on else last
    while day <= last:
        if is_worked(weekly, day):
            runs_on = weekly.ends_at <= weekly.begins_at
            begins = moment_of(day, weekly.begins_at, zone)
            ends = moment_of(day + A_DAY if runs_on else day, weekly.ends_at, zone)
            if begins < ends and begins < until and since < ends:
                yield day, (begins, ends)
        day += A_DAY


def moment_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def is_worked(weekly: "Weekly", day: date) -> bool:
    """Tell whether hours begin on a day, as far as its weekday, week and holidays go."""
    if day.weekday() not in weekly.weekdays or not weekly.is_week(day):
        return False
    if weekly.on_holidays == weekly.Holidays.AS_USUAL:
        return True
    name = weekly.calendar.upper()
    kept = day_kept(day, name, works_on_weekends=True, exceptions=exceptions_of(name))
    return (kept is Moment.HOLIDAY) == (weekly.on_holidays == weekly.Holidays.ONLY)


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return the same time in as few spans as there can be, in order."""
    found: list[Span] = []
    for begins, ends in sorted(spans):
        if found and begins <= found[-1][1]:
            found[-1] = found[-1][0], max(ends, found[-1][1])
        else:
            found.append((begins, ends))
    return found


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """Return what is left of some time when other time is taken out."""
    left: list[Span] = []
    holes = joined(taken)
    place = 0
    for begins, ends in joined(spans):
        while place < len(holes) and holes[place][1] <= begins:
            place += 1
        at, here = begins, place
        while here < len(holes) and holes[here][0] < ends:
            if at < holes[here][0]:
                left.append((at, holes[here][0]))
            at = max(at, holes[here][1])
            here += 1
        if at < ends:
            left.append((at, ends))
    return left


def within(spans: Iterable[Span], since: datetime, until: datetime) -> list[Span]:
    """Return what of some time lies between two moments."""
    cut = ((max(begins, since), min(ends, until)) for begins, ends in spans)
    return [(begins, ends) for begins, ends in cut if begins < ends]
