"""What the board keeps of a channel and what was agreed with banks, for scripts."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from rest_framework.test import APIClient

from support.liaison.models import Action
from support.payments.channels.testing import order_tests
from support.payments.models import Channel, ChannelTest
from support.staff.roles import Role
from tests.api.asking import V1, client_for, errors
from tests.factories import make_agent, make_channel
from tests.inquiries.bank import make_bank

pytestmark = pytest.mark.django_db
LISTS = ("states", "planned-stops", "test-payments")


@pytest.fixture
def channel(db: None) -> Channel:
    return make_channel(code="bank")


@pytest.fixture
def lead(db: None) -> APIClient:
    person = make_agent("lena")
    person.groups.add(Group.objects.get(name=Role.LEAD))
    return client_for(person)


def stop_in(hours: int) -> dict[str, Any]:
    begins = timezone.now() + timedelta(hours=hours)
    ends = begins + timedelta(minutes=30)
    return {"begins_at": begins, "ends_at": ends, "why_en": "Works", "why_zh": "维护"}


def test_a_lead_says_a_state_once_and_it_is_read_by_all(channel: Channel, lead: APIClient):
    said = {"state": "down", "why": "They say so"}

    answers = [lead.post(f"{V1}channels/bank/states/", said) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    [row] = client_for(make_agent("amy")).get(f"{V1}channels/bank/states/").json()["results"]
    assert (row["state"], row["note"], row["source"], row["actor"]) == (
        "down", "They say so", "api", "lena",
    )  # fmt: skip
    assert lead.get(f"{V1}channels/bank/").json()["state"] == "down"


def test_a_lead_plans_a_stop_beside_no_other(channel: Channel, lead: APIClient):
    planned = lead.post(f"{V1}channels/bank/planned-stops/", stop_in(2))
    beside = lead.post(f"{V1}channels/bank/planned-stops/", stop_in(2))
    before = stop_in(2)
    before["ends_at"] = before["begins_at"] - timedelta(hours=1)
    backwards = lead.post(f"{V1}channels/bank/planned-stops/", before)

    assert (planned.status_code, planned.json()["planned_by"]) == (201, "lena")
    assert (beside.status_code, errors(beside)) == (400, [("overlaps", None)])
    assert (backwards.status_code, errors(backwards)) == (400, [("no-length", "ends_at")])
    [row] = lead.get(f"{V1}channels/bank/planned-stops/?is_cancelled=false").json()["results"]
    assert (row["why_zh"], row["is_public"]) == ("维护", True)
    assert lead.get(f"{V1}channels/bank/planned-stops/?is_cancelled=true").json()["results"] == []


def test_a_lead_takes_a_stop_back_by_its_beginning_and_twice_is_once(
    channel: Channel, lead: APIClient
):
    address, first = f"{V1}channels/bank/planned-stops/cancellation/", stop_in(2)
    lead.post(f"{V1}channels/bank/planned-stops/", first)
    [row] = lead.get(f"{V1}channels/bank/planned-stops/").json()["results"]

    answers = [lead.post(address, {"begins_at": row["begins_at"]}) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["cancelled_at"] == answers[1].json()["cancelled_at"] is not None
    assert lead.post(address, {"begins_at": first["ends_at"]}).status_code == 404
    assert lead.post(address, {"begins_at": "soon"}).status_code == 400
    assert client_for(make_agent("amy")).post(address, row).status_code == 403
    lead.post(f"{V1}channels/bank/planned-stops/", first)
    lead.post(address, {"begins_at": row["begins_at"]})
    assert channel.stops.filter(cancelled_at=None).count() == 0


def test_whoever_leads_nothing_reads_and_writes_nothing(channel: Channel):
    agent = client_for(make_agent("amy"))

    assert [agent.get(f"{V1}channels/bank/{name}/").status_code for name in LISTS] == [200] * 3
    assert (
        agent.post(f"{V1}channels/bank/states/", {"state": "down", "why": "x"}).status_code == 403
    )
    assert agent.post(f"{V1}channels/bank/planned-stops/", stop_in(2)).status_code == 403
    assert not channel.states.exists()
    assert not channel.stops.exists()
    assert agent.get(f"{V1}liaison/contacts/").status_code == 403


@pytest.mark.parametrize(
    "asked",
    ["states/?state=x", "planned-stops/?is_public=x", "test-payments/?edge=x"],
)
def test_a_filter_that_can_be_nothing_is_refused(channel: Channel, lead: APIClient, asked: str):
    assert lead.get(f"{V1}channels/bank/{asked}").status_code == 400
    assert lead.get(f"{V1}channels/nowhere/{asked}").status_code == 404


def test_test_payments_are_told_with_their_answers(channel: Channel, lead: APIClient):
    order_tests(ChannelTest(channel=channel), actor=None, now=timezone.now())
    channel.test_payments.filter(edge="above").update(state="refused", words="AM02")

    [row] = lead.get(f"{V1}channels/bank/test-payments/?state=refused").json()["results"]

    assert (row["edge"], row["words"], row["ended_at"]) == ("above", "AM02", None)


def test_what_was_agreed_is_read_by_bank_and_by_what_is_open(lead: APIClient):
    today = timezone.now().date()
    for slug, done_at in (("north", None), ("north", timezone.now()), ("south", None)):
        bank = make_bank(slug=slug) if not Action.objects.filter(bank__slug=slug) else None
        bank = bank or Action.objects.get(bank__slug=slug).bank
        Action.objects.create(bank=bank, words="Send it", owner=make_agent(), due_on=today,
                              done_at=done_at)  # fmt: skip

    found = lead.get(f"{V1}liaison/actions/?bank=north&is_open=true").json()["results"]

    assert [(row["bank"], row["done_at"]) for row in found] == [("north", None)]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_the_same_however_long_it_is(
    channel: Channel, lead: APIClient, django_assert_num_queries: Any, name: str
):
    address = f"{V1}channels/bank/{name}/"

    def more(turn: int) -> None:
        lead.post(f"{V1}channels/bank/states/", {"state": "down", "why": f"{turn}"})
        lead.post(f"{V1}channels/bank/planned-stops/", stop_in(turn))
        channel.test_payments.update(ended_at=timezone.now(), state="accepted")
        order_tests(ChannelTest(channel=channel), actor=None, now=timezone.now())

    more(1)
    lead.get(address)
    for turn in range(2, 5):
        more(turn)

    with django_assert_num_queries(3):
        assert len(lead.get(address).json()["results"]) >= 4
