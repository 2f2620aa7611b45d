"""Whose a case is, who fits it, and who is at work."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from support.staff.models import AgentProfile, Team
from support.staff.standing import check_settles, workers
from troubleshooting.marks.asking import Question
from troubleshooting.marks.reading import kept
from web.forms import check_years

if TYPE_CHECKING:
    from collections.abc import Sequence

ALL_LANGUAGES = tuple(code for code, _label in settings.LANGUAGES)


@dataclass(frozen=True)
class Fit:
    """Which cases fit an agent: of these teams and of none, in these languages.

    Without `skills` every kind of payment does.
    """

    teams: tuple[int, ...] = ()
    languages: tuple[str, ...] = ALL_LANGUAGES
    skills: tuple[str, ...] = ()

    def takes(self, language: str, skill: str) -> bool:
        """Tell whether a case in a language, asking for a skill, can be theirs."""
        speaks = not language or language in self.languages
        return speaks and (not self.skills or skill in ("", *self.skills))


_FIT = """
    SELECT ARRAY(SELECT team_id FROM staff_membership WHERE user_id = %s
            AND role <> 'viewer'),
        COALESCE(profile.languages, '{}'), COALESCE(profile.skills, '{}')
    FROM (SELECT %s AS id) AS agent
        LEFT JOIN staff_agentprofile AS profile ON profile.user_id = agent.id
"""


def fit_of(user: User) -> Fit:
    """Read which cases fit an agent; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_FIT, [user.pk, user.pk])
        teams, languages, skills = cursor.fetchone()
    return Fit(tuple(teams), tuple(languages) or ALL_LANGUAGES, tuple(skills))


def fit_by(profile: AgentProfile | None, teams: "Sequence[int]") -> Fit:
    """Say which cases fit somebody of whom everything was read already."""
    if profile is None:
        return Fit(tuple(teams))
    return Fit(tuple(teams), tuple(profile.languages) or ALL_LANGUAGES, tuple(profile.skills))


def team_for(market: str, language: str, skill: str) -> int | None:
    """Return the team of a new case, None where none fits. Asks nothing while teams stay."""
    fitting = (
        team.pk for team in all_teams() if not team.kind and team.fits(market, language, skill)
    )
    return next(fitting, None)


def kinds_to_ask() -> list[Team.Kind]:
    """Return what teams there are to ask about. Asks nothing while teams stay."""
    there = {team.kind for team in all_teams()}
    return [kind for kind in Team.Kind if kind in there]


def team_to_ask(kind: str, language: str, skill: str) -> Team | None:
    """Return the first team of a kind that fits a case, else the first of the kind.

    Markets go by language, as in `cases.taking.lanes`.
    """
    teams = [team for team in all_teams() if team.kind and team.kind == kind]
    fitting = (team for team in teams if team.fits(language, language, skill))
    return next(fitting, teams[0] if teams else None)


def team_named(name: str) -> int | None:
    """Return the team of a name. Asks nothing while teams stay."""
    return next((team.pk for team in all_teams() if team.name == name), None)


@kept
def all_teams() -> list[Team]:
    """Return all teams in their order. Asks nothing while they stay."""
    return list(Team.objects.order_by("place", "pk"))


def colleagues(now: datetime) -> QuerySet[User]:
    """Return who can be given a case, by name, each with `is_away`; one query."""
    away = AgentProfile.objects.away(now).filter(user=OuterRef("pk"))
    return workers().annotate(is_away=Exists(away)).order_by("first_name", "last_name", "username")


def all_colleagues(now: datetime) -> list[User]:
    return _COLLEAGUES.ask(now)


_COLLEAGUES = Question(colleagues)


def cannot_work(now: datetime) -> QuerySet[User]:
    """Return those with whom a case may not stay: who left, and who is out of office."""
    away = AgentProfile.objects.away(now).filter(user=OuterRef("pk"))
    return User.objects.filter(Exists(away)) | User.objects.filter(is_active=False)


def set_away(
    user: User, *, since: datetime | None, until: datetime | None, actor: User
) -> AgentProfile:
    """Say when somebody is out of office; None and None is back again. The last word counts.

    One says it of oneself, or leads them: raises PermissionDenied for others, and ValidationError
    for an absence that ends before it begins.
    """
    if actor.pk != user.pk:
        check_settles(actor, user)
    check_years(since, until)
    if until is not None and since is not None and until <= since:
        raise ValidationError(_("The absence ends before it begins."), code="away")
    profile, _created = AgentProfile.objects.update_or_create(
        user=user, defaults={"away_from": since, "away_until": until if since else None}
    )
    return profile
