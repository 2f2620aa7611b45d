"""What leads enter: clock rules and hours of a market, exceptional bank days, settled years."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from support.calendars.models import BusinessHours, CalendarDay, CalendarYear, ClockRule
from support.calendars.services import forget_calendars

if TYPE_CHECKING:
    from django.contrib.auth.models import User

RULE = ("first_answer", "next_answer", "solution", "warn_before", "raises", "gives_back", "tells")
HOURS = ("time_zone", "calendar", "opens_at", "closes_at")
MOST_DAYS = 31  # at once; a year's announcement names some of a week each


class StaleClocks(Exception):
    """Somebody else has changed a market's clocks since they were looked at."""


@contextmanager
def _changing() -> Iterator[None]:
    """Change rows in one transaction; this process reads them anew, others within seconds.

    One at a time in the house: of a row that is still to be made, there is nothing to lock.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('calendars'), 0)")
        yield
    forget_calendars()


def mark_of(market: str) -> str:
    """Return what tells a market's rules and hours from the same ones after a change."""
    rules = ClockRule.objects.filter(market=market).values_list("priority", *RULE)
    hours = BusinessHours.objects.filter(market=market).values_list(*HOURS)
    said = repr((sorted(rules), list(hours)))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def save_clocks(
    market: str,
    rules: Mapping[str, Mapping[str, Any] | None],
    hours: Mapping[str, Any] | None,
    *,
    seen: str,
) -> None:
    """Put a market's rules by priority and its hours in force; None leaves it to what is general.

    What was promised already stays promised. Raises ValidationError for what can't be, and
    StaleClocks where they are not as they were `seen`.
    """
    with _changing():
        present = {row.priority: row for row in ClockRule.objects.filter(market=market)}
        if mark_of(market) != seen:
            raise StaleClocks
        for priority, values in rules.items():
            row = present.get(priority) or ClockRule(market=market, priority=priority)
            _write(row, values)
        if market:
            found = BusinessHours.objects.filter(market=market).first()
            _write(found or BusinessHours(market=market), hours)


def _write(row: ClockRule | BusinessHours, values: Mapping[str, Any] | None) -> None:
    if values is None:
        if row.pk is not None:
            row.delete()
        return
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()


def add_days(
    calendar: str, begins: date, ends: date | None = None, *, is_worked: bool, note: str = ""
) -> int:
    """Enter that banks work on days, or do not; return how many. The last word on a day counts.

    Raises ValidationError for a calendar that nobody knows, and for too many days.
    """
    count = ((ends or begins) - begins).days + 1
    if not 0 < count <= MOST_DAYS:
        message = _("Please give from 1 to %(most)s days.") % {"most": MOST_DAYS}
        raise ValidationError({"ends": ValidationError(message, code="days")})
    name = calendar.strip().upper()
    with _changing():
        for offset in range(count):
            day = begins + timedelta(days=offset)
            row = CalendarDay.objects.filter(calendar=name, day=day).first()
            row = row or CalendarDay(calendar=name, day=day)
            row.is_worked, row.note = is_worked, note
            row.full_clean()
            row.save()
    return count


def remove_day(day: CalendarDay) -> None:
    """Let the holiday library decide about a day again."""
    with _changing():
        day.delete()


def settle_year(calendar: str, year: int, *, is_settled: bool, actor: "User") -> None:
    """Say that all exceptional days of a year are entered, or that some are still to come."""
    with _changing():
        if not is_settled:
            CalendarYear.objects.filter(calendar__iexact=calendar, year=year).delete()
            return
        row = CalendarYear(calendar=calendar.upper(), year=year, settled_by=actor)
        row.clean_fields()
        CalendarYear.objects.get_or_create(
            calendar=row.calendar, year=year, defaults={"settled_by": actor}
        )
