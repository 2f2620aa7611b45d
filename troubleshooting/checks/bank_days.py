"""The days and hours at which banks work. Whoever counts bank days asks here.

A calendar is a country's code, or the name of a financial one, such as ECB for the days of TARGET.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from troubleshooting.checks.reading import Unreadable, shown
from troubleshooting.checks.text import gettext_noop

SATURDAY = 5
DAY_SECONDS = 24 * 3600
# Payments in the US rest with the Federal Reserve, which works on the Friday before a holiday that
# falls on a Saturday; offices don't (frbservices.org, holiday schedules).
FINANCIAL = {"US": "FED"}
# British payment schemes rest on the bank holidays of England and Wales.
PARTS = {"GB": "ENG"}


class Moment(StrEnum):
    """Where a time lies, seen from the channel."""

    OPEN = "open"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CLOSED = "closed"


@dataclass(frozen=True)
class Window:
    """A channel's hours. They begin with the opening second and end before the closing
    one, so a payment at the cut-off itself is late. Seconds count from midnight on the
    channel's wall clock; a window that closes before it opens runs through midnight."""

    zone: ZoneInfo
    opens: int
    closes: int
    works_on_weekends: bool
    calendar: str

    @property
    def runs_through_midnight(self) -> bool:
        return self.closes <= self.opens

    def place(self, moment: datetime) -> Moment:
        """Raises Unreadable for an unknown calendar."""
        local = moment.astimezone(self.zone)
        kept = day_kept(local.date(), self.calendar, works_on_weekends=self.works_on_weekends)
        if kept is not Moment.OPEN:
            return kept
        seconds = local.hour * 3600 + local.minute * 60 + local.second
        if self.runs_through_midnight:
            is_open = seconds >= self.opens or seconds < self.closes
        else:
            is_open = self.opens <= seconds < self.closes
        return Moment.OPEN if is_open else Moment.CLOSED


def is_bank_day(day: date, calendar: str, *, works_on_weekends: bool = False) -> bool:
    """Say whether a bank works on a day; without a calendar ("") it knows no holidays.

    Raises Unreadable for an unknown calendar.
    """
    return day_kept(day, calendar, works_on_weekends=works_on_weekends) is Moment.OPEN


def day_kept(day: date, calendar: str, *, works_on_weekends: bool) -> Moment:
    """Return what a bank keeps on a day: OPEN, WEEKEND or HOLIDAY. Raises Unreadable.

    Weekends follow the calendar where it moves them, as China does around its holidays.
    """
    if not calendar:
        is_free = day.weekday() >= SATURDAY and not works_on_weekends
        return Moment.WEEKEND if is_free else Moment.OPEN
    year = _year(calendar, day.year)
    is_weekend = day.weekday() in year.weekend and day not in year.workdays
    if is_weekend and not works_on_weekends:
        return Moment.WEEKEND
    return Moment.HOLIDAY if day in year.holidays else Moment.OPEN


@dataclass(frozen=True)
class _Year:
    """`workdays` are days of the weekend that are worked in exchange for another day."""

    holidays: frozenset[date]
    weekend: frozenset[int]
    workdays: frozenset[date]


@lru_cache(maxsize=256)
def _year(calendar: str, year: int) -> _Year:
    # The year after as well: its New Year may be exchanged for a day in December.
    found = _calendar(calendar, [year, year + 1])
    return _Year(frozenset(found), frozenset(found.weekend), frozenset(found.weekend_workdays))


def _calendar(name: str, years: list[int]) -> holidays.HolidayBase:
    financial = FINANCIAL.get(name, name)
    try:
        if financial in holidays.list_supported_financial():
            return holidays.financial_holidays(financial, years=years)
        return holidays.country_holidays(name, subdiv=PARTS.get(name), years=years)
    except NotImplementedError:
        raise Unreadable(
            gettext_noop("“%(value)s” is not a holiday calendar."), value=shown(name)
        ) from None
