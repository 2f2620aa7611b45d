"""What somebody is, in the house and in each of their teams; it is read with the user."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group, User
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from support.staff.models import Membership
from support.staff.roles import WORKING, Role


@dataclass(frozen=True)
class Standing:
    """The roles of one person: those in the house, and by team those in teams."""

    is_admin: bool = False
    house: frozenset[str] = frozenset()
    teams: Mapping[int, str] = field(default_factory=dict)

    @property
    def may_work(self) -> bool:
        """Tell whether they may change cases at all: who only looks on or writes guides doesn't."""
        held = self.house.union(self.teams.values())
        return self.is_admin or not held or not held.isdisjoint(WORKING)

    @property
    def watched(self) -> list[int]:
        """The teams whose cases they may look at and not change."""
        if self.is_admin or not self.house.isdisjoint(WORKING):
            return []
        return [team for team, role in self.teams.items() if role == Role.VIEWER]

    def may_work_on(self, team: int | None) -> bool:
        """Tell whether they may change the cases of a team, or those of none."""
        return self.may_work and team not in self.watched

    @property
    def leads_all(self) -> bool:
        return self.is_admin or Role.LEAD in self.house

    @property
    def led(self) -> list[int]:
        """The teams that they lead by their role in them."""
        return [team for team, role in self.teams.items() if role == Role.LEAD]

    def leads_team(self, team: int) -> bool:
        """Tell whether they decide for a team."""
        return self.leads_all or team in self.led

    @property
    def leads(self) -> bool:
        """Tell whether they lead anybody."""
        return self.leads_all or bool(self.led)

    @property
    def reads_reports(self) -> bool:
        """Tell whether the figures of the house are for them: they lead, or look on."""
        return self.leads or Role.VIEWER in self.house.union(self.teams.values())

    @property
    def uses_admin(self) -> bool:
        """Tell whether `/admin/` has something for them."""
        return self.is_admin or not self.house.isdisjoint({Role.LEAD, Role.AUTHOR})


def roles_of(user: str) -> dict[str, ArraySubquery]:
    """Return what reads the roles of the user in a column along with its row."""
    groups = Group.objects.filter(user=OuterRef(user), name__in=Role.values)
    told = Concat(Cast("team_id", CharField()), Value(":"), F("role"), output_field=CharField())
    memberships = Membership.objects.filter(user=OuterRef(user)).annotate(told=told)
    return {
        "house_roles": ArraySubquery(groups.order_by().values("name")),
        "team_roles": ArraySubquery(memberships.order_by("pk").values("told")),
    }


def stand(user: User, row: Any) -> User:
    """Let a user have the standing that was read with a row, by `roles_of`."""
    teams = dict(told.split(":") for told in row.team_roles)
    user.standing = Standing(  # type: ignore[attr-defined]
        user.is_superuser, frozenset(row.house_roles), {int(pk): role for pk, role in teams.items()}
    )
    return user


def standing_of(user: User) -> Standing:
    """Return what somebody is; one query unless it was read with them."""
    if not hasattr(user, "standing"):
        row = User.objects.annotate(**roles_of("pk")).only("pk").get(pk=user.pk)
        stand(user, row)
    standing: Standing = user.standing  # type: ignore[attr-defined]
    return standing


def settles(actor: User, user: User) -> bool:
    """Tell whether somebody settles what a colleague can do, and when they are away.

    Who leads the house does; who leads a team does of its members, but of none who leads the house.
    """
    mine = standing_of(actor)
    if mine.leads_all:
        return True
    theirs = standing_of(user)
    return not theirs.leads_all and not theirs.teams.keys().isdisjoint(mine.led)


def check_settles(actor: User, user: User) -> None:
    """Raise PermissionDenied where `settles` says no."""
    if not settles(actor, user):
        raise PermissionDenied(_("Only who leads them settles this."))


def workers() -> QuerySet[User]:
    """Return the active agents who may change cases, as `Standing.may_work` says."""
    groups = Group.objects.filter(user=OuterRef("pk"), name__in=Role.values)
    memberships = Membership.objects.filter(user=OuterRef("pk"))
    works = Exists(groups.filter(name__in=WORKING)) | Exists(memberships.filter(role__in=WORKING))
    is_plain = ~Exists(groups) & ~Exists(memberships)
    active = User.objects.filter(is_staff=True, is_active=True)
    return active.filter(Q(is_superuser=True) | Q(works) | Q(is_plain))
