"""How long ago something happened, and on which day, in words."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import get_language, ngettext

from web.words.said import gettext as _

HOUR = 60


class Ago(NamedTuple):
    """A moment as it reads now; `later` is how it reads once an hour is over, `minutes` its age.

    What lies further back than an hour is told by the clock: nobody counts back hours.
    """

    at: datetime
    minutes: int
    later: str

    @property
    def is_recent(self) -> bool:
        return 0 <= self.minutes < HOUR

    @property
    def words(self) -> str:
        if not self.is_recent:
            return self.later
        if not self.minutes:
            return _("just now")
        return _minutes_ago(self.minutes, get_language())


def ago_in_words(at: datetime, now: datetime, *, within_day: bool = False) -> Ago:
    """Tell a moment in the reader's zone; `within_day` where a heading names the day already."""
    minutes = (now - at) // timedelta(minutes=1)
    zone = get_current_timezone()
    there, here = at.astimezone(zone), now.astimezone(zone)
    clock = f"{there.hour:02}:{there.minute:02}"
    if within_day:
        return Ago(at, minutes, clock)
    days = (here.date() - there.date()).days
    if days == 0:
        return Ago(at, minutes, _("today %(clock)s") % {"clock": clock})
    if days == 1:
        return Ago(at, minutes, _("yesterday %(clock)s") % {"clock": clock})
    form = "MONTH_DAY_FORMAT" if there.year == here.year else "DATE_FORMAT"
    return Ago(at, minutes, moment_in_words(at, form))


def day_in_words(day: date, form: str = "MONTH_DAY_FORMAT") -> str:
    """Write a day in the active language; a list has few of them, so each is put together once."""
    return _written(day, form, get_language() or "")


def moment_in_words(at: datetime, form: str = "MONTH_DAY_FORMAT") -> str:
    """Write a moment in the reader's zone: the day in this form, and the clock."""
    there = localtime(at)
    told = {"day": day_in_words(there.date(), form), "clock": f"{there:%H:%M}"}
    return _("%(day)s, %(clock)s") % told


@lru_cache
def _minutes_ago(count: int, _language: str | None) -> str:
    said = ngettext("%(count)d minute ago", "%(count)d minutes ago", count)
    return said % {"count": count}


@lru_cache(maxsize=2048)
def _written(day: date, form: str, _language: str) -> str:
    return date_format(day, form)
