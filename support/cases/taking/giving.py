"""Giving a locked case to somebody, or back to its team. The door that locked it is atomic."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Case as Choice
from django.db.models import F, Value, When
from django.utils.translation import gettext as _

from support.cases.locked import set_status
from support.cases.models import Case, CaseEvent, Status, log
from support.cases.taking.referring import refer
from support.staff.models import Team
from support.staff.services import cannot_work
from web.access import name_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User


# What the status of a case is once somebody has it; no clock and no message hangs on that.
OPENED = Choice(When(status=Status.NEW, then=Value(Status.OPEN)), default=F("status"))


def give(
    case: Case,
    assignee: "User | None",
    *,
    now: datetime,
    actor: "User | None",
    team: Team | None = None,
    note: str = "",
) -> None:
    """Give a case to somebody, or to nobody; to a team if one is named. A new one is open then.

    `note` is a word to whoever has it next; to a team that is asked, see `referring`, the question.
    To whom it belongs already it is given once more only for that. Raises ValidationError for
    somebody who has left.
    """
    if assignee is not None and not assignee.is_active:
        raise ValidationError(_("They do not work here any more."), code="left")
    moves_team = team is not None and team.pk != case.team_id
    if case.assignee_id == (assignee.pk if assignee else None) and not (moves_team or note):
        return
    case.assignee = assignee
    if team is not None and moves_team:
        refer(case, team, note, actor=actor, now=now)
        case.team = team
    if assignee and case.status == Status.NEW:
        set_status(case, Status.OPEN, now)
    case.save(update_fields=["assignee", "team", "updated_at"])
    told = {"team": team.name} if team else {}
    log(
        case, CaseEvent.Kind.ASSIGNED, now=now, actor=actor, note=note.strip(),
        assignee=name_of(assignee), **told,
    )  # fmt: skip


def claim(case: Case, actor: "User | None", now: datetime) -> None:
    """Let who works on a case that nobody has, have it. Of a done one nobody has to.

    One statement besides the timeline's: of the case, status and assignee alone must be known.
    """
    if actor is None or case.assignee_id is not None or case.is_done:
        return
    Case.objects.filter(pk=case.pk).update(assignee=actor, status=OPENED, updated_at=now)
    case.assignee = actor
    case.status = Status.OPEN if case.status == Status.NEW else case.status
    log(case, CaseEvent.Kind.ASSIGNED, now=now, actor=actor, assignee=name_of(actor))


def give_back_of_absent(case: Case, now: datetime) -> None:
    """Give a case that needs somebody now back to its team if its agent is not there."""
    if case.assignee_id and cannot_work(now).filter(pk=case.assignee_id).exists():
        give(case, None, now=now, actor=None, note=_("Its agent is not at work."))
