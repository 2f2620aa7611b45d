"""Days, weeks, months, quarters and ranges of days. Plain Python: who reads says what today is."""

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
KINDS = ("day", "week", "month", "quarter")
USUAL, FIRST_DAYS = "month", 2 * DAY
LONGEST = 731  # days of a range
FEW_DAYS, FEW_WEEKS = 31, 26  # up to so many are shown one by one


@dataclass(frozen=True)
class Period:
    """The days from `since` to `until`, both of them; `kind` is "" for a range of one's own."""

    since: date
    until: date
    kind: str = ""

    @property
    def value(self) -> str:
        """The same as lists of cases are filtered by it."""
        return f"{self.since}..{self.until}"

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def before(self) -> "Period":
        """The period before this one: of a range as many days."""
        last = self.since - DAY
        if self.kind:
            return period_of(self.kind, last)
        return Period(last - (self.days - 1) * DAY, last)

    @property
    def after(self) -> "Period":
        first = self.until + DAY
        if self.kind:
            return period_of(self.kind, first)
        return Period(first, first + (self.days - 1) * DAY)

    def parts(self) -> "list[Period]":
        """Return its days, or its weeks or months where there are many; cut where it is cut."""
        kind = "day" if self.days <= FEW_DAYS else "week"
        if self.days > FEW_WEEKS * 7:
            kind = "month"
        return list(self._parts(kind))

    def _parts(self, kind: str) -> "Iterator[Period]":
        first = self.since
        while first <= self.until:
            last = min(period_of(kind, first).until, self.until)
            yield Period(first, last, kind)
            first = last + DAY


def period_of(kind: str, day: date) -> Period:
    """Return the day, week (from Monday on), month or quarter in which a day lies."""
    if kind == "day":
        return Period(day, day, kind)
    if kind == "week":
        monday = day - day.weekday() * DAY
        return Period(monday, monday + 6 * DAY, kind)
    months = 3 if kind == "quarter" else 1
    begins = (day.month - 1) // months * months + 1
    ends = begins + months - 1
    last = calendar.monthrange(day.year, ends)[1]
    return Period(date(day.year, begins, 1), date(day.year, ends, last), kind)


def usual_period(today: date) -> Period:
    """Return the month that it is; on its first days, which tell little, the one before."""
    return period_of(USUAL, today - FIRST_DAYS)


def read_period(given: Mapping[str, str], today: date) -> Period | None:
    """Return the period that an address asks for; None where it can't be meant.

    `from` and `to` are a range; else `period` is the kind of the one in which the day `on` lies.
    Nothing at all asks for `usual_period`.
    """
    try:
        if given.get("from") or given.get("to"):
            period = _range(
                date.fromisoformat(given.get("from", "")), date.fromisoformat(given.get("to", ""))
            )
        else:
            kind, day = given.get("period"), given.get("on")
            if not (kind or day):
                return usual_period(today)
            if (kind or USUAL) not in KINDS:
                return None
            period = period_of(kind or USUAL, date.fromisoformat(day) if day else today)
    except (ValueError, OverflowError):  # the calendar ends within the last week
        return None
    is_whole = 0 < period.days <= LONGEST and period.since.year >= 1970
    return period if is_whole and period.until.year <= 2999 else None


def _range(since: date, until: date) -> Period:
    """Return a range of days, which may be a whole week, month or quarter."""
    for kind in KINDS:
        if (whole := period_of(kind, since)).since == since and whole.until == until:
            return whole
    return Period(since, until)
