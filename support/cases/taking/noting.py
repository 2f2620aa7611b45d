"""What leads are told of clocks that ran out, until one of them has noted it."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from support.cases.models import ClockAlarm
from support.cases.models.status import OPEN_STATUSES

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def told_to(teams: Iterable[int] | None) -> "QuerySet[ClockAlarm]":
    """Return what those who lead these teams have not noted yet, None for every case."""
    told = ClockAlarm.objects.to_note()
    return told if teams is None else told.filter(case__team__in=teams)


def late_cases_told(teams: Iterable[int] | None) -> "QuerySet[ClockAlarm]":
    """Return what of that is still to be done, each with its case."""
    still_open = told_to(teams).filter(case__status__in=OPEN_STATUSES)
    return still_open.select_related("case__customer", "case__assignee", "case__team")


def note_told(teams: Iterable[int] | None, *, newest: int, actor: "User", now: datetime) -> int:
    """Take note of all up to the newest that was shown; return how much. Once is enough for all."""
    return told_to(teams).filter(pk__lte=newest).update(noted_at=now, noted_by=actor)
