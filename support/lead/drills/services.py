"""Asking for a drill, and having it played."""

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from support.lead.drills.playing import play
from support.operations.plans.models import Drill, Plan
from support.operations.plans.services import start_checklist
from support.payments.models import Channel

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)

CASES = (20, 50, 100, 200)
# Whoever was to play it and died is not waited for: nothing of the play can have stayed.
PATIENCE = timedelta(minutes=10)


@transaction.atomic
def ask_drill(plan: Plan, channel: Channel, *, cases: int, actor: "User", now: datetime) -> Drill:
    """Begin the checklist of a drill; an outage of the channel is played beside it by a worker.

    Raises ValidationError for a plan that is out of use or for other channels, and for a count
    that is not offered.
    """
    if cases not in CASES:
        raise ValidationError(_("Please choose one of the counts."), code="cases")
    theirs = {one.pk for one in plan.channels.all()}
    if theirs and channel.pk not in theirs:
        raise ValidationError(_("This plan is for other channels."), code="channel")
    begun = start_checklist(plan, incident=None, actor=actor, now=now)
    return Drill.objects.create(checklist=begun, channel=channel, cases=cases)


def play_waiting(now: datetime) -> int:
    """Play the drills that wait, each once; return how many were."""
    played = 0
    dead = Drill.objects.filter(state=Drill.State.PLAYING, begun_at__lte=now - PATIENCE)
    dead.update(state=Drill.State.FAILED)
    for pk in list(Drill.objects.filter(state=Drill.State.WAITING).values_list("pk", flat=True)):
        mine = Drill.objects.filter(pk=pk, state=Drill.State.WAITING)
        if not mine.update(state=Drill.State.PLAYING, begun_at=now):
            continue
        _play(Drill.objects.select_related("channel").get(pk=pk), now)
        played += 1
    return played


def _play(drill: Drill, now: datetime) -> None:
    try:
        report = play(drill.channel, drill.cases, name=f"DRILL-{drill.pk}", now=now)
    except (DatabaseError, ValidationError):
        logger.exception("Drill %s failed", drill.pk)
        Drill.objects.filter(pk=drill.pk).update(state=Drill.State.FAILED)
        return
    Drill.objects.filter(pk=drill.pk).update(state=Drill.State.DONE, report=report.kept())
    logger.info("Drill %s is played", drill.pk)
