"""Incidents over the API, and what webhooks are told of them."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from support.incidents.models import Incident
from support.webhooks.models import Delivery
from tests.factories import NOW, make_agent, make_channel
from tests.incidents.world import (
    arrive,
    arrive_at_source,
    catch_up,
    look_all_up,
    make_incident,
    make_many,
)
from tests.intake.looking.conftest import book, simulator
from tests.webhooks.receiving import make_receiver

__all__ = ["book", "simulator"]
pytestmark = pytest.mark.django_db
AT = "/api/v1/incidents/"


@pytest.fixture
def api():
    client = APIClient()
    client.force_authenticate(make_agent("sofia", is_superuser=True))
    return client


@pytest.fixture
def agents_api():
    client = APIClient()
    client.force_authenticate(make_agent("amy"))
    return client


def new(channel, **more):
    return {
        "title_en": "Test Bank is late", "title_zh": "测试银行延迟", "channels": [channel.code],
        "began_at": (NOW - timedelta(hours=2)).isoformat(),
    } | more  # fmt: skip


def test_an_outage_from_its_opening_to_its_end(api, settings):
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    make_receiver(1)
    channel = make_channel()
    cases = make_many(channel, 3)
    Delivery.objects.all().delete()

    made = api.post(AT, new(channel), format="json").json()
    at = f"{AT}{made['reference']}/"
    catch_up()
    said = {
        "customers_en": "Test Bank is late.", "customers_zh": "测试银行付款较慢。", "seen": 0,
        "state": "identified", "next_update_at": "2127-01-01T10:00:00Z",
    }  # fmt: skip
    told = api.post(f"{at}updates/", said, format="json")
    stale = api.post(f"{at}updates/", said, format="json")
    catch_up()
    gone = api.delete(f"{at}links/{cases[0].reference}/")
    back = api.post(f"{at}links/", {"case": cases[0].reference}, format="json")
    asked = api.post(f"{at}recovery/", format="json")
    over = api.post(
        f"{at}resolution/",
        {"seen": 1, "customers_en": "It is over.", "customers_zh": "已恢复。"},
        format="json",
    )
    catch_up()

    codes = [one.status_code for one in (told, stale, gone, back, asked, over)]
    assert codes == [201, 409, 204, 201, 201, 201]
    found = api.get(at).json()
    assert (found["state"], len(found["updates"])) == ("resolved", 2)
    assert found["cases"] == {
        "held": 0, "waiting": 0, "failed": 0, "asked": 3, "paid": 0, "back": 0, "done": 0
    }  # fmt: skip
    events = Delivery.objects.filter(topic__startswith="incident.").order_by("pk")
    assert list(events.values_list("topic", flat=True)) == [
        "incident.opened", "incident.updated", "incident.resolved"
    ]  # fmt: skip
    opened, updated, resolved = (event.body["data"] for event in events)
    assert opened["incident"]["channels"] == [channel.code]
    assert updated["update"]["customers_en"] == "Test Bank is late."
    assert (resolved["incident"]["state"], resolved["update"]["by"]) == ("resolved", "sofia")


@pytest.mark.usefixtures("tree", "simulator")
def test_of_five_four_are_paid_and_told_and_one_is_back_in_the_queue(api, book, settings):
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    channel, now = make_channel(), timezone.now()
    incident = make_incident(channel)
    *paid, back = (case.reference for case in arrive_at_source(channel, book, now))
    at = f"{AT}{incident.reference}/"

    words = {"customers_en": "It is over.", "customers_zh": "已恢复。"}
    assert api.post(f"{at}resolution/", {"seen": 0} | words, format="json").status_code == 201
    catch_up(timezone.now())
    assert api.get(at).json()["cases"]["asked"] == 5
    look_all_up(timezone.now())

    counts = api.get(at).json()["cases"]
    assert {name: count for name, count in counts.items() if count} == {"paid": 4, "back": 1}
    of_it = f"/api/v1/cases/?incident={incident.reference}&status="
    assert {one["reference"] for one in api.get(f"{of_it}resolved").json()["results"]} == {*paid}
    assert [one["reference"] for one in api.get(f"{of_it}open").json()["results"]] == [back]
    over = "/api/v1/notifications/?channel=email&event="
    told = api.get(f"{over}case-resolved").json()["results"]
    assert sorted(one["thread"] for one in told) == sorted(paid)
    told = api.get(f"{over}incident-resolved").json()["results"]
    assert [one["thread"] for one in told] == [back]


def test_lists_are_filtered_and_nonsense_is_refused(api):
    channel = make_channel()
    incident = make_incident(channel)
    make_incident(make_channel())

    (found,) = api.get(f"{AT}?channel={channel.code}").json()["results"]
    assert found["reference"] == incident.reference
    assert len(api.get(f"{AT}?state=investigating&severity=major").json()["results"]) == 2
    assert api.get(f"{AT}?state=broken").status_code == 400
    assert api.get(f"{AT}?colour=red").status_code == 400


@pytest.mark.parametrize(
    "wrong",
    [
        {"channels": []}, {"channels": ["none"]}, {"began_at": "soon"}, {"severity": "huge"},
        {"conditions": [{"fact": "secret", "op": "is", "value": "1"}]}, {"title_zh": ""},
    ],
    ids=["everything", "channel", "time", "severity", "condition", "one-language"],
)  # fmt: skip
def test_what_cannot_be_is_refused(api, wrong):
    refused = api.post(AT, new(make_channel()) | wrong, format="json")

    assert refused.status_code == 400
    assert not Incident.objects.exists()


@pytest.mark.usefixtures("tree")
def test_agents_read_and_link_and_write_nothing_else(agents_api):
    channel = make_channel()
    incident = make_incident(channel)
    case = arrive(make_channel())
    at = f"{AT}{incident.reference}/"

    assert agents_api.get(at).status_code == 200
    assert agents_api.post(f"{at}links/", {"case": case.reference}).status_code == 201
    assert agents_api.post(f"{at}links/", {"case": "none"}).status_code == 400
    for name in ("updates", "resolution", "recovery", "opening", "dismissal"):
        assert agents_api.post(f"{at}{name}/", {}).status_code == 403
    assert agents_api.post(AT, new(channel), format="json").status_code == 403
    listed = agents_api.get(f"/api/v1/cases/?incident={incident.reference}").json()["results"]
    assert [one["reference"] for one in listed] == [case.reference]


def test_a_list_and_one_incident_ask_little(api, django_assert_num_queries):
    for _number in range(3):
        incident = make_incident(make_channel())

    with django_assert_num_queries(2):
        api.get(AT)
    with django_assert_num_queries(4):
        api.get(f"{AT}{incident.reference}/")
