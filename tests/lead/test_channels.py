"""The board of channels: read by all who work cases, written by leads."""

import re
from collections.abc import Callable
from datetime import UTC, time, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from support.incidents.models import Incident
from support.lead.channels.course import Course, Slot
from support.lead.channels.words import hours_of
from support.payments.channels.states import set_channel_state
from support.payments.channels.tallying import tally_channels
from support.payments.models import Channel, ChannelTally, TestPayment
from support.sources.models import Access, Source
from tests.factories import (
    channel_values,
    make_agent,
    make_case,
    make_channel,
    make_payment,
    sign_in,
)
from tests.links import dead_links, forms_without_address
from tests.payments.stopping import make_stop

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def agent(client: Client) -> Client:
    return sign_in(client, make_agent("amy"))


def say(channel: Channel, state: str, why: str = "Core system") -> None:
    values: dict[str, Any] = {"actor": None, "source": "person", "now": timezone.now() - HOUR}
    set_channel_state(channel, state, why=why, **values)


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_board_says_state_and_why_how_payments_do_and_what_is_ahead(agent: Client):
    now = timezone.now()
    down, well = make_channel(code="down-bank"), make_channel(code="well-bank")
    say(down, "down")
    make_stop(well)
    for status, latency in [("failed", 2000), ("credited", 1000), ("credited", None)]:
        values = {"initiated_at": now - timedelta(minutes=9), "bank_latency_ms": latency}
        make_payment(channel=well, status=status, **values)
    tally_channels(now, back=HOUR)

    values = {"amount": 1, "currency": "GBP", "reference": "CWT-1", "edge": "least"}
    values |= {"state": "accepted", "ended_at": now, "answer_ms": 700, "asked_at": now}
    TestPayment.objects.create(channel=well, **values)

    page = text_of(agent, "/channels/")

    assert "Test payment: accepted · 0.70 s · " in page
    assert page.index("down-bank") < page.index("well-bank")
    assert "Core system" in page
    assert "Takes no payments" in page
    assert "1 of 3 failed" in page
    assert "1.50 s" in page
    assert "Planned stop: Yearly maintenance" in page
    assert "1 in trouble" in page
    assert dead_links(agent, agent.get("/channels/")) == []


def test_hours_are_told_by_the_clock_of_a_place_as_each_language_writes_it():
    channel = Channel(time_zone="Europe/Paris", opens_at=time(7), closes_at=time(22))
    channel.is_confirmed = channel.works_weekends = True

    assert hours_of(channel) == "07:00–22:00 (Paris)"
    with translation.override("zh-hans"):
        assert hours_of(channel) == "07:00–22:00（巴黎时间）"


def test_whether_a_bank_is_open_is_found_by_any_of_its_names(agent: Client):
    make_channel(code="icbc", name_zh="工商银行", public_name_en="ICBC", currency="CNY")
    make_channel(code="other")

    for typed in ["工商", "icbc", "cny bank_transfer"]:
        page = text_of(agent, f"/channels/?q={typed}")
        assert "/channels/icbc/" in page
        assert "/channels/other/" not in page
        assert "<strong>Open</strong>" in page
    assert "No channel has this name." in text_of(agent, "/channels/?q=nobody%00")


def test_a_channel_in_a_planned_stop_is_closed_as_planned_until_it_ends(agent: Client):
    channel = make_channel(code="stopped")
    make_stop(channel, timezone.now() - HOUR)

    page = text_of(agent, "/channels/stopped/")

    assert "Closed as planned" in page
    assert "Planned stop, under way:" in page


def test_an_open_incident_stands_beside_its_channel_until_it_is_over(agent: Client):
    channel, now = make_channel(code="hit"), timezone.now()
    values = {"title_en": "Bank A is down", "title_zh": "银行甲中断", "began_at": now}
    incident = Incident.objects.create(state="identified", opened_at=now, **values)
    incident.channels.add(channel)

    set_channel_state(channel, "normal", why="", actor=None, source="person", now=now)

    for address in ("/channels/", "/channels/hit/"):
        assert "Bank A is down" in text_of(agent, address)
        assert "Set to normal, incident open" in text_of(agent, address)
    case = make_case(payment=make_payment(channel=channel))
    assert "Channel set to normal, incident open" in text_of(agent, f"/cases/{case.reference}/")
    Incident.objects.update(state="resolved", ended_at=now)
    assert "Bank A is down" not in text_of(agent, "/channels/")
    assert "incident open" not in text_of(agent, "/channels/")
    assert "Channel normal" in text_of(agent, f"/cases/{case.reference}/")


