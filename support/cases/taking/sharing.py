"""Giving out by turns, and taking back from those who are not there. In sets, by the clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from support.cases.models import Case, CaseEvent, CaseQuerySet, Status
from support.cases.models.queued import FREE
from support.cases.models.status import OPEN_STATUSES, STATUSES_OF, StatusClass
from support.cases.taking.giving import OPENED
from support.staff.models import AgentProfile, Membership, Team
from support.staff.roles import TeamRole
from support.staff.services import Fit, cannot_work, fit_by
from support.staff.standing import standing_of, workers
from web.access import name_of

AT_ONCE = 500
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Member:
    """Somebody of a team who is at work, and how many cases wait for them already."""

    membership: Membership
    fit: Fit
    load: int

    @property
    def turn(self) -> tuple[int, datetime, int]:
        """Who has the fewest is next, of several who has waited the longest."""
        return self.load, self.membership.given_at or NEVER, self.membership.pk


def hand_out(now: datetime) -> int:
    """Give the free cases of teams that give them out to their members; return how many."""
    teams = list(Team.objects.filter(hands_out=True).values_list("pk", flat=True))
    return share_out(teams, now=now)


def share_out(teams: Iterable[int], *, now: datetime, actor: User | None = None) -> int:
    """Give the free cases of some teams to their members once, also of those who take them.

    Returns how many. The rest fits nobody who is at work and has room.
    """
    return sum(_hand_out(pk, now, actor) for pk in teams)


@transaction.atomic
def _hand_out(pk: int, now: datetime, actor: User | None) -> int:
    """Give out the cases of one team, what is due first at first; by one worker at a time."""
    team = Team.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=pk).first()
    if team is None:
        return 0
    members = _members(team, now)
    given: list[tuple[int, Member]] = []
    for case in _free_of(team, members, now):
        fitting = [
            one
            for one in members
            if one.load < team.most_open and one.fit.takes(case.language, case.skill)
        ]
        if fitting:
            chosen = min(fitting, key=lambda one: one.turn)
            chosen.load += 1
            chosen.membership.given_at = now
            given.append((case.pk, chosen))
    _write(given, now, actor)
    return len(given)


def _free_of(team: Team, members: list[Member], now: datetime) -> list[Case]:
    """Return as many free cases as those who speak each language have room for, locked."""
    of_team = Case.objects.alias(pool=Coalesce(F("team"), Value(0))).filter(FREE, pool=team.pk)
    ours = of_team.filter(Q(status__in=(Status.NEW, Status.OPEN)) | Q(due_at__lte=now))
    held = ours.select_for_update(skip_locked=True, no_key=True).order_by("due_at", "pk")
    found: list[Case] = []
    for language in sorted({"", *(code for one in members for code in one.fit.languages)}):
        able = [one for one in members if not language or language in one.fit.languages]
        room = sum(team.most_open - one.load for one in able)
        skills = {skill for one in able for skill in one.fit.skills}
        fits = held.filter(language=language)
        if able and all(one.fit.skills for one in able):
            fits = fits.filter(skill__in=["", *skills])
        found += fits.only("language", "skill", "due_at")[: min(room, AT_ONCE)]
    return sorted(found, key=lambda case: (case.due_at or now, case.pk))


def _members(team: Team, now: datetime) -> list[Member]:
    """Return who of a team is at work with room for more; three queries."""
    there = team.memberships.filter(user__in=workers()).exclude(role=TeamRole.VIEWER)
    there = there.exclude(user__in=cannot_work(now))
    memberships = list(there.select_related("user"))
    users = [one.user_id for one in memberships]
    profiles = {row.user_id: row for row in AgentProfile.objects.filter(user__in=users)}
    theirs = Case.objects.filter(
        assignee__in=users, wakes_at=None, status__in=STATUSES_OF[StatusClass.ACTIVE]
    )
    counted = theirs.order_by().values("assignee").annotate(count=Count("pk"))
    loads = {row["assignee"]: row["count"] for row in counted}
    members = [
        Member(one, fit_by(profiles.get(one.user_id), [team.pk]), loads.get(one.user_id, 0))
        for one in memberships
    ]
    return [one for one in members if one.load < team.most_open]


def _write(given: list[tuple[int, Member]], now: datetime, actor: User | None) -> None:
    """Write down who got what: a statement for each of them, and one for the timeline."""
    takers = {one.membership.pk: one.membership for _pk, one in given}
    for key, membership in takers.items():
        theirs = Case.objects.filter(pk__in=[pk for pk, one in given if one.membership.pk == key])
        theirs.update(assignee=membership.user, status=OPENED, updated_at=now)
    Membership.objects.bulk_update(takers.values(), ["given_at"])
    _log([(pk, name_of(one.membership.user)) for pk, one in given], now, actor=actor)


def return_leavers_cases(now: datetime) -> int:
    """Give the open cases of those who have left back to their teams; return how many."""
    left = list(User.objects.filter(is_active=False).values_list("pk", flat=True))
    # People and statuses named one by one, as `case_of_assignee` has them: joined, PostgreSQL would
    # look at every case for one of theirs.
    theirs = Case.objects.filter(assignee__in=left, status__in=OPEN_STATUSES)
    return give_back(theirs, now) if left else 0


def take_from_absent(cases: CaseQuerySet, now: datetime) -> int:
    """Give those among some cases whose agents are not there back to their teams."""
    return give_back(cases.filter(assignee__in=cannot_work(now)), now)


def give_back_all(agent: User, *, now: datetime, actor: User | None = None) -> int:
    """Give the open cases of somebody back to their teams; return how many.

    `actor` is who does it, if that isn't they themselves: cases of teams where that one may only
    look on stay.
    """
    given = 0
    theirs = Case.objects.not_done().filter(assignee=agent)
    if actor is not None and actor != agent:
        theirs = theirs.exclude(team__in=standing_of(actor).watched)
    while count := give_back(theirs, now, actor=actor or agent):
        given += count
    return given


@transaction.atomic
def give_back(
    cases: CaseQuerySet, now: datetime, *, actor: User | None = None, note: str = ""
) -> int:
    """Let nobody have these cases, in one go.

    One of no team gets the first of its agent that works on cases by itself, so that colleagues
    find it: a team of a kind has only what it was asked.
    """
    held = cases.order_by("pk").select_for_update(skip_locked=True, no_key=True, of=("self",))
    found = list(held.values_list("pk", flat=True)[:AT_ONCE])
    if not found:
        return 0
    theirs = Membership.objects.filter(user=OuterRef("assignee"), team__kind="")
    first = theirs.exclude(role=TeamRole.VIEWER).order_by("team__place", "team")
    Case.objects.filter(pk__in=found).update(
        team=Coalesce(F("team"), Subquery(first.values("team")[:1])), assignee=None, updated_at=now
    )
    note = note or _("Its agent is not at work.")
    _log([(pk, "") for pk in found], now, note=note, actor=actor)
    return len(found)


def _log(
    given: Iterable[tuple[int, str]], now: datetime, *, note: str = "", actor: User | None = None
) -> None:
    told: dict[str, Any] = {"kind": CaseEvent.Kind.ASSIGNED, "happened_at": now}
    CaseEvent.objects.bulk_create(
        CaseEvent(case_id=pk, note=note, actor=actor, values={"assignee": name}, **told)
        for pk, name in given
    )
