"""What leads change about teams and those who work in them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.staff.models import AgentProfile, Membership, Team
from support.staff.roles import TeamRole
from support.staff.standing import standing_of

if TYPE_CHECKING:
    from collections.abc import Sequence

# Which new cases are a team's is a question between teams: who leads the house settles it.
OF_THE_HOUSE = ("name", "place", "market", "languages", "skills")
OF_THE_TEAM = ("hands_out", "most_open")


class StaleTeam(Exception):
    """Somebody else has changed the team since it was looked at."""


@dataclass(frozen=True)
class WrittenTeam:
    """A team as a lead wants it. `roles` are those of people by user name, "" for no member.

    Whoever is not named stays as they are.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)


def mark_of(team: Team | None) -> str:
    """Return what tells a team and its members from the same ones after a change; one query."""
    if team is None:
        return ""
    members = Membership.objects.filter(team=team).order_by("user")
    told = [getattr(team, name) for name in (*OF_THE_HOUSE, *OF_THE_TEAM)]
    said = repr((told, list(members.values_list("user", "role"))))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@transaction.atomic
def save_team(team: Team | None, written: WrittenTeam, *, seen: str, actor: User) -> Team:
    """Make a team, or change one and who is in it.

    Whose cases are whose is settled by who leads the house; the rule by which a team gives out its
    cases, and its members, also by who leads that team. Raises PermissionDenied for others,
    ValidationError for what a team can't be, StaleTeam where it is not as it was `seen`.
    """
    standing = standing_of(actor)
    if not (standing.leads_all or (team is not None and standing.leads_team(team.pk))):
        raise PermissionDenied(_("Only who leads a team changes it."))
    if team is not None:
        team = Team.objects.select_for_update().get(pk=team.pk)
        if mark_of(team) != seen:
            raise StaleTeam
    team = team or Team()
    allowed = (*OF_THE_HOUSE, *OF_THE_TEAM) if standing.leads_all else OF_THE_TEAM
    for name in allowed:
        if name in written.values:
            setattr(team, name, written.values[name])
    team.full_clean()
    team.save()
    _set_roles(team, written.roles)
    return team


def _set_roles(team: Team, roles: Mapping[str, str]) -> None:
    """Give people their roles in a team; when it gave them a case last is kept."""
    people = User.objects.filter(username__in=roles, is_staff=True)
    for user in people:
        role = roles[user.username]
        if not role:
            Membership.objects.filter(team=team, user=user).delete()
        elif role not in TeamRole.values:
            raise ValidationError({"roles": ValidationError(_("There is no such role."), "role")})
        else:
            Membership.objects.update_or_create(team=team, user=user, defaults={"role": role})


def save_abilities(
    user: User, *, languages: "Sequence[str]", skills: "Sequence[str]"
) -> AgentProfile:
    """Say what somebody can do; nothing chosen is everything. The last word counts.

    Raises ValidationError for a language or skill that is none.
    """
    profile = AgentProfile.objects.filter(user=user).first() or AgentProfile(user=user)
    profile.languages, profile.skills = list(languages), list(skills)
    profile.full_clean()
    profile.save()
    return profile


def set_working_here(user: User, *, works: bool, actor: User) -> None:
    """Close the account of somebody who leaves, or open it again.

    Their cases go back to their teams within a minute. Raises PermissionDenied unless the actor
    leads the house, of an administrator's account unless they are one, and of their own.
    """
    may = standing_of(actor).leads_all and (actor.is_superuser or not user.is_superuser)
    if not may or user.pk == actor.pk:
        raise PermissionDenied(_("You can't close or open this account."))
    User.objects.filter(pk=user.pk).update(is_active=works)
    user.is_active = works
