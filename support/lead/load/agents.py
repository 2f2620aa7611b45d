"""How much each agent has."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject
from django.db.models.lookups import Exact
from django.http import Http404
from django.shortcuts import get_object_or_404

from support.cases.viewing.conditions import within
from support.cases.viewing.counts import BOUND
from support.lead.load.figures import Figure, Scope
from support.staff.models import AgentProfile, Team
from support.staff.standing import Standing, workers

WAITING = "waiting_customer,waiting_bank"
COLUMNS: dict[str, dict[str, str]] = {
    "open": {},
    "late": {"overdue": "true"},
    "today": {"due": "today"},
    "waiting": {"status": WAITING},
    **{f"in_{code}": {"language": code} for code, _label in settings.LANGUAGES},
}
# So much of the longest bar is what somebody may have, where nobody has more.
FULL = 0.8


@dataclass(frozen=True)
class Load:
    """What one agent has.

    Of 100, which all bars have in common, `full` is what somebody may have, `share` what they have
    of it and `over` what they have beyond.
    """

    agent: User
    is_away: bool
    open: Figure
    late: Figure
    today: Figure
    waiting: Figure
    languages: list[Figure]
    full: int
    share: int
    over: int


def agents_of(standing: Standing) -> QuerySet[User]:
    """Return the people whom somebody leads, also those who left cases behind."""
    everybody = User.objects.filter(is_staff=True)
    if standing.leads_all:
        return everybody
    return everybody.filter(memberships__team__in=standing.led).distinct()


def agent_named(standing: Standing, username: str) -> User:
    """Return one whom somebody leads. Raises Http404, also for what can be no name."""
    if "\0" in username:  # which no database takes
        raise Http404
    return get_object_or_404(agents_of(standing), username=username)


def most_for_one(teams: list[Team]) -> int:
    """Return how many open cases somebody of these teams may have, where they are given out."""
    known = [team.most_open for team in teams]
    return max(known, default=Team().most_open)


def loads_of(scope: Scope, most: int) -> list[Load]:
    """Return who works here or has cases, who has the most first; one query."""
    # As the index `case_whose` has it.
    theirs = Q(Exact(Coalesce(F("assignee"), Value(0)), OuterRef("pk")))
    # Of each agent the open cases are read once, and no other index is gone through for all.
    counts: Any = {
        name: Count("pk", filter=within(narrower, scope.asking))
        for name, narrower in COLUMNS.items()
    }
    together = scope.cases({}).filter(theirs).order_by().values(all=Value(1))
    counted = together.annotate(told=JSONObject(**counts)).values("told")
    away = AgentProfile.objects.away(scope.asking.now).filter(user=OuterRef("pk"))
    has_any = Exists(scope.cases({}).filter(theirs))
    people = agents_of(scope.standing).filter(Q(pk__in=workers()) | has_any)
    if scope.team is not None:
        people = people.filter(memberships__team=scope.team).distinct()
    found: list[Any] = list(people.annotate(is_away=Exists(away), told=Subquery(counted)))
    for one in found:
        known = one.told or dict.fromkeys(COLUMNS, 0)
        one.counts = {name: min(count, BOUND) for name, count in known.items()}
    longest = max([1.0, most / FULL, *(one.counts["open"] for one in found)])
    loads = [_load(scope, one, most, longest) for one in found]
    return sorted(loads, key=lambda load: -load.open.count)


def _load(scope: Scope, agent: Any, most: int, longest: float) -> Load:
    languages = dict(settings.LANGUAGES)

    def figure(name: str) -> Figure:
        narrower = {"assignee": agent.username, **COLUMNS[name]}
        label = languages.get(name.removeprefix("in_"), "")
        return scope.figure(label, agent.counts[name], narrower)

    count = agent.counts["open"]
    return Load(
        agent=agent,
        is_away=agent.is_away,
        open=figure("open"),
        late=figure("late"),
        today=figure("today"),
        waiting=figure("waiting"),
        languages=[figure(f"in_{code}") for code in languages],
        full=int(most * 100 / longest),
        share=int(min(count, most) * 100 / longest),
        over=int(max(count - most, 0) * 100 / longest),
    )
