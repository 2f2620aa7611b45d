"""Asking a team of another kind: risk, treasury or compliance. What they say comes back by itself.

Handing a case to such a team asks it; there is no other way to ask. What is asked and answered
stands in the case, so that whoever looks knows who has it and for what.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from support.cases.models import Case, Referral
from support.staff.models import Team

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def refer(case: Case, team: Team, question: str, *, actor: "User | None", now: datetime) -> None:
    """Take note that a locked case moves to a team: one of a kind is asked, others end the asking.

    A team that waits for another one's answer already has the case back with this.
    """
    pending = list(case.referrals.pending())
    asked = next((one for one in pending if team.kind and one.team_id == team.pk), None)
    if asked is None and team.kind:
        Referral.objects.create(
            case=case, team=team, question=question.strip(), asked_by=actor,
            from_team=case.team, asked_at=now,
        )  # fmt: skip
        return
    over = [one.pk for one in pending if asked is None or one.asked_at > asked.asked_at]
    case.referrals.filter(pk__in=over).update(ended_at=now)


def pending_referral(case: Case) -> Referral | None:
    """Return what a case is asked of the team that has it; no query unless it is one to ask."""
    if case.team is None or not case.team.kind or case.is_done:
        return None
    asked = case.referrals.pending().filter(team=case.team)
    return asked.select_related("team", "asked_by").first()
