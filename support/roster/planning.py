"""The roster of a time, put together: who is on duty when, and when nobody is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from support.roster.models import Cover, Rule, Shift, Swap
from support.roster.spans import Span, joined, spans_of, within, without

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models import QuerySet

    from support.staff.models import AgentProfile, Team

A_YEAR = timedelta(days=365)
A_SHIFT = timedelta(days=2)  # longer than any that a rule makes
WHOSE = ("team", "person__profile")
MOST_BETWEEN = timedelta(days=400)


@dataclass(frozen=True)
class Duty:
    """One shift of one person. It is that of a rule on a day, or a single one.

    `instead_of` is who had it before a swap.
    """

    person: "User"
    team: "Team"
    language: str
    begins: datetime
    ends: datetime
    rule: int | None = None
    day: date | None = None
    shift: int | None = None
    instead_of: "User | None" = None

    @property
    def key(self) -> str:
        """Return the name of this shift among all."""
        return f"shift-{self.shift}" if self.shift else f"rule-{self.rule}-{self.day}"

    @property
    def there(self) -> list[Span]:
        """Return when they are at work: not while they are out of office or work here no more."""
        if not (self.person.is_active and self.person.is_staff):
            return []
        profile = _profile(self.person)
        if profile is None or profile.away_from is None:
            return [(self.begins, self.ends)]
        until = max(profile.away_until or self.ends, profile.away_from)
        return without([(self.begins, self.ends)], [(profile.away_from, until)])

    @property
    def is_away(self) -> bool:
        """Tell whether some of it nobody works."""
        return self.there != [(self.begins, self.ends)]

    def serves(self, language: str) -> bool:
        """Tell whether they see to matters in a language on this shift; "" is any."""
        if not language:
            return True
        profile = _profile(self.person)
        speaks = profile is None or not profile.languages or language in profile.languages
        return speaks and self.language in ("", language)


@dataclass(frozen=True)
class Gap:
    """A time in which nobody of a team is on duty who writes a language, "" for any."""

    team: "Team"
    language: str
    begins: datetime
    ends: datetime


def _profile(person: "User") -> "AgentProfile | None":
    return getattr(person, "profile", None)


def duties_between(
    since: datetime, until: datetime, *, teams: "Iterable[int] | None" = None
) -> list[Duty]:
    """Return every shift that meets a time, in order; three queries."""
    rules = Rule.objects.filter(from_on__lte=until).exclude(until_on__lt=since - A_SHIFT)
    shifts = Shift.objects.filter(begins_at__lt=until, ends_at__gt=since)
    swaps = Swap.objects.filter(state__in=Swap.HOLDING, begins_at__lt=until)
    swaps = swaps.filter(begins_at__gt=since - MOST_BETWEEN).order_by("pk")
    found: list[Duty] = []
    for rule in _of(rules.select_related(*WHOSE), teams):
        found += (
            Duty(rule.person, rule.team, rule.language, *span, rule=rule.pk, day=day)
            for day, span in spans_of(rule, since, until)
        )
    found += (
        Duty(one.person, one.team, one.language, one.begins_at, one.ends_at, shift=one.pk)
        for one in _of(shifts.select_related(*WHOSE), teams)
    )
    takers = {
        (swap.rule_id, swap.day, swap.shift_id): swap.takes
        for swap in swaps.select_related("takes__profile")
    }
    duties = [_taken(duty, takers.get((duty.rule, duty.day, duty.shift))) for duty in found]
    return sorted(duties, key=lambda duty: (duty.begins, duty.team.place, duty.key))


def doubled_by(row: Rule | Shift, now: datetime) -> Duty | None:
    """Return the first shift, within a year, in which somebody is there already for the same.

    That is their team and a language; four queries.
    """
    if isinstance(row, Shift):
        spans = [(row.begins_at, row.ends_at)]
    else:
        spans = [span for _day, span in spans_of(row, now, now + A_YEAR)]
    if not spans:
        return None
    for duty in duties_between(spans[0][0], spans[-1][1], teams=[row.team_id]):
        number = duty.shift if isinstance(row, Shift) else duty.rule
        is_same = number is not None and number == row.pk
        is_other = row.language and duty.language and row.language != duty.language
        is_theirs = duty.person.pk == row.person_id and not (is_same or is_other)
        if is_theirs and any(begins < duty.ends and duty.begins < ends for begins, ends in spans):
            return duty
    return None


def _of(rows: "QuerySet[Rule] | QuerySet[Shift]", teams: "Iterable[int] | None") -> "list":  # type: ignore[type-arg]
    return list(rows if teams is None else rows.filter(team__in=teams))


def _taken(duty: Duty, taker: "User | None") -> Duty:
    if taker is None or taker == duty.person:
        return duty
    return replace(duty, person=taker, instead_of=duty.person)


def gaps_between(
    since: datetime, until: datetime, *, teams: "Iterable[int] | None" = None
) -> list[Gap]:
    """Return when nobody is on duty though somebody has to be, in order; four queries."""
    return gaps_in(duties_between(since, until, teams=teams), since, until, teams=teams)


def gaps_in(
    duties: list[Duty], since: datetime, until: datetime, *, teams: "Iterable[int] | None" = None
) -> list[Gap]:
    """Return what some shifts leave open of what has to be covered; one query."""
    covers = Cover.objects.filter(from_on__lte=until).exclude(until_on__lt=since - A_SHIFT)
    needed: dict[tuple[Team, str], list[Span]] = {}
    for cover in covers.select_related("team"):
        if teams is None or cover.team_id in teams:
            spans = needed.setdefault((cover.team, cover.language), [])
            spans += (span for _day, span in spans_of(cover, since, until))
    gaps: list[Gap] = []
    for (team, language), spans in needed.items():
        fitting = (one for one in duties if one.team == team and one.serves(language))
        there = joined(span for one in fitting for span in one.there)
        open_spans = within(without(spans, there), since, until)
        gaps += (Gap(team, language, *span) for span in open_spans)
    return sorted(gaps, key=lambda gap: (gap.begins, gap.team.place, gap.language))
