"""What a lead enters of teams, agents and waiting, in the admin."""

import pytest
from django.test import Client

from support.cases.models import WaitingRules
from support.cases.models.waiting import waiting_rules
from support.staff.models import AgentProfile, Team
from tests.factories import make_agent, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client: Client) -> Client:
    return sign_in(client, make_agent("root", is_superuser=True))


def test_a_team_is_made_with_its_languages_skills_and_members(lead: Client):
    amy = make_agent("amy")
    given = {
        "name": "Payouts", "place": 1, "most_open": 8, "hands_out": "on", "market": "",
        "languages": ["en"], "skills": ["payout:card", "payin:card"],
        "memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 0, "memberships-0-user": amy.pk,
        "memberships-0-role": "agent",
    }  # fmt: skip

    answer = lead.post("/admin/staff/team/add/", given)

    assert answer.status_code == 302, answer.context["errors"]
    team = Team.objects.get()
    assert (team.languages, team.skills) == (["en"], ["payout:card", "payin:card"])
    assert list(team.members.all()) == [amy]


def test_what_an_agent_can_do_is_ticked(lead: Client):
    amy = make_agent("amy")
    given = {"user": amy.pk, "languages": ["zh-hans"], "skills": []}

    assert lead.post("/admin/staff/agentprofile/add/", given).status_code == 302

    assert AgentProfile.objects.get().languages == ["zh-hans"]


def test_the_waiting_rules_are_one_row_with_the_defaults_to_begin_with(lead: Client):
    shown = lead.get("/admin/cases/waitingrules/add/").text
    assert 'name="close_after_days" value="14"' in shown

    days = {
        "remind_after_days": 2,
        "reminders": 0,
        "end_after_days": 4,
        "close_after_days": 30,
        "reopen_within_days": 30,
    }
    assert lead.post("/admin/cases/waitingrules/add/", days).status_code == 302

    rules = waiting_rules()
    assert (rules.pk, rules.reminders, rules.close_after_days) == (WaitingRules.THE_ONE, 0, 30)
    assert lead.get("/admin/cases/waitingrules/add/").status_code == 403
