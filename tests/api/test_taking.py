"""Taking, giving and snoozing over the API."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from rest_framework.test import APIClient

from support.staff.models import Team
from tests.api.asking import V1, client_for, errors
from tests.factories import make_agent, make_case

pytestmark = pytest.mark.django_db
CASES = f"{V1}cases/"
HOUR = timedelta(hours=1)


@pytest.fixture
def agent() -> User:
    return make_agent("amy")


@pytest.fixture
def api(agent: User) -> APIClient:
    return client_for(agent)


def test_the_next_case_is_taken_until_nothing_is_free(api: APIClient, agent: User):
    case = make_case()

    answer = api.post(f"{CASES}take-next/")

    assert answer.status_code == 201
    taken = answer.json()
    assert (taken["reference"], taken["assignee"], taken["status"]) == (
        case.reference, "amy", "open",
    )  # fmt: skip
    assert "messages" in taken
    assert api.post(f"{CASES}take-next/").status_code == 204


def test_nobody_takes_without_signing_in_or_as_a_customer():
    make_case()

    assert client_for().post(f"{CASES}take-next/").status_code == 401
    stranger = client_for(make_agent(is_staff=False))
    assert stranger.post(f"{CASES}take-next/").status_code == 403


def test_a_case_is_given_to_a_team_with_a_word(api: APIClient, agent: User):
    team, case = Team.objects.create(name="Payouts"), make_case(assignee=agent, team=None)

    given = {"assignee": None, "team": "Payouts", "note": "For your bank"}
    answer = api.post(f"{CASES}{case.reference}/assignment/", given, format="json")

    assert (answer.json()["team"], answer.json()["assignee"]) == ("Payouts", None)
    assert case.events.get(kind="assigned").note == "For your bank"
    assert api.get(CASES, {"team": team.name}).json()["results"][0]["reference"] == case.reference


def test_a_case_is_snoozed_and_woken(api: APIClient):
    case, until = make_case(now=timezone.now()), timezone.now() + HOUR

    answer = api.post(f"{CASES}{case.reference}/snooze/", {"until": until.isoformat()})

    assert answer.status_code == 201
    told = answer.json()
    assert datetime.fromisoformat(told["wakes_at"]) == until
    assert told["wakes_on"] == "time"
    sleeping = api.get(CASES, {"snoozed": "true"}).json()["results"]
    assert [row["reference"] for row in sleeping] == [case.reference]
    assert api.get(CASES, {"snoozed": "false"}).json()["results"] == []

    assert api.post(f"{CASES}{case.reference}/waking/").json()["wakes_at"] is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "required"),
        ({"until": "2020-01-01T10:00:00Z"}, "past"),
        ({"until": "2999-01-01T10:00:00Z"}, "too_far"),
        ({"until": "soon"}, "invalid"),
        ({"on": "pigeon"}, "invalid_choice"),
    ],
)
def test_a_snooze_that_makes_no_sense_is_refused(api: APIClient, body: dict[str, str], code: str):
    answer = api.post(f"{CASES}{make_case().reference}/snooze/", body)

    assert answer.status_code == 400
    assert errors(answer)[0][0] == code


def test_a_team_is_asked_by_giving_it_the_case_and_its_answer_gives_it_back(api: APIClient):
    team, case = Team.objects.create(name="Risk desk", kind="risk"), make_case(team=None)
    given = {"assignee": None, "team": team.name, "note": "May it go out?"}

    asked = api.post(f"{CASES}{case.reference}/assignment/", given, format="json").json()
    back = api.post(f"{CASES}{case.reference}/return/", {"answer": "It may."})
    again = api.post(f"{CASES}{case.reference}/return/", {"answer": "It may."})

    told = {name: asked["referral"][name] for name in ("team", "kind", "question", "asked_by")}
    assert told == {
        "team": "Risk desk",
        "kind": "risk",
        "question": "May it go out?",
        "asked_by": back.json()["assignee"],
    }
    assert (back.status_code, back.json()["team"], back.json()["referral"]) == (201, None, None)
    assert back.json()["messages"][-1]["body"] == "It may."
    assert (again.status_code, errors(again)[0][0]) == (400, "not_referred")
