"""What is in force of clocks and calendars, and what a year still lacks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise as Words
from django.utils.translation import gettext as _

from support.calendars.editing import HOURS, mark_of
from support.calendars.models import BusinessHours, CalendarDay, CalendarYear, ClockRule
from support.calendars.services import is_settled
from support.cases.clocks import PROMISES, Market, Promise
from support.cases.models.market import market_for, promise_for
from support.lead.clocks.forms import DaysForm, HoursForm, RuleForm, rule_forms
from support.lead.clocks.spans import in_words
from support.payments.models import Channel
from troubleshooting.checks.reading.bank_days import is_calendar, is_final

MOST_DAYS_SHOWN = 400
YEARS = 2


@dataclass(frozen=True)
class Line:
    """One priority: its form, and what holds where the form is empty."""

    priority: str
    label: str | Words
    form: RuleForm
    holds: dict[str, str]


@dataclass(frozen=True)
class Year:
    """A year of a calendar; `by_lead` where a lead settled it and can take that back."""

    year: int
    is_final: bool
    by_lead: bool


@dataclass(frozen=True)
class Calendar:
    """A calendar by which something is counted, its exceptional days and the form for more."""

    name: str
    years: list[Year]
    days: list[CalendarDay]
    form: DaysForm

    @property
    def open_years(self) -> str:
        return ", ".join(str(year.year) for year in self.years if not year.is_final)


@dataclass(frozen=True)
class ClocksPage:
    """What is shown; `bound` is how many days are, where there are more of them, else 0."""

    market: str
    lines: list[Line]
    hours: HoursForm | None
    usual: Market
    calendars: list[Calendar]
    bound: int
    seen: str
    markets: list[tuple[str, str | Words]]


def build_page(market: str, now: datetime, *, posted: Any = None, days: Any = None,
               seen: str = "") -> ClocksPage:  # fmt: skip
    """Compose the page of a market, "" for every market; with what was typed, if anything was."""
    rows = {row.priority: row for row in ClockRule.objects.filter(market=market)}
    hours = BusinessHours.objects.filter(market=market).first() if market else None
    initial = {name: getattr(hours, name) for name in HOURS} if hours else {}
    year = timezone.localdate(now).year
    entered = CalendarDay.objects.filter(day__gte=date(year, 1, 1)).order_by("day", "calendar")
    since = list(entered[: MOST_DAYS_SHOWN + 1])
    return ClocksPage(
        market=market,
        lines=[
            Line(priority, label, form, _spans(_general(market, priority)))
            for priority, label, form in rule_forms(rows, posted)
        ],
        hours=HoursForm(posted, prefix="hours", initial=initial) if market else None,
        usual=market_for(market),
        calendars=_calendars(year, since[:MOST_DAYS_SHOWN], days),
        bound=MOST_DAYS_SHOWN if len(since) > MOST_DAYS_SHOWN else 0,
        seen=seen or mark_of(market),
        markets=[("", _("Every market")), *settings.LANGUAGES],
    )


def _general(market: str, priority: str) -> Promise:
    """Return what holds without a rule of its own."""
    return promise_for(market, priority) if market else PROMISES[priority]


def _spans(promise: Promise) -> dict[str, str]:
    names = ("first_answer", "next_answer", "solution", "warn_before")
    return {name: in_words(int(getattr(promise, name).total_seconds() // 60)) for name in names}


def _calendars(year: int, days_since: list[CalendarDay], days: Any) -> list[Calendar]:
    """Return every calendar that a market, a channel or a lead names; two queries."""
    by_name: dict[str, list[CalendarDay]] = {}
    for row in days_since:
        by_name.setdefault(row.calendar.upper(), []).append(row)
    used = Channel.objects.exclude(holidays="").values_list("holidays", flat=True).distinct()
    markets = [market_for(code).calendar for code, _label in settings.LANGUAGES]
    names = {name.upper() for name in (*markets, *used.order_by(), *by_name) if is_calendar(name)}
    settled = {
        (row.calendar.upper(), row.year) for row in CalendarYear.objects.filter(year__gte=year)
    }
    return [
        Calendar(
            name=name,
            years=[_year(name, one, settled) for one in range(year, year + YEARS)],
            days=by_name.get(name, []),
            form=_days_form(name, days),
        )
        for name in sorted(names)
    ]


def _days_form(name: str, days: Any) -> DaysForm:
    if days is not None and days.data.get("calendar", "").upper() == name:
        form: DaysForm = days
        return form
    return DaysForm(initial={"calendar": name}, auto_id=f"id_{name}_%s")


def _year(name: str, year: int, settled: Iterable[tuple[str, int]]) -> Year:
    by_lead = (name, year) in settled and not is_final(name, year)
    return Year(year, by_lead or is_settled(name, year), by_lead)
