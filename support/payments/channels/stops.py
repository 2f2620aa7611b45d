"""Planned stops: entered ahead, kept by the timetable, once whatever it does."""

from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.calendars.services import exceptions_of
from support.payments.channels.states import latest_state, set_channel_state
from support.payments.models import Channel, ChannelState, PlannedStop
from troubleshooting.checks.reading import bank_days
from web.forms import check_years

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# PBoC [2015] 43: planned stops are announced so many working days ahead.
NOTICE_CALENDAR, NOTICE_DAYS = "CN", 5
MOST_DAYS = 30  # no holidays are so long that five working days would not be among them


def days_short(channel: Channel, begins_at: datetime, now: datetime) -> int:
    """Return by how many working days a stop is announced too late, 0 where no rule says so."""
    if channel.holidays.upper() != NOTICE_CALENDAR:
        return 0
    days = (now.astimezone(channel.zone).date() + timedelta(days=n) for n in range(1, MOST_DAYS))
    exceptions = exceptions_of(NOTICE_CALENDAR)
    worked = (
        day for day in days if bank_days.is_bank_day(day, NOTICE_CALENDAR, exceptions=exceptions)
    )
    early = list(islice(worked, NOTICE_DAYS))
    last = begins_at.astimezone(channel.zone).date()
    return sum(day > last for day in early)


@transaction.atomic
def plan_stop(
    channel: Channel, values: dict[str, Any], *, actor: "User | None", now: datetime
) -> PlannedStop:
    """Enter that a channel will stand still; `values` are the stop's times, why and who reads it.

    Raises ValidationError for times that can't be, and beside another stop of the same time.
    """
    begins_at, ends_at = values["begins_at"], values["ends_at"]
    check_years(begins_at, ends_at)
    if ends_at <= begins_at:
        raise _of_its_end(_("It must end after it begins."), "no-length")
    if ends_at <= now:
        raise _of_its_end(_("This time has passed already."), "over")
    channel = Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
    holding = channel.stops.holding()
    if holding.filter(begins_at__lt=ends_at, ends_at__gt=begins_at).exists():
        words = _("Another stop is planned for a part of this time: cancel it first.")
        raise ValidationError(words, code="overlaps")
    return channel.stops.create(**values, planned_at=now, planned_by=actor)


def _of_its_end(words: str, code: str) -> ValidationError:
    return ValidationError({"ends_at": ValidationError(words, code=code)})


@transaction.atomic
def cancel_stop(stop: PlannedStop, *, actor: "User | None", now: datetime) -> PlannedStop:
    """Take a stop back; of one under way the channel is as before. Twice is once.

    Raises ValidationError for one that is over.
    """
    stop = PlannedStop.objects.select_for_update().select_related("channel").get(pk=stop.pk)
    if stop.cancelled_at is not None:
        return stop
    if stop.ends_at <= now:
        raise ValidationError(_("This stop is over already."), code="over")
    _set_back(stop, actor=actor, now=now)
    stop.cancelled_at = now
    stop.save(update_fields=["cancelled_at"])
    return stop


def keep_stops(now: datetime) -> int:
    """Let the board say what stops due by now ask for; return how many there were."""
    holding = PlannedStop.objects.holding()
    over = holding.filter(ends_at__lte=now, over_at=None)
    due = holding.filter(begins_at__lte=now, ends_at__gt=now, begun_at=None)
    kept = sum(_end(pk, now) for pk in list(over.values_list("pk", flat=True)))
    return kept + sum(_begin(pk, now) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _begin(pk: int, now: datetime) -> bool:
    """Say that a stop has begun, unless a person has spoken since it should have."""
    stop = _locked(pk, begun_at=None)
    if stop is None:
        return False
    latest = latest_state(stop.channel)
    if latest is None or latest.since <= stop.begins_at:
        stop.said = set_channel_state(
            stop.channel,
            Channel.State.DOWN,
            why=stop.why_en,
            actor=None,
            source=ChannelState.Source.STOP,
            now=stop.begins_at,
        )
    stop.begun_at = now
    stop.save(update_fields=["said", "begun_at"])
    return True


@transaction.atomic
def _end(pk: int, now: datetime) -> bool:
    stop = _locked(pk, over_at=None)
    if stop is None:
        return False
    _set_back(stop, actor=None, now=stop.ends_at)
    stop.over_at = now
    stop.save(update_fields=["over_at"])
    return True


def _locked(pk: int, **undone: None) -> PlannedStop | None:
    """Lock a stop of which something is to be done still; None where another worker does it."""
    rows = PlannedStop.objects.select_for_update(skip_locked=True, of=("self",))
    return rows.holding().filter(**undone).select_related("channel").filter(pk=pk).first()


def _set_back(stop: PlannedStop, *, actor: "User | None", now: datetime) -> None:
    """Let the channel be as it was before a stop, unless somebody has said otherwise since."""
    said = stop.said
    if said is None or latest_state(stop.channel) != said:
        return
    before = stop.channel.states.exclude(pk=said.pk).order_by("-since", "-pk").first()
    set_channel_state(
        stop.channel,
        before.state if before else Channel.State.NORMAL,
        why=before.note if before else "",
        actor=actor,
        source=ChannelState.Source.STOP,
        now=now,
    )
