"""What a team was asked comes back: the case, and the answer as a note that calls who asked."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.cases.locked import lock_case
from support.cases.models import Case, CaseEvent, Mention, Message, Referral, log
from support.cases.taking.referring import pending_referral
from support.cases.taking.snoozing import wake
from support.cases.telling.saying import say
from support.staff.services import cannot_work
from web.access import name_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User


CAME_BACK = "came_back"  # why a case that slept is awake


@transaction.atomic
def bring_back(case: Case, *, answer: str = "", actor: "User", now: datetime) -> Case:
    """Give a case back to who asked and to their team, with the answer as a note that calls them.

    Without an answer it is taken back. One that sleeps is awake again. Who asked and is not at work
    leaves it to the team. Raises ValidationError for a case that is with no team that was asked.
    """
    case = lock_case(case)
    referral = pending_referral(case)
    if referral is None:
        raise ValidationError(_("This case is with no team that was asked."), code="not_referred")
    Referral.objects.filter(pk=referral.pk).update(ended_at=now)
    asker = referral.asked_by
    if answer.strip():
        note = say(case, Message.Kind.NOTE, answer, now=now, actor=actor)
        if asker is not None and asker != actor:
            Mention.objects.get_or_create(message=note, person=asker)
    is_there = asker is not None and not cannot_work(now).filter(pk=asker.pk).exists()
    case.assignee, case.team = asker if is_there else None, referral.from_team
    case.save(update_fields=["assignee", "team", "updated_at"])
    wake(case, CAME_BACK, now=now, actor=actor)
    told = {"team": referral.team.name, "assignee": name_of(case.assignee)}
    log(case, CaseEvent.Kind.CAME_BACK, now=now, actor=actor, **told)
    return case
