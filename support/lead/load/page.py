"""The figures of a lead's page. Each is a filter of the queue, and links to exactly its cases."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from support.cases.models import Case
from support.cases.viewing.conditions import AGES, CONDITIONS, Asking, within
from support.staff.models import AgentProfile, Team
from support.staff.standing import Standing, workers

Wanted = dict[str, str]
WAITING = "waiting_customer,waiting_bank"
FIGURES: list[tuple[str | Promise, Wanted]] = [
    (_("Open"), {}),
    (_("Unassigned"), {"assignee": "none"}),
    (_("Late"), {"overdue": "true"}),
    (_("Late within the hour"), {"due": "hour"}),
    (_("Outcomes waiting for one press"), {"outcome": "true"}),
    (_("They wrote"), {"replied": "true"}),
]
OLD = {
    "15m": _("Under 15 min"), "1h": _("15 to 60 min"), "4h": _("1 to 4 h"), "24h": _("4 to 24 h"),
    "old": _("Over a day"),
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """A number and the cases that it counts."""

    label: str | Promise
    count: int
    address: str


@dataclass(frozen=True)
class Load:
    """What one agent has; `share` of the most that anybody has, in percent."""

    agent: User
    is_away: bool
    open: Figure
    waiting: Figure
    languages: list[Figure]
    share: int


@dataclass(frozen=True)
class LeadPage:
    figures: list[Figure]
    ages: list[Figure]
    loads: list[Load]
    teams: list[Team]
    team: Team | None
    may_all: bool


def led_teams(standing: Standing) -> list[Team]:
    """Return the teams that somebody leads: every one, or those of their memberships."""
    teams = Team.objects.all() if standing.leads_all else Team.objects.filter(pk__in=standing.led)
    return list(teams)


def agents_of(standing: Standing) -> Any:
    """Return the people whom somebody leads, also those who left cases behind."""
    everybody = User.objects.filter(is_staff=True)
    if standing.leads_all:
        return everybody
    return everybody.filter(memberships__team__in=standing.led).distinct()


def build_page(user: User, standing: Standing, team_name: str, *, now: datetime) -> LeadPage:
    """Compose the page in seven queries, none of which looks at cases that are done."""
    teams = led_teams(standing)
    named = next((team for team in teams if team.name == team_name), None)
    team = named or (None if standing.leads_all else teams[0])
    base, asking = ({"team": team.name} if team else {}), Asking(user, now)
    return LeadPage(
        figures=_figures(base, asking),
        ages=_ages(base, asking),
        loads=_loads(base, asking, standing, team),
        teams=teams,
        team=team,
        may_all=standing.leads_all,
    )


def _figure(label: str | Promise, count: int, wanted: Wanted) -> Figure:
    return Figure(label, count, f"{reverse('queue')}?{urlencode(wanted)}")


def _figures(base: Wanted, asking: Asking) -> list[Figure]:
    """Count what is open and awake in one query, and whom no message reaches in another."""
    counts = {
        str(place): Count("pk", filter=within({**base, **wanted}, asking))
        for place, (_label, wanted) in enumerate(FIGURES)
    }
    found = Case.objects.filter(within(base, asking)).aggregate(**counts)
    shown = [
        _figure(label, found[str(place)], {**base, **wanted})
        for place, (label, wanted) in enumerate(FIGURES)
    ]
    unreached = {**base, "unreached": "true"}
    count = Case.objects.filter(within(unreached, asking)).count()
    return [*shown, _figure(_("Not reached"), count, unreached)]


def _ages(base: Wanted, asking: Asking) -> list[Figure]:
    wanted = {**base, "assignee": "none"}
    counts = {f"age_{age}": Count("pk", filter=CONDITIONS["age"](age, asking)) for age in AGES}
    found = Case.objects.filter(within(wanted, asking)).aggregate(**counts)
    return [_figure(OLD[age], found[f"age_{age}"], {**wanted, "age": age}) for age in AGES]


def _loads(base: Wanted, asking: Asking, standing: Standing, team: Team | None) -> list[Load]:
    cases = Case.objects.filter(within(base, asking)).order_by()
    grouped = cases.values("assignee", "status", "language").annotate(count=Count("pk"))
    rows: list[dict[str, Any]] = [dict(row) for row in grouped]
    holders = {row["assignee"] for row in rows if row["assignee"]}
    people = agents_of(standing).filter(Q(pk__in=workers()) | Q(pk__in=holders))
    if team is not None:
        people = people.filter(memberships__team=team).distinct()
    away = set(AgentProfile.objects.away(asking.now).values_list("user", flat=True))
    opened: Counter[int] = Counter()
    for row in rows:
        opened[row["assignee"]] += row["count"]
    most = max(opened.values(), default=0) or 1
    loads = [_load(one, base, rows, one.pk in away, most) for one in people]
    return sorted(loads, key=lambda load: -load.open.count)


def _load(
    agent: User,
    base: Wanted,
    rows: list[dict[str, Any]],
    is_away: bool,  # noqa: FBT001
    most: int,
) -> Load:
    theirs = [row for row in rows if row["assignee"] == agent.pk]
    wanted = {**base, "assignee": agent.username}

    def count(key: str, values: list[str]) -> int:
        return sum(row["count"] for row in theirs if row[key] in values)

    total = sum(row["count"] for row in theirs)
    return Load(
        agent=agent,
        is_away=is_away,
        open=_figure(_("Open"), total, wanted),
        waiting=_figure(
            _("Waiting"), count("status", WAITING.split(",")), {**wanted, "status": WAITING}
        ),
        languages=[
            _figure(label, count("language", [code]), {**wanted, "language": code})
            for code, label in settings.LANGUAGES
        ],
        share=round(100 * total / most),
    )
