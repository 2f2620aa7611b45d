"""What leads change about teams and those who work in them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.audit.models import Entry
from support.audit.services import record
from support.staff.models import AgentProfile, Membership, Team
from support.staff.roles import TeamRole
from support.staff.standing import check_settles, standing_of
from web.access import name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

# Which cases are a team's is a question between teams: who leads the house settles it.
OF_THE_HOUSE = ("name", "place", "kind", "market", "languages", "skills")
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
    ValidationError for what a team can't be and for roles that are not the actor's to give,
    StaleTeam where it is not as it was `seen`.
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
    _set_roles(team, written.roles, actor)
    return team


def _set_roles(team: Team, roles: Mapping[str, str], actor: User) -> None:
    """Give people their roles in a team; when it gave them a case last is kept."""
    present = dict(team.memberships.values_list("user__username", "role"))
    changed = [name for name, role in roles.items() if role != present.get(name, "")]
    for user in User.objects.filter(username__in=changed, is_staff=True):
        role = roles[user.username]
        if role and role not in TeamRole.values:
            raise ValidationError({"roles": ValidationError(_("There is no such role."), "role")})
        _check_role(team, user, role, actor)
        if role:
            Membership.objects.update_or_create(team=team, user=user, defaults={"role": role})
        else:
            Membership.objects.filter(team=team, user=user).delete()


def _check_role(team: Team, user: User, role: str, actor: User) -> None:
    """Raise ValidationError where only who leads the house gives somebody a role in a team.

    So it is with those who lead the house themselves, and where the role decides whether somebody
    works on cases at all: that reaches beyond the team.
    """
    if standing_of(actor).leads_all:
        return
    before = standing_of(user)
    others = {pk: held for pk, held in before.teams.items() if pk != team.pk}
    after = replace(before, teams={**others, team.pk: role} if role else others)
    if before.leads_all:
        message = _("%(name)s leads the house: only who does so too changes their teams.")
    elif after.may_work != before.may_work:
        message = _("Whether %(name)s works on cases at all, only who leads the house settles.")
    else:
        return
    name = name_of(user)
    raise ValidationError(message % {"name": name}, code="of_the_house")


def save_abilities(
    user: User, *, languages: "Sequence[str]", skills: "Sequence[str]", actor: User
) -> AgentProfile:
    """Say what somebody can do; nothing chosen is everything. The last word counts.

    Their absence stays as it is. Raises PermissionDenied as `check_settles` does, ValidationError
    for a language or skill that is none.
    """
    check_settles(actor, user)
    told = {"languages": list(languages), "skills": list(skills)}
    AgentProfile(user=user, **told).clean_fields(exclude=["user"])
    profile, _created = AgentProfile.objects.update_or_create(user=user, defaults=told)
    return profile


@transaction.atomic
def set_working_here(user: User, *, works: bool, actor: User, now: datetime) -> None:
    """Close the account of somebody who leaves, or open it again; the log says so.

    Their cases go back to their teams within a minute. Raises PermissionDenied unless the actor
    leads the house, of an administrator's account unless they are one, and of their own.
    """
    may = standing_of(actor).leads_all and (actor.is_superuser or not user.is_superuser)
    if not may or user.pk == actor.pk:
        raise PermissionDenied(_("You can't close or open this account."))
    if User.objects.filter(pk=user.pk).exclude(is_active=works).update(is_active=works):
        kind = Entry.Kind.ACCOUNT_OPENED if works else Entry.Kind.ACCOUNT_CLOSED
        record(kind, actor=actor, now=now, name=user.get_username())
    user.is_active = works
