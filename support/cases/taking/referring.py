"""Asking a team of another kind: risk, treasury or compliance. What they say comes back by itself.

Handing a case to such a team asks it; there is no other way to ask. What is asked and answered
stands in the case, so that whoever looks knows who has it and for what.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

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


def asked_in(case: Case) -> list[int]:
    """Return what a case is asked, the latest first, as `ask_as_before` wants it."""
    return list(case.referrals.pending().values_list("pk", flat=True))


def ask_as_before(case: Case, pending: list[int]) -> None:
    """Let a locked case be asked exactly this again: what is asked since then never was."""
    case.referrals.pending().exclude(pk__in=pending).delete()
    case.referrals.filter(pk__in=pending).update(ended_at=None)


def pending_referral(case: Case) -> Referral | None:
    """Return what a case is asked of the team that has it; no query unless it is one to ask."""
    if case.team is None or not case.team.kind or case.is_done:
        return None
    asked = case.referrals.pending().filter(team=case.team)
    return asked.select_related("team", "asked_by").first()


@dataclass(frozen=True)
class HandedOn:
    """What became of what a merged case is asked: `moved` to the kept one, or `ended`."""

    moved: list[Referral]
    ended: list[Referral]

    @property
    def before(self) -> dict[str, list[int]]:
        """What `take_apart` needs to put it back."""
        return {"asked": [one.pk for one in self.moved], "ended": [one.pk for one in self.ended]}

    @property
    def told(self) -> dict[str, list[list[str]]]:
        """What the timeline tells of it: who is asked no longer, and what it was."""
        ended = [[one.team.name, one.question] for one in self.ended]
        return {"asked_no_longer": ended} if ended else {}


def hand_on(merged: Case, kept: Case, now: datetime) -> HandedOn:
    """Let what a locked case is asked go on in the one that it is merged into.

    It does where that one is with the same team from now on, and is not asked itself. Else it ends:
    who has the kept case asks anew if they have to.
    """
    pending = list(merged.referrals.pending().select_related("team"))
    keys = [one.pk for one in pending]
    rows = Referral.objects.filter(pk__in=keys)
    if not pending:
        return HandedOn([], [])
    if kept.team_id == merged.team_id and not kept.referrals.pending().exists():
        rows.update(case=kept)
        return HandedOn(pending, [])
    rows.update(ended_at=now)
    return HandedOn([], pending)


def take_apart(merged: Case, kept: Case, before: Mapping[str, Any], merged_at: datetime) -> bool:
    """Give back what a case was asked before it was merged; tell whether the kept one lost it.

    What was answered meanwhile is answered, and what the kept one's team has passed on stays there.
    """
    ended = Referral.objects.filter(pk__in=before.get("ended", ()), case=merged)
    ended.filter(ended_at=merged_at).update(ended_at=None)
    if kept.team_id != merged.team_id:
        return False
    moved = kept.referrals.filter(pk__in=before.get("asked", ()), ended_at=None)
    return bool(moved.update(case=merged))
