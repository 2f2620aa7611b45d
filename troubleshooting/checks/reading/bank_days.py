"""The days and hours at which banks work. Whoever counts bank days asks here.

A calendar is a country's code, or the name of a financial one, such as ECB for the days of TARGET.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from troubleshooting.checks.reading.as_written import Unreadable, shown
from troubleshooting.checks.text import gettext_noop

SATURDAY = 5
DAY_SECONDS = 24 * 3600
# Payments in the US rest with the Federal Reserve, which works on the Friday before a holiday that
# falls on a Saturday; offices don't (frbservices.org, holiday schedules).
FINANCIAL = {"US": "FED"}
# British payment schemes rest on the bank holidays of England and Wales.
PARTS = {"GB": "ENG"}
# The State Council names the weekends that are worked each November for the year to come
# (gov.cn, notices on the arrangement of holidays): until then such a year has none.
EXCHANGED_YEARLY = {"CN"}

# Days on which banks do otherwise than the library says: True for one that is worked.
Exceptions = Mapping[date, bool]
NO_EXCEPTIONS: Exceptions = {}


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
    exceptions: Exceptions = field(default_factory=dict)

    @property
    def runs_through_midnight(self) -> bool:
        return self.closes <= self.opens

    @property
    def never_closes(self) -> bool:
        """Tell whether the channel works at any time of any day, whatever day it is."""
        whole_day = (self.opens, self.closes) == (0, DAY_SECONDS)
        return whole_day and self.works_on_weekends and not self.calendar

    def place(self, moment: datetime) -> Moment:
        """Raises Unreadable for an unknown calendar."""
        local = moment.astimezone(self.zone)
        kept = day_kept(
            local.date(),
            self.calendar,
            works_on_weekends=self.works_on_weekends,
            exceptions=self.exceptions,
        )
        if kept is not Moment.OPEN:
            return kept
        seconds = local.hour * 3600 + local.minute * 60 + local.second
        if self.runs_through_midnight:
            is_open = seconds >= self.opens or seconds < self.closes
        else:
            is_open = self.opens <= seconds < self.closes
        return Moment.OPEN if is_open else Moment.CLOSED


def is_bank_day(
    day: date,
    calendar: str,
    *,
    works_on_weekends: bool = False,
    exceptions: Exceptions = NO_EXCEPTIONS,
) -> bool:
    """Say whether a bank works on a day; without a calendar ("") it knows no holidays.

    Raises Unreadable for an unknown calendar.
    """
    kept = day_kept(day, calendar, works_on_weekends=works_on_weekends, exceptions=exceptions)
    return kept is Moment.OPEN


def day_kept(
    day: date, calendar: str, *, works_on_weekends: bool, exceptions: Exceptions = NO_EXCEPTIONS
) -> Moment:
    """Return what a bank keeps on a day: OPEN, WEEKEND or HOLIDAY. Raises Unreadable.

    Weekends follow the calendar where it moves them, as China does around its holidays.
    """
    if not calendar:
        is_free = day.weekday() >= SATURDAY and not works_on_weekends
        return Moment.WEEKEND if is_free else Moment.OPEN
    if day in exceptions:
        return Moment.OPEN if exceptions[day] else Moment.HOLIDAY
    year = _year(calendar, day.year)
    is_weekend = day.weekday() in year.weekend and day not in year.workdays
    if is_weekend and not works_on_weekends:
        return Moment.WEEKEND
    return Moment.HOLIDAY if day in year.holidays else Moment.OPEN


def is_calendar(name: str) -> bool:
    try:
        _year(name.upper(), date.max.year - 1)
    except Unreadable:
        return False
    return True


def is_final(calendar: str, year: int) -> bool:
    """Tell whether the library knows all bank days of a year, or some are still to be announced."""
    name = calendar.upper()
    found = _calendar(name, [year])
    if any("estimated" in words for words in found.values()):
        return False
    return name not in EXCHANGED_YEARLY or any(day.year == year for day in found.weekend_workdays)


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
    if financial in holidays.list_supported_financial():
        return holidays.financial_holidays(financial, years=years)
    # Asked for by name, the library takes whatever it calls so, months and days of the week too.
    if name not in holidays.list_supported_countries():
        raise Unreadable(gettext_noop("“%(value)s” is not a holiday calendar."), value=shown(name))
    return holidays.country_holidays(name, subdiv=PARTS.get(name), years=years)