def test_agents_read_and_leads_write(agent: Client, lead: User):
    channel = make_channel(code="bank")
    page = text_of(agent, "/channels/bank/")
    assert "State of the channel" not in page
    assert "Plan a stop" not in page
    said = {"state": "down", "why": "No answer since noon"}
    assert agent.post("/channels/bank/states/", said).status_code == 403

    desk = sign_in(Client(), lead)
    assert forms_without_address(desk.get("/channels/bank/")) == []
    answer = desk.post("/channels/bank/states/", said, follow=True)

    assert "The board now shows: Down." in answer.content.decode()
    row = channel.states.get()
    assert (row.state, row.note, row.actor, row.source) == ("down", said["why"], lead, "person")


def test_a_state_without_a_reason_is_refused_and_stays_typed(desk: Client):
    channel = make_channel(code="bank")

    answer = desk.post("/channels/bank/states/", {"state": "down", "why": " "})

    assert answer.status_code == 422
    assert '<option value="down" selected>' in answer.content.decode()
    assert channel.states.count() == 0


def planned(days: int) -> dict[str, str]:
    begins = timezone.localtime() + timedelta(days=days)
    times = {"begins_at": begins, "ends_at": begins + HOUR}
    typed = {name: f"{moment:%Y-%m-%dT%H:%M}" for name, moment in times.items()}
    return typed | {"why_en": "Upgrade", "why_zh": "升级", "is_public": "on"}


def test_a_stop_is_planned_and_cancelled_and_short_notice_is_said(desk: Client):
    channel = make_channel(code="cn-bank", holidays="CN", time_zone="Asia/Shanghai")

    late = desk.post("/channels/cn-bank/stops/", planned(1), follow=True).content.decode()
    early = desk.post("/channels/cn-bank/stops/", planned(30), follow=True).content.decode()

    assert "announced 5 working days ahead" in late
    assert "announced 5 working days ahead" not in early
    stop = channel.stops.earliest("begins_at")
    assert (stop.why_zh, stop.is_public) == ("升级", True)
    desk.post(f"/channels/cn-bank/stops/{stop.pk}/cancelling/")
    assert channel.stops.holding().count() == 1
    assert desk.post(f"/channels/other/stops/{stop.pk}/cancelling/").status_code == 404


def test_a_stop_that_cannot_be_is_refused_beside_its_field(desk: Client):
    make_channel(code="bank")
    typed = planned(1)

    answer = desk.post("/channels/bank/stops/", typed | {"ends_at": typed["begins_at"]})

    assert answer.status_code == 422
    assert "It must end after it begins." in answer.content.decode()
    assert 'value="Upgrade"' in answer.content.decode()


TEST = {"source": "bank", "every_minutes": "30", "escalates_after": "3", "is_on": "on"}


def test_a_lead_says_how_a_channel_is_tested_and_has_it_tested_at_once(desk: Client, settings: Any):
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    channel = make_channel(code="bank")
    Source.objects.create(slug="bank", name="Bank", kind="simulator")
    address = "http://127.0.0.1:9/tests"

    refused = desk.post("/channels/bank/tests/", TEST | {"address": "nowhere"})
    assert refused.status_code == 422
    assert desk.post("/channels/bank/tests/run/").status_code == 404
    desk.post("/channels/bank/tests/", TEST | {"address": address})
    for _twice in range(2):
        page = desk.post("/channels/bank/tests/run/", follow=True).content.decode()

    assert "A test is under way already." in page
    assert "just above the largest amount" in page
    assert (channel.test.address, channel.test_payments.count()) == (address, 3)


