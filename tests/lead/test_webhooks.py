"""The pages of webhooks."""

import pytest
from django.test import Client
from django.utils import timezone

from support.webhooks.models import Attempt, Delivery, Endpoint
from support.webhooks.services import make_endpoint
from support.webhooks.settling import give_up
from tests.factories import NOW, make_agent, make_case, sign_in

ALARM = "A webhook was switched off"
HOOKS = "/settings/webhooks/"
TYPED = {"name": "ERP", "url": "https://hooks.example.com/a", "topics": ["case.opened"]}


@pytest.fixture
def endpoint(lead) -> Endpoint:
    return make_endpoint(**TYPED, actor=lead, now=NOW)


def test_a_look_that_shows_nothing_spends_no_secret(desk):
    desk.post(HOOKS, TYPED)
    made = Endpoint.objects.get()

    desk.head(f"{HOOKS}{made.pk}/")

    assert made.secrets[0] in desk.get(f"{HOOKS}{made.pk}/").text


def test_a_lead_adds_one_and_sees_its_secret_once(desk):
    answer = desk.post(HOOKS, TYPED, follow=True)
    (secret,) = Endpoint.objects.get().secrets

    assert answer.redirect_chain == [(f"{HOOKS}{Endpoint.objects.get().pk}/", 302)]
    assert secret in answer.text
    again = desk.get(answer.redirect_chain[0][0]).text
    assert secret not in again
    assert 'value="https://hooks.example.com/a"' in again
    assert "ERP" in desk.get(HOOKS).text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"url": "https://192.168.0.1/"}, "inside our own network"),
        ({"url": "http://hooks.example.com/"}, "begins with https://"),
        ({"topics": []}, "This field is required"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_stays_typed(desk, endpoint, change, sentence):
    added = desk.post(HOOKS, TYPED | {"name": "CRM"} | change)
    changed = desk.post(f"{HOOKS}{endpoint.pk}/", TYPED | change)

    for answer in (added, changed):
        assert answer.status_code == 422
        assert sentence in answer.text
    assert 'value="CRM"' in added.text
    assert Endpoint.objects.get().url == TYPED["url"]


def test_it_is_changed_switched_and_tried(desk, endpoint):
    address = f"{HOOKS}{endpoint.pk}/"

    desk.post(address, TYPED | {"topics": ["message.failed", "case.tags"]})
    desk.post(f"{address}switch/", {"is_on": "0"})
    desk.post(f"{address}secrets/", {"deed": "add"})
    desk.post(f"{address}trial/")

    endpoint.refresh_from_db()
    assert endpoint.topics == ["case.tags", "message.failed"]
    assert (endpoint.is_on, len(endpoint.secrets)) == (False, 2)
    assert Delivery.objects.get().topic == "ping"
    assert "goes out once it is on again" in desk.get(address).text
    desk.post(f"{address}secrets/", {"deed": "drop"})
    desk.post(f"{address}switch/", {"is_on": "1"})
    endpoint.refresh_from_db()
    assert (endpoint.is_on, len(endpoint.secrets)) == (True, 1)


def test_the_log_shows_what_left_and_sends_it_again(desk, endpoint, django_assert_num_queries):
    case = make_case()
    row = Delivery.objects.get()
    Attempt.objects.create(delivery=row, started_at=NOW, took_ms=31, status=502, words="<b>Bad</b>")
    Delivery.objects.update(state="failed", attempts=4, ended_at=NOW)
    address = f"{HOOKS}{endpoint.pk}/"
    few = _queries_of(desk, address)

    page = desk.get(address).text
    desk.post(f"{address}replays/", {"delivery": str(row.pk)})

    assert case.reference in page
    assert "<strong>502</strong>" in page
    assert "&lt;b&gt;Bad" in page
    row.refresh_from_db()
    assert row.state == "queued"
    Delivery.objects.update(state="failed")
    desk.post(f"{address}replays/", {"since": "2026-01-01", "only": "failed"})
    row.refresh_from_db()
    assert row.state == "queued"
    assert "Please choose a day" in desk.post(f"{address}replays/", {}, follow=True).text
    for _ in range(4):
        make_case()
    assert _queries_of(desk, address) == few
    assert case.reference not in desk.get(f"{address}?state=delivered").text


def _queries_of(desk, address) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        desk.get(address)
    return len(queries)


def test_every_lead_reads_on_every_page_that_one_was_given_up(desk, endpoint, lead):
    agent = sign_in(Client(), make_agent())
    assert ALARM not in desk.get("/").text

    give_up(endpoint, Endpoint.Off.FAILED, now=timezone.now())

    assert ALARM in desk.get("/").text
    assert ALARM not in agent.get("/").text
    assert "It failed for days" in desk.get(HOOKS).text
    desk.post(f"{HOOKS}{endpoint.pk}/switch/", {"is_on": "0"})
    assert ALARM not in desk.get("/").text


def test_only_leads_get_in(endpoint):
    agent = sign_in(Client(), make_agent())

    for path in ("", f"{endpoint.pk}/"):
        assert agent.get(f"{HOOKS}{path}").status_code == 403
    for path in ("switch/", "secrets/", "trial/", "replays/"):
        assert agent.post(f"{HOOKS}{endpoint.pk}/{path}").status_code == 403
