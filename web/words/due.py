"""When something is due, in words."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from web.words.ago import day_in_words, moment_in_words
from web.words.said import gettext as _

SOON = timedelta(hours=1)
DAY = timedelta(days=1)


class Due(NamedTuple):
    """A due time as an agent reads it; `urgency` is overdue, soon, later or none.

    `more` says until when nothing is due.
    """

    words: str
    urgency: str
    at: datetime | None = None
    more: str = ""

    @property
    def icon(self) -> str:
        icons = {"overdue": "exclamation-triangle", "soon": "clock", "later": "clock"}
        return icons.get(self.urgency, "pause-circle")


def due_in_words(due_at: datetime | None, now: datetime) -> Due:
    """Say how long there is left, or since when it should have been done."""
    if due_at is None:
        return Due(_("Nothing due"), "none")
    left = due_at - now
    if left < timedelta():
        return Due(_("Overdue by %(time)s") % {"time": span_in_words(-left)}, "overdue", due_at)
    urgency = "soon" if left < SOON else "later"
    return Due(_("Due in %(time)s") % {"time": span_in_words(left)}, urgency, due_at)


def nothing_due_until(at: datetime) -> Due:
    """Say that nothing is due before a moment at which a case comes up by itself."""
    weekday = day_in_words(timezone.localtime(at).date(), "D")
    told = {"weekday": weekday, "moment": moment_in_words(at)}
    return Due(_("Nothing due"), "none", at, _("until %(weekday)s %(moment)s") % told)


def span_in_words(span: timedelta) -> str:
    """Return a span in its largest unit, rounded down; a minute at least."""
    minutes = int(span.total_seconds() // 60)
    if span >= 2 * DAY:
        return _("%(count)d d") % {"count": span.days}
    if minutes >= 120:
        return _("%(count)d h") % {"count": minutes // 60}
    return _("%(count)d min") % {"count": max(1, minutes)}


def clock_in_words(at: datetime, now: datetime) -> Due:
    """Say the same in a column of clocks: how long is left, or how late it is.

    `urgency` is `late` since an earlier day of the reader's, `now` since today or within the hour,
    `today` or `later`.
    """
    left, zone = at - now, timezone.get_current_timezone()
    today, day = now.astimezone(zone).date(), at.astimezone(zone).date()
    if left < timedelta():
        words = _("%(time)s overdue") % {"time": span_in_words(-left)}
        return Due(words, "late" if day < today else "now", at)
    urgency = "now" if left < SOON else "today" if day == today else "later"
    return Due(_exactly(left), urgency, at)


def _exactly(span: timedelta) -> str:
    """Return a span in words; under a day to the minute, since that is what is worked by."""
    hours, minutes = divmod(max(1, int(span.total_seconds() // 60)), 60)
    if not hours or span >= DAY:
        return span_in_words(span)
    return _("%(hours)s h %(minutes)s") % {"hours": hours, "minutes": f"{minutes:02d}"}
