"""Why a message has not left yet, in words."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone
from django.utils.translation import gettext as _

from support.notifications.models import Notification, Reason, State


def why_it_waits(notification: Notification, time_zone: str) -> str:
    """Say why a message waits and until when; "" for one that doesn't.

    Quiet hours are told in the customer's time zone, everything else in the agent's.
    """
    if notification.state == State.CLAIMED:
        return _("It is being sent now.")
    if notification.state != State.QUEUED:
        return ""
    if tell := _HELD.get(notification.reason):
        return tell(notification.not_before, time_zone)
    return _until_tried(notification)


def _until_tried(notification: Notification) -> str:
    is_due = notification.not_before <= timezone.now()
    values = {"count": notification.attempts, "time": _clock(notification.not_before)}
    if not notification.attempts:
        return (
            _("Leaves as soon as a worker takes it.")
            if is_due
            else _("Leaves at %(time)s.") % values
        )
    if is_due:
        return _("Attempts so far: %(count)s. The next one is due.") % values
    return _("Attempts so far: %(count)s. The next one is at %(time)s.") % values


def _quiet(until: datetime, time_zone: str) -> str:
    zone = _zone(time_zone)
    values = {"time": _clock(until, zone), "zone": zone.key.replace("_", " ")}
    return _("Quiet hours of the customer until %(time)s, %(zone)s time.") % values


def _folded(until: datetime, _time_zone: str) -> str:
    return _("Waits until %(time)s, so that further news go out with it as one message.") % {
        "time": _clock(until)
    }


def _undoable(until: datetime, _time_zone: str) -> str:
    there = timezone.localtime(until)
    return _("Leaves at %(time)s; until then it can be taken back.") % {"time": f"{there:%H:%M:%S}"}


def _capped(until: datetime, _time_zone: str) -> str:
    return _("The customer has had many messages already; this one leaves at %(time)s.") % {
        "time": _clock(until)
    }


def _over_budget(until: datetime, _time_zone: str) -> str:
    return _("Today's budget for SMS is spent; this one leaves at %(time)s.") % {
        "time": _clock(until)
    }


def _paused(_until: datetime, _time_zone: str) -> str:
    return _("The mass message is paused.")


_HELD: dict[str, Callable[[datetime, str], str]] = {
    Reason.QUIET: _quiet,
    Reason.FOLDED: _folded,
    Reason.UNDOABLE: _undoable,
    Reason.CAPPED: _capped,
    Reason.BUDGET: _over_budget,
    Reason.PAUSED: _paused,
}


def _clock(moment: datetime, zone: ZoneInfo | None = None) -> str:
    """Return the time of day, with the date unless it is today."""
    there = timezone.localtime(moment, zone)
    today = timezone.localtime(timezone.now(), zone).date()
    return f"{there:%H:%M}" if there.date() == today else f"{there:%Y-%m-%d %H:%M}"


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def tell_paused(provider: str, until: datetime) -> str:
    """Say that a provider is left alone, in the agent's time."""
    return _("Provider %(name)s is at fault and not tried until %(time)s.") % {
        "name": provider,
        "time": f"{timezone.localtime(until):%H:%M:%S}",
    }
