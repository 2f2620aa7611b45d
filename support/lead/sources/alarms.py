"""What is unusual of a source: it fell silent, or more of what it sends is refused."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from support.lead.sources.figures import Came
from support.sources.models import Source

# Fewer events say nothing of a usual pace.
ENOUGH = 20
# The longest silence of a month has its nights and weekends in it; half as much again is new.
LONGER = 1.5
SHORTEST = timedelta(hours=1)
# Fewer refusals are somebody's mistake, not a jump.
SOME = 5
JUMP = 3


def alarms_of(
    source: Source | None, came: Came | None, refused: tuple[int, int], now: datetime
) -> list[str]:
    """Return what is unusual of a source; of one that nobody wants to hear its silence is not."""
    silence = silence_of(came, now) if source is None or source.is_active else ""
    return [alarm for alarm in (silence, jump_of(*refused)) if alarm]


def silence_of(came: Came | None, now: datetime) -> str:
    """Say that a source has fallen silent, compared with its usual pace; "" if it has not."""
    if came is None or came.month < ENOUGH or came.longest_gap is None:
        return ""
    silent = now - came.last_at
    if silent <= max(SHORTEST, came.longest_gap * LONGER):
        return ""
    hours = int(silent.total_seconds() // 3600)
    usual = max(1, round(came.longest_gap.total_seconds() / 3600))
    return _("Silent for %(hours)s h; before that never longer than %(usual)s h.") % {
        "hours": hours,
        "usual": usual,
    }


def jump_of(refused_day: int, refused_month: int) -> str:
    """Say that more is refused today than on the days before; "" if it is not."""
    before = (refused_month - refused_day) / 29
    if refused_day < SOME or refused_day <= JUMP * before:
        return ""
    if round(before, 1) == 0:
        return _("%(count)s refused in a day, hardly any before.") % {"count": refused_day}
    return _("%(count)s refused in a day, before that %(usual)s a day.") % {
        "count": refused_day,
        "usual": round(before, 1),
    }
