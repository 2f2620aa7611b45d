"""Emergency plans and checklists over the API: read, and nothing else."""

import pytest
from rest_framework.test import APIClient

from support.operations.plans.services import retire_plan, start_checklist, tick
from tests.factories import NOW, make_agent, make_channel
from tests.plans.world import make_incident, make_plan

pytestmark = pytest.mark.django_db
PLANS, LISTS = "/api/v1/plans/", "/api/v1/checklists/"


@pytest.fixture
def api():
    client = APIClient()
    client.force_authenticate(make_agent("amy"))
    return client


def found(api, address):
    return api.get(address).json()["results"]


def test_a_plan_is_read_with_its_channels_and_the_steps_of_now(api):
    channel = make_channel()
    plan = make_plan(channels=[channel])
    other = make_plan(channels=[make_channel()])
    gone = make_plan()
    retire_plan(gone, is_used=False, now=NOW)

    told = api.get(f"{PLANS}{plan.slug}/").json()

    assert (told["channels"], told["version"]) == ([channel.code], 1)
    assert [step["minutes"] for step in told["steps"]] == [5, 10, 15]
    assert told["steps"][2]["words"] == {
        "en": "Our payouts to you fail.",
        "zh-hans": "我方出款失败。",
    }
    theirs = [one["slug"] for one in found(api, f"{PLANS}?channel={channel.code}")]
    assert theirs == [plan.slug, gone.slug]  # which is for every channel
    assert other.slug in {one["slug"] for one in found(api, f"{PLANS}?in_use=true")}
    assert [one["slug"] for one in found(api, f"{PLANS}?in_use=false")] == [gone.slug]


def test_a_checklist_says_what_is_done_and_by_whom(api):
    plan, incident, zoe = make_plan(), make_incident(), make_agent("zoe")
    drill = start_checklist(plan, incident=None, actor=zoe, now=NOW)
    worked = start_checklist(plan, incident=incident, actor=zoe, now=NOW)
    tick(worked.items.first(), is_done=True, actor=zoe, now=NOW)

    (told,) = found(api, f"{LISTS}?incident={incident.reference}")

    assert (told["plan"], told["started_by"], told["is_drill"]) == (plan.slug, "zoe", False)
    assert [(item["position"], item["done_by"]) for item in told["items"]] == [
        (0, "zoe"), (1, None), (2, None),
    ]  # fmt: skip
    assert [one["id"] for one in found(api, f"{LISTS}?is_drill=true")] == [drill.pk]
    assert len(found(api, f"{LISTS}?plan={plan.slug}&under_way=true")) == 2


@pytest.mark.parametrize("address", [PLANS, LISTS])
def test_nonsense_is_refused_and_nothing_is_written(api, address):
    assert api.get(f"{address}?colour=red").status_code == 400
    assert (
        api.get(f"{address}?{'in_use' if address == PLANS else 'under_way'}=hm").status_code == 400
    )
    assert api.post(address, {}).status_code == 405


def test_lists_ask_the_same_however_long(api, django_assert_num_queries):
    for _number in range(3):
        plan = make_plan(channels=[make_channel()])
        start_checklist(plan, incident=make_incident(), actor=None, now=NOW)

    with django_assert_num_queries(2):
        api.get(PLANS)
    with django_assert_num_queries(2):
        api.get(LISTS)
