"""Views of the queue over the API, and what is done to many cases."""

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from support.cases.models import Case, SavedView
from support.staff.models import Team
from tests.api.asking import client_for
from tests.factories import make_agent, make_case

pytestmark = pytest.mark.django_db
VIEWS = "/api/v1/views/"


def api_of(name: str, **values: object) -> APIClient:
    return client_for(make_agent(name, **values))


@pytest.fixture
def api() -> APIClient:
    return api_of("amy")


def made(api: APIClient, **values: object) -> str:
    body = {"name": "Urgent", "filter": {"priority": "urgent"}} | values
    response = api.post(VIEWS, body, format="json")
    assert response.status_code == 201, response.content
    return response.json()["slug"]


def test_a_view_is_made_changed_listed_and_deleted(api: APIClient):
    slug = made(api, columns=["amount", "cause"])

    changed = api.patch(f"{VIEWS}{slug}/", {"order": "newest", "name": "急件"}, format="json")

    assert changed.json() == {
        "slug": "urgent", "name": "急件", "owner": "amy", "team": None,
        "filter": {"priority": "urgent"}, "columns": ["amount", "cause"], "order": "newest",
    }  # fmt: skip
    assert [row["slug"] for row in api.get(VIEWS).json()["results"]] == [slug]
    assert api.delete(f"{VIEWS}{slug}/").status_code == 204
    assert not SavedView.objects.exists()


def test_the_cases_of_a_view_are_those_of_its_filter_that_go_on(api: APIClient):
    urgent = make_case(priority="urgent")
    make_case()
    make_case(priority="urgent", wakes_at="2030-01-01T00:00Z", wakes_on="time")

    found = api.get("/api/v1/cases/", {"view": made(api)}).json()["results"]

    assert [row["reference"] for row in found] == [urgent.reference]
    assert api.get("/api/v1/cases/", {"view": "unheard-of"}).json()["results"] == []


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({"filter": {"priority": "loud"}}, "wanted"),
        ({"filter": {"colour": "red"}}, "wanted"),
        ({"order": "by_moon"}, "order"),
        ({"columns": ["moon"]}, "columns.0"),
        ({"name": " "}, "name"),
        ({"team": "Nobody's"}, "team"),
    ],
)
def test_what_no_view_can_be_is_refused(api: APIClient, body: dict[str, object], attr: str):
    response = api.post(VIEWS, {"name": "A", "filter": {}} | body, format="json")

    assert response.status_code == 400
    assert [error["attr"] for error in response.json()["errors"]] == [attr]


def test_a_team_sees_what_its_lead_shares_and_changes_nothing_of_it(api: APIClient):
    team = Team.objects.create(name="Payouts", place=9)
    lead, stranger = api_of("lea", is_superuser=True), api_of("sid")
    refused = api.post(VIEWS, {"name": "A", "filter": {}, "team": "Payouts"}, format="json")
    slug = made(lead, team="Payouts")
    assert api.get(f"{VIEWS}{slug}/").status_code == 404

    team.memberships.create(user=User.objects.get(username="amy"))

    assert refused.status_code == 403
    assert api.get(f"{VIEWS}{slug}/").json()["team"] == "Payouts"
    assert api.patch(f"{VIEWS}{slug}/", {"name": "Mine"}, format="json").status_code == 403
    assert api.delete(f"{VIEWS}{slug}/").status_code == 403
    assert stranger.get(f"{VIEWS}{slug}/").status_code == 404


def test_many_cases_are_done_in_one_request_and_twice_is_once(api: APIClient):
    cases = [make_case() for _number in range(3)]
    body = {
        "deed": "tag", "add": "late",
        "cases": [{"case": one} for one in [*(case.reference for case in cases), "CW-NONE"]],
    }  # fmt: skip

    answers = [
        api.post("/api/v1/cases/bulk/", body, format="json", headers={"Idempotency-Key": "k1"})
        for _press in range(2)
    ]

    assert answers[0].json() == {
        "done": [case.reference for case in cases],
        "left": [{"case": "CW-NONE", "code": "not_found", "detail": "There is no such case."}],
    }
    assert answers[1].json() == answers[0].json()
    assert [case.tags for case in Case.objects.all()] == [["late"]] * 3


def test_a_new_status_makes_a_case_of_nobodys_yours(api: APIClient):
    case = make_case()
    address = f"/api/v1/cases/{case.reference}/"

    answer = api.patch(address, {"seen": case.version, "status": "open"}, format="json")

    assert answer.json()["assignee"] == "amy"
