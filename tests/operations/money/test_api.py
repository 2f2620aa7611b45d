"""The same over the API."""

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from rest_framework.test import APIClient

from support.operations.money.models import State
from support.operations.money.sending import send_orders
from support.sources.kinds.simulator.book import Mood
from support.sources.models import LookUp
from support.staff.roles import Role
from tests.factories import make_agent
from tests.operations.money.steps import confirmed, failed_case, look

pytestmark = pytest.mark.django_db


def caller(name, role=None):
    person, client = make_agent(name), APIClient()
    if role:
        person.groups.add(Group.objects.get(name=role))
    client.force_authenticate(person)
    return client


def test_a_script_looks_up_asks_and_a_lead_confirms(simulator, book):
    case = failed_case(book)
    address = f"/api/v1/cases/{case.reference}/"
    agent, lead = caller("amy"), caller("lena", Role.LEAD)

    assert agent.post(f"{address}look-ups/").status_code == 201
    made = agent.post(f"{address}money-steps/", {"deed": "send_again"})
    assert (made.status_code, made.json()["state"]) == (201, "asked")
    look(timezone.now())
    assert agent.get(f"{address}look-ups/").json()[0]["status"] == "failed"
    confirmation = f"{address}money-steps/{made.json()['id']}/confirmation/"
    assert agent.post(confirmation).status_code == 403
    assert lead.post(confirmation).status_code == 201
    send_orders()

    (step,) = agent.get(f"{address}money-steps/").json()
    assert (step["state"], step["asked_by"], step["confirmed_by"]) == ("done", "amy", "lena")
    assert book.ordered() == [step["key"]]


def test_a_script_looks_up_what_became_of_an_order_that_nobody_knows_of(simulator, book):
    case = failed_case(book)
    step, book.mood = confirmed(case, timezone.now()), Mood.DIES_AFTER
    send_orders()
    LookUp.objects.update(state=LookUp.State.FAILED)
    book.mood = Mood.WELL

    caller("cy").post(f"/api/v1/cases/{case.reference}/look-ups/")
    look(timezone.now())

    step.refresh_from_db()
    assert (step.state, book.ordered()) == (State.DONE, [step.key])


def test_what_cannot_be_is_said_by_its_code(simulator, book):
    case, agent = failed_case(book), caller("amy")
    address = f"/api/v1/cases/{case.reference}/money-steps/"
    step = agent.post(address, {"deed": "send_again"}).json()

    again = agent.post(address, {"deed": "send_again"})
    assert [error["code"] for error in again.json()["errors"]] == ["asked_already"]
    assert agent.post(address, {"deed": "steal"}).status_code == 400
    assert agent.post(f"{address}{step['id']}/withdrawal/").status_code == 204
    assert agent.post(f"{address}{step['id']}/withdrawal/").status_code == 400