def test_an_agent_sends_the_test_payments_that_a_lead_has_set_up(desk: Client):
    """The guides ask it of agents, on whose case the channel is a link."""
    case = make_case(payment=make_payment(channel=make_channel(code="bank")))
    Source.objects.create(slug="bank", name="Bank", kind="simulator")
    press = "Send test payments now"
    agent = sign_in(Client(), make_agent("amy"))
    assert 'href="/channels/bank/"' in agent.get(f"/cases/{case.reference}/").text
    assert press not in agent.get("/channels/bank/").text

    desk.post("/channels/bank/tests/", TEST | {"address": "https://bank.example/tests"})
    page = agent.get("/channels/bank/").text
    assert press in page
    assert "How it is tested" not in page
    agent.post("/channels/bank/tests/run/")

    asked = TestPayment.objects.values_list("asked_by__username", flat=True)
    assert set(asked) == {"amy"}
    ended = {"state": "accepted", "words": "accepted", "ended_at": timezone.now()}
    TestPayment.objects.update(**ended)
    page = text_of(agent, "/channels/bank/")
    assert "accepted</span></td>" in page
    assert re.findall(r"<th scope=.col.[^>]*>([^<]*)", page)[-4:-1] == ["When", "Amount", "Result"]


def test_a_test_leads_nowhere_but_where_its_source_is_reached(desk: Client):
    """What is sent there holds the source's secret."""
    make_channel(code="bank")
    Source.objects.create(slug="bank", name="Bank", kind="simulator")
    asked = "https://bank.example/payments/{reference}"
    access = Access.objects.create(name="bank", secret="s3cret", look_up_address=asked)
    elsewhere = TEST | {"address": "https://other.example/tests"}

    refused = desk.post("/channels/bank/tests/", elsewhere)

    assert refused.status_code == 422
    assert "on another host" in refused.content.decode()
    theirs = TEST | {"address": "https://bank.example/tests"}
    assert desk.post("/channels/bank/tests/", theirs).status_code == 302
    access.secret = ""
    access.save()
    assert desk.post("/channels/bank/tests/", elsewhere).status_code == 302


def many(count: int, now: Any) -> None:
    made = Channel.objects.bulk_create(Channel(**channel_values()) for _number in range(count))
    for channel in made:
        say(channel, "degraded")
    ChannelTally.objects.bulk_create(
        ChannelTally(
            channel=channel, begins_at=now - number * HOUR, made=9, failed=1, answered=9,
            answer_ms=900,
        )
        for channel in made
        for number in range(5)
    )  # fmt: skip


def asked(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as context:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in context.captured_queries]


def test_the_board_of_two_hundred_channels_asks_no_more_and_looks_at_no_payment(agent: Client):
    now = timezone.now().astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    many(3, now)
    agent.get("/channels/")
    few = asked(agent, "/channels/")
    many(197, now)

    all_of_them = asked(agent, "/channels/")

    assert len(all_of_them) == len(few)
    assert not [sql for sql in all_of_them if "payments_payment" in sql]
    board = [sql for sql in all_of_them if "payments_" in sql or "incidents_" in sql]
    assert len(board) == 7


def test_the_page_of_a_channel_asks_twelve_queries_of_its_own(agent: Client):
    channel = make_channel(code="bank")
    for number in range(60):
        say(channel, "down" if number % 2 else "normal", f"Word {number}")
        make_stop(channel, timezone.now() + timedelta(days=number + 1))

    found = asked(agent, "/channels/bank/")

    assert len([sql for sql in found if "payments_" in sql or "incidents_" in sql]) == 12
    assert "these are the newest 50" in text_of(agent, "/channels/bank/")


@pytest.fixture
def drawn() -> Callable[..., Course]:
    now = timezone.now()
    return lambda *slots: Course([Slot(now, *slot) for slot in slots])


def test_a_course_is_drawn_as_high_as_its_numbers(drawn: Callable[..., Course]):
    course = drawn((10, 5, 1, 400), (0, 0, 0, 0), (2, 0, 1, 800), (20, 0, 2, 400))

    assert course.box == "0 0 20 20"
    assert course.made_bars == "M0 20v-10h4V20zM10 20v-2h4V20zM15 20v-20h4V20z"
    assert course.failed_bars == "M0 20v-5h4V20z"
    assert course.answer_lines == "M1 10h5M11 1h5V15h5"
    assert (course.whole.made, course.whole.failed, course.whole.seconds) == (32, 5, 0.4)
    assert [slot.made for slot in course.told] == [10, 2, 20]
