"""The lead's page, put together."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.utils import timezone

from support.cases.models import ClockAlarm
from support.cases.taking.noting import late_cases_told
from support.cases.viewing.conditions import Asking
from support.desk.queue.rows import Row, rows_of
from support.lead.access import CHANGE
from support.lead.load.agents import Load, loads_of, most_for_one
from support.lead.load.days import HEIGHT, STEP, Day, days_of
from support.lead.load.figures import SOON, Age, Figure, Scope, figures_and_ages
from support.lead.load.waiting import (
    AT_BANKS,
    Line,
    all_of,
    banks_asked,
    bound_of,
    cases_at_banks,
    waiting_outcomes,
)
from support.liaison.models import Action
from support.roster.planning import Gap, gaps_between
from support.roster.services import AHEAD
from support.staff.models import Team
from support.staff.services import all_colleagues
from support.staff.standing import Standing

MOST_ROWS = 10


@dataclass(frozen=True)
class LeadPage:
    """Everything that the page shows; what is late soon as rows of the queue."""

    scope: Scope
    figures: dict[str, Figure]
    ages: list[Age]
    told: list[ClockAlarm]
    soon: list[Row]
    loads: list[Load]
    most: int
    outcomes: list[Line]
    banks: list[Line]
    channels: list[Line]
    days: list[Day]
    colleagues: list[User]
    teams: list[Team]
    gaps: list[Gap]
    overdue: list[Action]

    height, width = HEIGHT, STEP * 7

    @property
    def team(self) -> Team | None:
        return self.scope.team

    @property
    def may_all(self) -> bool:
        return self.scope.standing.leads_all

    @property
    def told_shown(self) -> list[ClockAlarm]:
        return self.told[:MOST_ROWS]

    @property
    def told_bound(self) -> int:
        """How many are shown of what leads are told, where there is more, else 0."""
        return MOST_ROWS if len(self.told) > MOST_ROWS else 0

    @property
    def all_banks(self) -> Figure:
        return all_of(self.scope, self.channels, AT_BANKS)

    @property
    def bank_bound(self) -> int:
        return bound_of(self.channels)

    @property
    def outcome_bound(self) -> int:
        return bound_of(self.outcomes)


def led_teams(standing: Standing) -> list[Team]:
    """Return the teams that somebody leads: every one, or those of their memberships."""
    teams = Team.objects.all() if standing.leads_all else Team.objects.filter(pk__in=standing.led)
    return list(teams)


def scope_of(user: User, standing: Standing, team_name: str, now: datetime) -> Scope:
    """Return whose cases somebody looks at: the named team's if they lead it."""
    return _scope(user, standing, led_teams(standing), team_name, now)


def build_page(user: User, standing: Standing, team_name: str, *, now: datetime) -> LeadPage:
    """Compose the page in as many queries whatever there is."""
    teams = led_teams(standing)
    scope = _scope(user, standing, teams, team_name, now)
    figures, ages = figures_and_ages(scope)
    told = list(late_cases_told(scope.teams)[: MOST_ROWS + 1])
    keys = list(scope.by_index(SOON).values_list("pk", flat=True)[:MOST_ROWS])
    most = most_for_one([scope.team] if scope.team else teams)
    return LeadPage(
        scope=scope,
        figures=figures,
        ages=ages,
        told=told,
        soon=rows_of(keys, user, now),
        loads=loads_of(scope, most),
        most=most,
        outcomes=waiting_outcomes(scope),
        banks=banks_asked(scope),
        channels=cases_at_banks(scope),
        days=days_of(scope),
        colleagues=all_colleagues(now),
        teams=teams,
        gaps=gaps_between(now, now + AHEAD, teams=scope.teams or [team.pk for team in teams]),
        overdue=_overdue(user, now),
    )


def _overdue(user: User, now: datetime) -> list[Action]:
    """Return what was agreed with banks and is overdue, for who may open those pages."""
    may = user.has_perm(CHANGE)
    return list(Action.objects.overdue(timezone.localdate(now)).for_list()) if may else []


def _scope(
    user: User, standing: Standing, teams: list[Team], team_name: str, now: datetime
) -> Scope:
    named = next((team for team in teams if team.name == team_name), None)
    team = named or (None if standing.leads_all else teams[0])
    return Scope(Asking(user, now), standing, team)
