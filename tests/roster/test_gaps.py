"""No minute of a year in which nobody is on duty is unseen: held against every single minute."""

from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays
import pytest
from django.contrib.auth.models import User

from support.calendars.editing import add_days
from support.calendars.services import exceptions_of
from support.roster.models import Cover, Rule, Shift, Swap, ToldPerson
from support.roster.planning import gaps_between
from support.roster.services import tell_gaps
from support.staff.models import AgentProfile
from tests.factories import NOW, make_agent
from tests.roster.world import (
    EVERY_DAY,
    SHANGHAI,
    WORKDAYS,
    YORK,
    a_cover,
    a_rule,
    a_team,
    at,
)

pytestmark = pytest.mark.django_db
SINCE, UNTIL = at(2027, 1, 1), at(2028, 1, 1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
# As anybody finds them, not as the house counts them. The lead's own day is the first of July.
FREE = {
    "DE": {*holidays.country_holidays("DE", years=[2026, 2027]), date(2027, 7, 1)},
    "US": {*holidays.financial_holidays("NYSE", years=[2026, 2027])},
    "CN": {*holidays.country_holidays("CN", years=[2026, 2027])},
    "ECB": {*holidays.financial_holidays("ECB", years=[2026, 2027])},
}


@pytest.fixture
def world() -> None:
    """Three teams whose shifts follow the sun, with holes of every kind."""
    berlin, york, shanghai = a_team("Berlin"), a_team("New York"), a_team("上海")
    a_cover(berlin)
    a_cover(berlin, "08:00", "18:00", language="en", weekdays=WORKDAYS)
    a_cover(york, zone=YORK, calendar="ECB", on_holidays="off")
    a_cover(shanghai, zone=SHANGHAI, language="zh-hans", until_on=date(2027, 11, 20))
    early = a_rule(berlin, "06:00", "14:00", calendar="DE", on_holidays="off")
    a_rule(berlin, "06:00", "13:30", calendar="DE", on_holidays="only")
    late = a_rule(berlin, "14:00", "22:00", weekdays=WORKDAYS)
    a_rule(berlin, "14:00", "22:00", weekdays=[5, 6], every_weeks=2)
    night = a_rule(berlin, "22:00", "06:00")
    a_rule(york, "00:00", "12:00", zone=YORK)
    noon = a_rule(york, "12:00", "00:00", zone=YORK, from_on=date(2027, 2, 3))
    day = a_rule(shanghai, "09:00", "21:00", zone=SHANGHAI, calendar="CN", on_holidays="off")
    a_rule(shanghai, "21:00", "09:00", zone=SHANGHAI, until_on=date(2027, 9, 30))
    add_days("DE", date(2027, 7, 1), is_worked=False)
    profiles = [
        (early.person, {"languages": ["zh-hans"]}),
        (night.person, {"away_from": at(2027, 5, 1, 1, 7), "away_until": at(2027, 5, 9, 22, 11)}),
        (day.person, {"away_from": at(2027, 12, 1)}),
    ]
    for person, told in profiles:
        AgentProfile.objects.create(user=person, **told)
    Shift.objects.create(team=berlin, person=make_agent(), begins_at=at(2027, 5, 2, 20, 30),
                         ends_at=at(2027, 5, 4, 4, 4))  # fmt: skip
    gone = make_agent(is_active=False)
    for rule, begins, takes in (
        (late, at(2027, 3, 2, 13), gone),
        (noon, at(2027, 3, 14, 16), make_agent()),
        (night, at(2027, 5, 5, 20), late.person),
    ):
        Swap.objects.create(rule=rule, day=begins.astimezone(ZoneInfo(rule.zone)).date(),
                            begins_at=begins, gives=rule.person, takes=takes, asked_at=NOW,
                            state="set")  # fmt: skip


class ByTheMinute:
    """Who is there, asked of every minute and of the wall clock there."""

    def __init__(self) -> None:
        self.rules = list(Rule.objects.select_related("person__profile"))
        self.covers = list(Cover.objects.all())
        self.shifts = list(Shift.objects.select_related("person__profile"))
        self.is_day = cache(self._is_day)  # a year has few days
        self.taken = {(s.rule_id, s.day): s.takes for s in Swap.objects.select_related("takes")}

    def day_of(self, weekly: Rule | Cover, moment: datetime) -> date | None:
        """Return the day of the shift that is worked at a moment."""
        wall = moment.astimezone(ZoneInfo(weekly.zone))
        clock, day = wall.time(), wall.date()
        if weekly.begins_at < weekly.ends_at:
            is_in = weekly.begins_at <= clock < weekly.ends_at
        else:
            is_in = clock >= weekly.begins_at or clock < weekly.ends_at
            day -= DAY if clock < weekly.begins_at else timedelta()
        return day if is_in and self.is_day(weekly, day) else None

    def _is_day(self, weekly: Rule | Cover, day: date) -> bool:
        if day < weekly.from_on or (weekly.until_on and day > weekly.until_on):
            return False
        if day.weekday() not in weekly.weekdays:
            return False
        monday, first = (one - one.weekday() * DAY for one in (day, weekly.from_on))
        if (monday - first).days // 7 % getattr(weekly, "every_weeks", 1):
            return False
        if weekly.on_holidays == "usual":
            return True
        return (day in FREE[weekly.calendar]) == (weekly.on_holidays == "only")

    def _lacks(self, profile: AgentProfile | None, language: str, moment: datetime) -> bool:
        if profile is None:
            return False
        speaks = not language or not profile.languages or language in profile.languages
        return not speaks or profile.is_away(moment)

    def open_minutes(self, cover: Cover) -> set[datetime]:
        profiles = {one.user_id: one for one in AgentProfile.objects.all()}

        def is_there(person: User, moment: datetime) -> bool:
            lacks = self._lacks(profiles.get(person.pk), cover.language, moment)
            return person.is_active and not lacks

        rules = [rule for rule in self.rules if rule.team_id == cover.team_id]
        shifts = [one for one in self.shifts if one.team_id == cover.team_id]
        found, moment = set(), SINCE
        while moment < UNTIL:
            if self.day_of(cover, moment) is not None:
                who = [one.person for one in shifts if one.begins_at <= moment < one.ends_at]
                who += [
                    self.taken.get((rule.pk, day), rule.person)
                    for rule in rules
                    if (day := self.day_of(rule, moment)) is not None
                ]
                if not any(is_there(person, moment) for person in who):
                    found.add(moment)
            moment += MINUTE
        return found


def minutes_of(since: datetime, until: datetime) -> set[datetime]:
    return {since + number * MINUTE for number in range(int((until - since) / MINUTE))}


def test_no_minute_of_a_year_without_anybody_is_unseen(world, django_assert_num_queries):
    exceptions_of("DE")  # kept by the process
    with django_assert_num_queries(4):
        gaps = gaps_between(SINCE, UNTIL)

    found = {}
    for gap in gaps:
        minutes = minutes_of(gap.begins, gap.ends)
        found.setdefault((gap.team.pk, gap.language), set()).update(minutes)
    brute = ByTheMinute()
    wanted = {(one.team_id, one.language): brute.open_minutes(one) for one in brute.covers}
    assert {key: len(minutes) for key, minutes in found.items()} == {
        key: len(minutes) for key, minutes in wanted.items()
    }
    assert found == wanted
    assert all(len(minutes) > 1000 for minutes in wanted.values())


def test_a_gap_is_told_once_to_who_leads(django_assert_num_queries):
    team = a_team()
    lead = make_agent(is_superuser=True)
    on_duty = a_rule(team, "06:00", "14:00", weekdays=EVERY_DAY).person
    a_cover(team, "06:00", "15:00", from_on=NOW.date())

    midst = NOW + timedelta(hours=3, minutes=30)  # of the first
    assert tell_gaps(NOW) == 14  # the last hour of each day, from today on
    assert tell_gaps(midst) == 1  # a fortnight later
    assert tell_gaps(midst) == 0

    told = ToldPerson.objects.order_by("pk")
    assert {one.person for one in told} == {lead}
    assert on_duty not in {one.person for one in told}
    assert told[0].escalation.about == "Night desk 2026-11-18 13:00 UTC"


def test_a_team_that_nobody_works_in_is_told_once():
    make_agent(is_superuser=True)
    a_cover(a_team())

    assert [tell_gaps(NOW + number * DAY) for number in range(3)] == [1, 0, 0]
