"""Who is on duty, for scripts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from support.staff.models import AgentProfile
from tests.api.asking import client_for
from tests.factories import make_agent
from tests.roster.world import a_cover, a_rule, a_team

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/roster/"


def test_shifts_and_gaps_of_a_time_are_told(django_assert_num_queries):
    team, other = a_team(), a_team("Other")
    ann = make_agent("ann")
    rule = a_rule(team, "06:00", "14:00", person=ann, language="en")
    a_rule(other, "06:00", "14:00")
    a_cover(team, "06:00", "15:00")
    asked = {"since": "2026-11-18T00:00:00Z", "until": "2026-11-19T00:00:00Z", "team": "Night desk"}

    told = client_for(make_agent()).get(ADDRESS, asked).json()

    assert told["duties"] == [{
        "key": f"rule-{rule.pk}-2026-11-18", "team": "Night desk", "language": "en",
        "person": "ann", "begins_at": "2026-11-18T05:00:00Z", "ends_at": "2026-11-18T13:00:00Z",
        "instead_of": "", "is_away": False,
    }]  # fmt: skip
    assert told["gaps"] == [{
        "team": "Night desk", "language": "", "begins_at": "2026-11-18T13:00:00Z",
        "ends_at": "2026-11-18T14:00:00Z",
    }]  # fmt: skip


def test_without_a_time_it_is_two_weeks_from_now_on():
    rule = a_rule(a_team(), "06:00", "14:00", from_on=timezone.localdate() + timedelta(days=1))
    AgentProfile.objects.create(user=rule.person, away_from=timezone.now())

    duties = client_for(make_agent()).get(ADDRESS).json()["duties"]

    assert len(duties) in (13, 14)
    assert all(duty["is_away"] for duty in duties)


@pytest.mark.parametrize("asked", [
    {"since": "yesterday"}, {"until": "x"}, {"team": "Nobody"}, {"team": "\0"},
    {"since": "0001-01-01T00:00:00Z"}, {"since": "9999-12-31T00:00:00Z"},
    {"since": "2026-01-02T00:00:00Z", "until": "2026-01-01T00:00:00Z"},
    {"since": "2026-01-01T00:00:00Z", "until": "2028-01-01T00:00:00Z"},
])  # fmt: skip
def test_nonsense_is_refused(asked):
    assert client_for(make_agent()).get(ADDRESS, asked).status_code == 400
