"""Teams and agents, changed by who leads them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from support.cases.models import Case
from support.staff.editing import (
    StaleTeam,
    WrittenTeam,
    mark_of,
    save_abilities,
    save_team,
    set_working_here,
)
from support.staff.models import AgentProfile, Team
from support.staff.roles import Role, TeamRole
from tests.factories import NOW, make_agent, make_case, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def sofia():
    """Somebody who leads the house."""
    person = make_agent("sofia")
    person.groups.add(Group.objects.get(name=Role.LEAD))
    return person


@pytest.fixture
def risk():
    return Team.objects.create(name="Risk", place=3, market="en")


@pytest.fixture
def rita(risk):
    """Somebody who leads one team."""
    person = make_agent("rita")
    risk.memberships.create(user=person, role=TeamRole.LEAD)
    return person


def roles(team):
    return dict(team.memberships.values_list("user__username", "role"))


def write(team, actor, roles=None, **values):
    return save_team(team, WrittenTeam(values, roles or {}), seen=mark_of(team), actor=actor)


def test_who_leads_the_house_makes_a_team_and_says_what_is_its(sofia):
    amy = make_agent("amy")

    team = write(None, sofia, {"amy": "agent"}, name="Payouts", languages=["en"], hands_out=True,
                 skills=["payout:bank_transfer"], most_open=5)  # fmt: skip

    team.refresh_from_db()
    assert (team.languages, team.skills, team.hands_out, team.most_open) == (
        ["en"], ["payout:bank_transfer"], True, 5
    )  # fmt: skip
    assert list(amy.teams.all()) == [team]


def test_who_leads_a_team_changes_its_rule_and_members_and_not_whose_cases_are_whose(rita, risk):
    bo = make_agent("bo")
    risk.memberships.create(user=bo, given_at=NOW)

    write(risk, rita, {"bo": "lead", "rita": "lead"}, name="All mine", place=1, hands_out=True)

    risk.refresh_from_db()
    assert (risk.name, risk.place, risk.hands_out) == ("Risk", 3, True)
    assert roles(risk) == {"bo": "lead", "rita": "lead"}
    assert risk.memberships.get(user=bo).given_at == NOW
    write(risk, rita, {"bo": ""})
    assert roles(risk) == {"rita": "lead"}


def test_others_change_no_team_and_make_none(rita, risk):
    other = Team.objects.create(name="Payouts", place=1)
    for team, person in ((risk, make_agent()), (other, rita), (None, rita)):
        with pytest.raises(PermissionDenied):
            write(team, person, hands_out=True)


@pytest.mark.parametrize(
    ("values", "given"),
    [({"name": "Risk"}, {}), ({"name": ""}, {}), ({"skills": ["dancing"]}, {}),
     ({}, {"amy": "king"})],
)  # fmt: skip
def test_what_no_team_can_be_is_refused_and_nothing_kept(sofia, risk, values, given):
    make_agent("amy")
    team = Team.objects.create(name="Payouts", place=1)

    with pytest.raises(ValidationError):
        write(team, sofia, given, **values)

    team.refresh_from_db()
    assert (team.name, team.skills, roles(team)) == ("Payouts", [], {})


def test_nobody_writes_over_what_another_lead_saved_meanwhile(sofia, risk):
    seen = mark_of(risk)
    write(risk, sofia, {"sofia": "viewer"})

    with pytest.raises(StaleTeam):
        save_team(risk, WrittenTeam({"most_open": 3}), seen=seen, actor=sofia)


def test_abilities_are_of_those_that_there_are(sofia):
    amy = make_agent("amy")
    save_abilities(amy, languages=["en"], skills=[], actor=sofia)
    assert AgentProfile.objects.get(user=amy).languages == ["en"]

    save_abilities(amy, languages=[], skills=["payin:card"], actor=sofia)
    assert AgentProfile.objects.get(user=amy).languages == []
    with pytest.raises(ValidationError):
        save_abilities(amy, languages=["tlh"], skills=[], actor=sofia)


def test_only_who_leads_the_house_closes_accounts_and_no_administrators(sofia, rita):
    amy, chief = make_agent("amy"), make_agent("chief", is_superuser=True)
    for actor, user in ((rita, amy), (sofia, chief), (sofia, sofia)):
        with pytest.raises(PermissionDenied):
            set_working_here(user, works=False, actor=actor, now=NOW)
        user.refresh_from_db()
        assert user.is_active

    set_working_here(amy, works=False, actor=sofia, now=NOW)
    amy.refresh_from_db()
    assert not amy.is_active


def test_the_page_of_a_team_saves_it_and_says_what_is_wrong(sofia, risk):
    amy = make_agent("amy")
    desk = sign_in(Client(), sofia)
    page = desk.get(f"/lead/teams/{risk.pk}/").text
    given = {"name": "Risk", "place": "2", "market": "", "most_open": "4", "hands_out": "on",
             "languages": ["zh-hans"], "add": "amy", "add_as": "lead",
             "seen": mark_of(risk)}  # fmt: skip

    assert f'<input type="hidden" name="seen" value="{mark_of(risk)}">' in page
    assert desk.post(f"/lead/teams/{risk.pk}/", given).status_code == 302
    risk.refresh_from_db()
    assert (risk.place, risk.languages, roles(risk)) == (2, ["zh-hans"], {"amy": "lead"})
    stale = desk.post(f"/lead/teams/{risk.pk}/", given | {"place": "7"})
    assert stale.status_code == 409
    assert 'name="place" value="7"' in stale.text
    again = given | {"seen": mark_of(risk), "add": "", f"role-{amy.pk}": "", "name": ""}
    refused = desk.post(f"/lead/teams/{risk.pk}/", again)
    assert refused.status_code == 422
    assert "This field is required" in refused.text
    assert desk.post(f"/lead/teams/{risk.pk}/", again | {"name": "R"}).status_code == 302
    assert roles(risk) == {}


def test_teams_are_listed_to_whoever_leads_them_in_as_many_queries(
    sofia, rita, risk, django_assert_num_queries
):
    Team.objects.create(name="Payouts", place=1, hands_out=True)
    mine, house = sign_in(Client(), rita), sign_in(Client(), sofia)
    page = mine.get("/lead/teams/").text
    assert "Payouts" not in page
    assert "New team" not in page
    assert mine.get("/lead/teams/new/").status_code == 403
    other = Team.objects.get(name="Payouts")
    assert mine.get(f"/lead/teams/{other.pk}/").status_code == 404
    assert 'name="place"' not in mine.get(f"/lead/teams/{risk.pk}/").text
    assert "given out by turns, up to 12 each" in house.get("/lead/teams/").text
    with django_assert_num_queries(4):
        house.get("/lead/teams/")
    Team.objects.create(name="Three", place=4)
    with django_assert_num_queries(4):
        house.get("/lead/teams/")


def test_a_lead_writes_what_an_agent_can_do_and_when_they_are_away(sofia):
    amy = make_agent("amy")
    desk, address = sign_in(Client(), sofia), "/lead/agents/amy/"

    assert desk.post(address, {"abilities": "1", "languages": ["en"]}).status_code == 302
    away = {"away_from": "2026-12-01T09:00", "away_until": "2026-12-05T09:00"}
    assert desk.post(address, away).status_code == 302

    profile = AgentProfile.objects.get(user=amy)
    assert profile.languages == ["en"]
    assert profile.away_until - profile.away_from == timedelta(days=4)
    wrong = desk.post(address, away | {"away_until": "2026-11-01T09:00"})
    assert (wrong.status_code, "ends before it begins" in wrong.text) == (422, True)
    assert desk.post(address, {"abilities": "1", "skills": ["no"]}).status_code == 422
    assert sign_in(Client(), make_agent()).get(address).status_code == 403


def test_a_leavers_cases_go_back_and_they_can_come_back(sofia, risk):
    amy = make_agent("amy")
    risk.memberships.create(user=amy)
    case = make_case(now=timezone.now(), assignee=amy, team=None)
    desk = sign_in(Client(), sofia)

    page = desk.post("/lead/agents/amy/left/", follow=True)

    assert "1 case went back to its team." in page.text
    case.refresh_from_db()
    amy.refresh_from_db()
    assert (amy.is_active, case.assignee, case.team) == (False, None, risk)
    assert "They are back" in page.text
    desk.post("/lead/agents/amy/rejoined/")
    amy.refresh_from_db()
    assert amy.is_active
    assert desk.post("/lead/agents/sofia/left/").status_code == 403
    assert Case.objects.get().events.filter(kind="assigned").last().actor == sofia
