"""Two weeks of the roster, put together for who looks."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from support.roster.models import Cover, Feed, HandOver, HandOverSeen, Rule, Swap
from support.roster.planning import Duty, Gap, duties_between, gaps_in
from support.roster.services import AHEAD
from support.staff.models import Team
from support.staff.standing import standing_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

A_DAY = timedelta(days=1)
NOTES = 10  # of all teams; older ones are of shifts long over
FARTHEST = 400  # days from today that can be looked at


@dataclass(frozen=True)
class Day:
    """The shifts that begin on a day of the reader's, by team."""

    day: date
    is_today: bool
    by_team: list[list[Duty]]


@dataclass(frozen=True)
class RosterPage:
    """What is shown. `led` are the teams that who looks plans for."""

    teams: list[Team]
    led: list[Team]
    now: list[Duty]
    days: list[Day]
    gaps: list[Gap]
    rules: list[Rule]
    covers: list[Cover]
    swaps: list[Swap]
    notes: list[HandOver]
    feeds: list[tuple[Team | None, str]]
    begins: date
    is_now: bool

    @property
    def before(self) -> date:
        return self.begins - AHEAD

    @property
    def after(self) -> date:
        return self.begins + AHEAD


def build_page(user: "User", begins: date | None, now: datetime) -> RosterPage:
    """Compose the page of two weeks; as many queries whatever there is."""
    teams = list(Team.objects.all())
    standing = standing_of(user)
    today = timezone.localdate(now)
    first = begins or today
    since = timezone.make_aware(datetime.combine(first, time()))
    until = timezone.make_aware(datetime.combine(first + AHEAD, time()))
    duties = duties_between(min(since, now), max(until, now + AHEAD))
    planned = Rule.objects.select_related("team", "person").exclude(until_on__lt=today)
    return RosterPage(
        teams=teams,
        led=[team for team in teams if standing.leads_team(team.pk)],
        now=[duty for duty in duties if any(b <= now < e for b, e in duty.there)],
        days=_days(duties, teams, first, today),
        gaps=gaps_in(duties, now, now + AHEAD),
        rules=list(planned.order_by("team__place", "begins_at", "pk")),
        covers=_covers(today),
        swaps=_swaps(now),
        notes=_notes(user),
        feeds=_feeds(user, [team for team in teams if standing.leads_team(team.pk)]),
        begins=first,
        is_now=begins is None,
    )


def _days(duties: list[Duty], teams: list[Team], first: date, today: date) -> list[Day]:
    by_day: dict[tuple[date, int], list[Duty]] = {}
    for duty in duties:
        key = timezone.localtime(duty.begins).date(), duty.team.pk
        by_day.setdefault(key, []).append(duty)
    days = [first + number * A_DAY for number in range(AHEAD.days)]
    return [
        Day(day, day == today, [by_day.get((day, team.pk), []) for team in teams]) for day in days
    ]


def _covers(today: date) -> list[Cover]:
    found = Cover.objects.select_related("team").exclude(until_on__lt=today)
    return list(found.order_by("team__place", "language", "pk"))


def _swaps(now: datetime) -> list[Swap]:
    """Return who is asked for what, the first shift at first."""
    asked = Swap.objects.filter(state=Swap.State.ASKED, begins_at__gt=now - A_DAY)
    related = ("gives", "takes", "asked_by", "rule__team", "shift__team")
    return list(asked.select_related(*related).order_by("begins_at", "pk"))


def _notes(user: "User") -> list[HandOver]:
    seen = HandOverSeen.objects.filter(note=OuterRef("pk"), person=user)
    notes = HandOver.objects.select_related("team", "author").annotate(is_seen=Exists(seen))
    return list(notes[:NOTES])


def _feeds(user: "User", led: list[Team]) -> list[tuple[Team | None, str]]:
    """Return the calendar addresses that are theirs to see: their own, and those of their teams."""
    live = Feed.objects.filter(revoked_at=None).filter(Q(person=user) | Q(team__in=led))
    keys = {feed.team_id: feed.key for feed in live}

    def address(key: str) -> str:
        return settings.PUBLIC_URL + reverse("roster-feed", args=[key]) if key else ""

    own: list[tuple[Team | None, str]] = [(None, address(keys.get(None, "")))]
    return own + [(team, address(keys.get(team.pk, ""))) for team in led]
