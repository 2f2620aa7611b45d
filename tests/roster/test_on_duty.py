"""Who is on duty now, by the wall clock of a shift, and who is told of what can't wait."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from support.calendars.editing import add_days
from support.notifications.models import Notification
from support.notifications.showing import as_it_would_leave
from support.roster.models import Escalation, Rule, Shift, Swap, ToldPerson
from support.roster.planning import duties_between
from support.roster.services import escalate, leads_of, on_duty
from support.staff.models import AgentProfile, Membership
from support.staff.roles import TeamRole
from tests.factories import NOW, make_agent, sign_in
from tests.roster.world import SHANGHAI, WORKDAYS, a_rule, a_team, at

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def lengths(rule: Rule, day: tuple[int, int, int]) -> list[float]:
    """Return how many hours the shifts last that begin on a day."""
    duties = duties_between(at(*day), at(*day) + timedelta(days=1))
    return [
        (duty.ends - duty.begins) / HOUR
        for duty in duties
        if duty.rule == rule.pk and duty.day == date(*day)
    ]


def test_who_is_on_duty_is_so_by_their_own_wall_clock():
    team, other = a_team(), a_team("中文组")
    berlin = a_rule(team, "06:00", "14:00").person
    night = a_rule(team, "22:00", "06:00").person
    shanghai = a_rule(other, "09:00", "18:00", zone=SHANGHAI, weekdays=WORKDAYS).person

    assert on_duty(at(2026, 11, 18, 5)) == [shanghai, berlin]  # who began first
    assert on_duty(at(2026, 11, 18, 4, 59), team=team) == [night]
    assert on_duty(at(2026, 11, 18, 13)) == []  # whoever ends at that moment is gone
    assert on_duty(at(2026, 11, 21, 5)) == [berlin]  # a Saturday
    assert on_duty(at(2026, 7, 1, 4), team=team) == [berlin]  # summer time


@pytest.mark.parametrize(
    ("day", "hours"),
    [((2026, 3, 28), 7), ((2026, 3, 29), 8), ((2026, 10, 24), 9), ((2026, 10, 25), 8)],
)
def test_a_night_over_the_change_is_as_long_as_the_wall_clock_has_it(day, hours):
    night = a_rule(a_team(), "22:00", "06:00")

    assert lengths(night, day) == [hours]


@pytest.mark.parametrize("day", [(2026, 3, 29), (2026, 10, 25)])
def test_a_shift_that_ends_when_clocks_change_meets_the_one_that_begins(day):
    team = a_team()
    first, second = a_rule(team, "00:00", "02:30"), a_rule(team, "02:30", "08:00")

    duties = duties_between(at(*day), at(*day) + 8 * HOUR)

    ends = [duty.ends for duty in duties if duty.rule == first.pk and duty.day == date(*day)]
    begins = [duty.begins for duty in duties if duty.rule == second.pk]
    assert ends == begins


def test_holidays_replace_a_pattern_and_a_lead_may_enter_them():
    team = a_team()
    usual = a_rule(team, "06:00", "14:00", calendar="DE", on_holidays="off").person
    stand_in = a_rule(team, "06:00", "14:00", calendar="DE", on_holidays="only").person

    assert on_duty(at(2026, 12, 24, 8)) == [usual]
    assert on_duty(at(2026, 12, 25, 8)) == [stand_in]
    add_days("de", date(2026, 12, 24), is_worked=False)
    assert on_duty(at(2026, 12, 24, 8)) == [stand_in]


def test_every_second_week_is_counted_from_the_first():
    team = a_team()
    a_rule(team, "06:00", "14:00", every_weeks=2, from_on=date(2026, 11, 18))

    assert [bool(on_duty(at(2026, 11, day, 8))) for day in (17, 18, 22, 23, 29, 30)] == [
        False, True, True, False, False, True,
    ]  # fmt: skip


def test_who_is_out_of_office_or_has_left_is_not_on_duty():
    team = a_team()
    away, gone = a_rule(team, "06:00", "14:00").person, a_rule(team, "06:00", "14:00").person
    AgentProfile.objects.create(user=away, away_from=NOW - HOUR, away_until=NOW + HOUR)
    gone.is_active = False
    gone.save()

    assert on_duty(NOW) == []
    assert on_duty(NOW + HOUR) == [away]


def test_who_took_a_shift_is_on_duty_in_it():
    team, taker = a_team(), make_agent()
    rule = a_rule(team, "06:00", "14:00")
    single = Shift.objects.create(
        team=team, person=make_agent(), begins_at=NOW - HOUR, ends_at=NOW + HOUR
    )
    told = {"takes": taker, "begins_at": NOW - HOUR, "asked_at": NOW}

    Swap.objects.create(rule=rule, day=NOW.date(), gives=rule.person, state="accepted", **told)
    Swap.objects.create(shift=single, gives=single.person, state="asked", **told)

    assert set(on_duty(NOW)) == {taker, single.person}
    assert on_duty(NOW + timedelta(days=1)) == [rule.person]


def test_a_language_is_seen_to_by_who_writes_it():
    team = a_team()
    both, english = a_rule(team, "06:00", "14:00").person, a_rule(team, "06:00", "14:00").person
    AgentProfile.objects.create(user=english, languages=["en"])
    a_rule(team, "06:00", "14:00", language="en")

    assert on_duty(NOW, language="zh-hans") == [both]
    assert len(on_duty(NOW, language="en")) == 3


def test_many_rules_are_read_in_three_queries(django_assert_num_queries):
    for _number in range(5):
        AgentProfile.objects.create(user=a_rule(a_team(str(_number)), "06:00", "14:00").person)

    with django_assert_num_queries(3):
        assert len(on_duty(NOW)) == 5


def test_a_matter_is_told_once_to_who_is_on_duty(client, django_assert_num_queries):
    team = a_team()
    person = a_rule(team, "06:00", "14:00").person
    page = sign_in(client, person)

    made = escalate("inquiry", about="INQ-1", now=NOW, address="/cases/CW-1/", team=team)

    assert [told.person for told in made.told.all()] == [person]
    assert escalate("inquiry", about="INQ-1", now=NOW + HOUR) is None
    assert escalate("inquiry", about="INQ-2", now=NOW) is not None
    assert ToldPerson.objects.count() == 2
    shown = page.get(reverse("work")).text
    assert "2 escalations" in shown
    assert 'A bank has not answered: <a href="/cases/CW-1/">INQ-1</a>' in shown
    first = ToldPerson.objects.earliest("pk")
    page.post(reverse("escalations-seen"), {"newest": str(first.pk)})
    assert "1 escalation</a>" in page.get(reverse("work")).text


def test_leads_are_told_where_nobody_is_on_duty():
    team, house, admin = a_team(), make_agent(), make_agent(is_superuser=True)
    leads, others = make_agent(), make_agent()
    Membership.objects.create(team=team, user=leads, role=TeamRole.LEAD)
    Membership.objects.create(team=a_team("Other"), user=others, role=TeamRole.LEAD)

    assert leads_of() == [leads, others]
    house.groups.add(Group.objects.get(name="lead"))
    made = escalate("probe", about="bank-1", now=NOW, team=team)

    assert {told.person for told in made.told.all()} == {house, leads}
    Membership.objects.all().delete()
    house.delete()
    assert leads_of() == [admin]


def test_what_nobody_knows_is_not_escalated():
    with pytest.raises(ValueError, match="not a valid"):
        escalate("nonsense", about="x", now=NOW)

    assert not Escalation.objects.exists()


def test_who_is_told_gets_a_mail_too_once(settings):
    settings.PUBLIC_URL = "https://desk.example.test"
    team = a_team()
    person = make_agent(email="ann@example.test")
    a_rule(team, "06:00", "14:00", person=person)
    a_rule(team, "06:00", "14:00")  # without an address: their page alone says so

    for _time in range(2):
        escalate("inquiry", about="INQ-1", now=NOW, address="/cases/CW-1/", team=team)

    mail = Notification.objects.get()
    assert (mail.address, mail.event, mail.urgency) == ("ann@example.test", "escalation", 0)
    assert mail.text.startswith("A bank has not answered: INQ-1\n\n")
    assert mail.text.endswith("\n\nhttps://desk.example.test/cases/CW-1/")
    assert ToldPerson.objects.count() == 2
    assert as_it_would_leave(mail).subject.startswith("A bank has not answered: INQ-1")


@pytest.mark.parametrize(
    ("kind", "about", "read"),
    [
        ("gap", "Night desk 2026-11-18 13:00 UTC", "Night desk 18 Nov 2026, 21:00"),
        ("gap", "Desk zh-hans 2026-12-13 01:00 UTC", "Desk Simplified Chinese 13 Dec 2026, 09:00"),
        ("gap", "Desk en", "Desk English"),
        ("swap", "Ann, 2026-12-13 01:00 UTC", "Ann, 13 Dec 2026, 09:00"),
        ("plan", "Bank down\n银行中断\n17/3", "Bank down, step 3"),
        ("drill", "Bank down\n银行中断\n2026-11-20", "Bank down, 20 Nov 2026"),
        ("inquiry", "INQ-1", "INQ-1"),
    ],
)
def test_what_was_escalated_is_read_by_peoples_names_and_their_clock(kind, about, read):
    with timezone.override("Asia/Shanghai"):
        assert Escalation(kind=kind, about=about).named == read
