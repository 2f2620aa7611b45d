"""Who settles what of whom: leads of the house, leads of a team, and everybody else."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from support.audit.models import Entry
from support.cases.models import Case
from support.staff.editing import (
    WrittenTeam,
    mark_of,
    save_abilities,
    save_team,
    set_working_here,
)
from support.staff.models import AgentProfile, Team
from support.staff.services import set_away
from support.staff.standing import standing_of
from tests.factories import NOW, make_agent, make_case, sign_in

pytestmark = pytest.mark.django_db

# name: superuser, roles in the house, role in Payouts, role in Risk
PEOPLE = {
    "chief": (True, (), "", ""),
    "house": (False, ("lead",), "", ""),
    "pia": (False, (), "lead", ""),
    "rita": (False, (), "", "lead"),
    "amy": (False, (), "agent", ""),
    "vera": (False, (), "viewer", ""),
    "bo": (False, (), "", "agent"),
    "both": (False, (), "agent", "viewer"),
    "plain": (False, (), "", ""),
    "looker": (False, ("viewer",), "", ""),
    "author": (False, ("author",), "", ""),
    "worker": (False, ("agent",), "", ""),
    "boss": (True, (), "agent", ""),
    "second": (False, ("lead",), "agent", ""),
}
OTHERS = ("rita", "amy", "vera", "bo", "plain", "looker")


@pytest.fixture
def people():
    teams = [Team.objects.create(name=name) for name in ("Payouts", "Risk")]
    made = {}
    for name, (is_superuser, house, *roles) in PEOPLE.items():
        made[name] = make_agent(name, is_superuser=is_superuser)
        made[name].groups.set(Group.objects.filter(name__in=house))
        for team, role in zip(teams, roles, strict=True):
            if role:
                team.memberships.create(user=made[name], role=role)
    return made


def again(person):
    """Read somebody anew, with what they are by now."""
    return type(person).objects.get(pk=person.pk)


def is_let(deed):
    try:
        deed()
    except (PermissionDenied, ValidationError):
        return False
    return True


# Of whom who leads Payouts alone may make what of Payouts: "" is no member.
LED = {
    "pia": {"lead", "agent", ""},
    "rita": {"lead", "agent", "viewer", ""},
    "amy": {"lead", "agent", ""},
    "vera": {"viewer"},
    "bo": {"lead", "agent", "viewer", ""},
    "both": {"lead", "agent"},
    "plain": {"lead", "agent", ""},
    "looker": {"viewer", ""},
    "author": {"viewer", ""},
    "worker": {"lead", "agent", "viewer", ""},
    "chief": {""},
    "house": {""},
    "boss": {"agent"},
    "second": {"agent"},
}


WHO = ["chief", "house", "pia", *OTHERS]


@pytest.mark.parametrize("role", ["lead", "agent", "viewer", ""])
@pytest.mark.parametrize("who", WHO)
def test_roles_in_a_team(people, who, role):
    team = Team.objects.get(name="Payouts")
    for whom, user in people.items():
        before, given = standing_of(again(user)), WrittenTeam(roles={whom: role})

        let = is_let(lambda: save_team(team, given, seen=mark_of(team), actor=people[who]))  # noqa: B023 - called at once

        expected = who in ("chief", "house") or (who == "pia" and role in LED[whom])
        after = standing_of(again(user))
        assert (whom, let) == (whom, expected)
        assert after.teams.get(team.pk, "") == (role if let else before.teams.get(team.pk, ""))
        if who not in ("chief", "house"):
            assert (after.may_work, after.leads_all) == (before.may_work, before.leads_all)


@pytest.mark.parametrize("who", WHO)
def test_absence_and_abilities(people, who):
    led = {"pia": {"pia", "amy", "vera", "both"}, "rita": {"rita", "bo", "both"}}
    settled = set(PEOPLE) if who in ("chief", "house") else led.get(who, set())
    actor = people[who]

    away = {
        whom for whom, user in people.items()
        if is_let(lambda: set_away(user, since=NOW, until=None, actor=actor))  # noqa: B023 - at once
    }  # fmt: skip
    able = {
        whom for whom, user in people.items()
        if is_let(lambda: save_abilities(user, languages=["en"], skills=[], actor=actor))  # noqa: B023
    }  # fmt: skip

    assert (away, able) == (settled | {who}, settled)
    kept = AgentProfile.objects
    assert {*kept.filter(away_from=NOW).values_list("user__username", flat=True)} == away
    assert {*kept.filter(languages=["en"]).values_list("user__username", flat=True)} == able


@pytest.mark.parametrize("who", WHO)
def test_accounts_are_closed_and_the_log_says_who_did_it(people, who):
    actor = people[who]
    closed = {
        whom for whom, user in people.items()
        if is_let(lambda: set_working_here(user, works=False, actor=actor, now=NOW))  # noqa: B023
    }  # fmt: skip

    low = {name for name, (is_superuser, *_roles) in PEOPLE.items() if not is_superuser}
    expected = {"chief": set(PEOPLE), "house": low}.get(who, set()) - {who}
    assert closed == expected
    assert {user.username for user in User.objects.filter(is_active=False)} == closed
    lines = Entry.objects.values_list("kind", "actor_name", "values__name", "happened_at")
    assert {*lines} == {("account_closed", who, whom, NOW) for whom in closed}


def test_only_the_house_settles_whose_cases_are_whose(people):
    team = Team.objects.get(name="Payouts")
    values = {"name": "Mine", "place": 9, "kind": "risk", "market": "en", "languages": ["en"],
              "skills": ["payin:card"]}  # fmt: skip

    save_team(team, WrittenTeam(values), seen=mark_of(team), actor=people["pia"])
    kept = Team.objects.filter(pk=team.pk).values(*values).get()
    assert not any(kept[name] == value for name, value in values.items())

    save_team(team, WrittenTeam(values), seen=mark_of(team), actor=people["house"])
    assert Team.objects.filter(pk=team.pk).values(*values).get() == values


def test_an_absence_entered_meanwhile_outlives_abilities(people, monkeypatch):
    amy, pia = people["amy"], people["pia"]
    AgentProfile.objects.create(user=amy)
    checked = AgentProfile.clean_fields

    def meanwhile(profile, exclude=None):
        AgentProfile.objects.filter(user=amy).update(away_from=NOW)
        checked(profile, exclude=exclude)

    monkeypatch.setattr(AgentProfile, "clean_fields", meanwhile)
    save_abilities(amy, languages=["en"], skills=[], actor=pia)

    profile = AgentProfile.objects.get(user=amy)
    assert (profile.languages, profile.away_from) == (["en"], NOW)


def test_the_pages_offer_a_teams_lead_what_they_settle_and_refuse_the_rest(people):
    team = Team.objects.get(name="Payouts")
    desk = sign_in(Client(), people["pia"])
    address = f"/lead/teams/{team.pk}/"
    page = desk.get(address).text
    offered = {name for name in PEOPLE if f'<option value="{name}">' in page}
    assert offered == {"rita", "bo", "plain", "worker"}
    assert 'name="kind"' not in page

    given = {"seen": mark_of(team), "most_open": "12", "add": "chief", "add_as": "agent"}
    refused = desk.post(address, given)
    assert (refused.status_code, "chief leads the house" in refused.text) == (422, True)
    given |= {"add": "plain", "add_as": "viewer"}
    refused = desk.post(address, given)
    assert "Whether plain works on cases at all" in refused.text
    for name in ("boss", "second"):
        assert "What they can do" not in desk.get(f"/lead/agents/{name}/").text
        assert desk.post(f"/lead/agents/{name}/away/").status_code == 403
        assert desk.post(f"/lead/agents/{name}/", {"abilities": "1"}).status_code == 403
    assert desk.get("/lead/agents/plain/").status_code == 404
    assert desk.post("/lead/agents/amy/", {"abilities": "1"}).status_code == 302


def test_a_lead_returns_no_case_of_a_team_where_they_look_on(people):
    pia, both = people["pia"], people["both"]
    payouts, risk = Team.objects.order_by("pk")
    risk.memberships.create(user=pia, role="viewer")
    ours, theirs = (make_case(team=team, assignee=both) for team in (payouts, risk))
    nobodys = make_case(team=None, assignee=both)

    sign_in(Client(), pia).post("/lead/agents/both/return/")

    kept = Case.objects.filter(assignee=both)
    assert {*kept} == {theirs}
    assert {case.team for case in Case.objects.filter(pk__in=[ours.pk, nobodys.pk])} == {payouts}


def test_who_leads_the_house_makes_a_team_that_is_asked(people):
    desk = sign_in(Client(), people["house"])
    assert "nothing: it works on cases itself" in desk.get("/lead/teams/new/").text

    given = {"name": "Money", "place": "4", "kind": "treasury", "market": "", "most_open": "3"}
    assert desk.post("/lead/teams/new/", given).status_code == 302

    assert Team.objects.get(name="Money").kind == "treasury"
    assert "Treasury" in desk.get("/lead/teams/").text


def test_accounts_closed_opened_and_deleted_at_the_admin_stand_in_the_log(
    admin_client, admin_user, people
):
    amy = people["amy"]
    address = f"/admin/auth/user/{amy.pk}/"
    words = {"username": "amy", "is_staff": "on", "date_joined_0": "2026-11-01",
             "date_joined_1": "09:00:00"}  # fmt: skip
    amy.set_password("long-enough-words")
    amy.save()

    for given in (words, words | {"is_active": "on"}, words | {"is_active": "on"}):
        assert admin_client.post(f"{address}change/", given).status_code == 302
    assert admin_client.post(f"{address}delete/", {"post": "yes"}).status_code == 302
    chosen = {"action": "delete_selected", "_selected_action": [people["bo"].pk], "post": "yes"}
    assert admin_client.post("/admin/auth/user/", chosen).status_code == 302

    lines = Entry.objects.order_by("pk").values_list("kind", "actor", "values")
    assert list(lines) == [
        (kind, admin_user.pk, {"name": name})
        for kind, name in (
            ("account_closed", "amy"), ("account_opened", "amy"), ("account_deleted", "amy"),
            ("account_deleted", "bo"),
        )
    ]  # fmt: skip


def test_the_log_shows_what_became_of_accounts_and_lines_of_a_kind_that_is_not_known(people):
    desk = sign_in(Client(), people["chief"])
    set_working_here(people["amy"], works=False, actor=people["chief"], now=timezone.now())
    Entry.objects.create(kind="from_a_later_one", values={"name": "odd"}, happened_at=NOW)

    page = desk.get("/settings/log/").text

    assert "Account closed" in page
    assert "from_a_later_one" in page
