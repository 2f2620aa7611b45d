"""What is known of a calendar beyond the holiday library."""

import time
from collections.abc import Mapping
from datetime import date

from support.calendars.models import BusinessHours, CalendarDay, CalendarYear, ClockRule
from troubleshooting.checks.reading import bank_days
from troubleshooting.checks.reading.bank_days import NO_EXCEPTIONS, Exceptions

CACHE_SECONDS = 10.0


class _Kept:
    """What this process read, and when; a change is seen by all within CACHE_SECONDS."""

    days: Mapping[str, Exceptions] = {}
    settled: frozenset[tuple[str, int]] = frozenset()
    hours: Mapping[str, BusinessHours] = {}
    rules: Mapping[tuple[str, str], ClockRule] = {}
    read_at = float("-inf")


def exceptions_of(calendar: str) -> Exceptions:
    """Return the days of a calendar that leads entered: True for one that banks work."""
    return _kept().days.get(calendar.upper(), NO_EXCEPTIONS) if calendar else NO_EXCEPTIONS


def is_settled(calendar: str, year: int) -> bool:
    """Tell whether a year's bank days are final: by the library, or because a lead said so."""
    if not calendar or bank_days.is_final(calendar, year):
        return True
    return (calendar.upper(), year) in _kept().settled


def hours_of(market: str) -> BusinessHours | None:
    """Return when a market works, None where no lead entered it."""
    return _kept().hours.get(market)


def clock_rule(market: str, priority: str) -> ClockRule | None:
    """Return the rule for a priority in a market, else that of every market, else None."""
    rules = _kept().rules
    return rules.get((market, priority)) or rules.get(("", priority))


def forget_calendars() -> None:
    """Read the exceptions afresh when the next day is counted by this process."""
    _Kept.read_at = float("-inf")


def _kept() -> type[_Kept]:
    if time.monotonic() - _Kept.read_at > CACHE_SECONDS:
        days: dict[str, dict[date, bool]] = {}
        for row in CalendarDay.objects.all():
            days.setdefault(row.calendar.upper(), {})[row.day] = row.is_worked
        years = CalendarYear.objects.values_list("calendar", "year")
        _Kept.settled = frozenset((name.upper(), year) for name, year in years)
        _Kept.hours = {row.market: row for row in BusinessHours.objects.all()}
        _Kept.rules = {(row.market, row.priority): row for row in ClockRule.objects.all()}
        _Kept.days, _Kept.read_at = days, time.monotonic()
    return _Kept
