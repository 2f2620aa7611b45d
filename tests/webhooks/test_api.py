"""Webhooks over the API, for leads."""

import pytest
from django.contrib.auth.models import Permission
from rest_framework.test import APIClient

from support.audit.models import Entry
from support.webhooks.models import Attempt, Delivery, Endpoint
from tests.api.asking import V1, client_for, errors
from tests.factories import NOW, make_agent, make_case
from tests.webhooks.receiving import make_receiver

pytestmark = pytest.mark.django_db
HOOKS = f"{V1}webhooks/"
NEW = {"name": "erp", "url": "https://hooks.example.com/a", "topics": ["case.opened"]}


@pytest.fixture
def api() -> APIClient:
    person = make_agent("lena")
    person.user_permissions.add(Permission.objects.get(codename="change_source"))
    return client_for(person)


def test_a_secret_is_told_once_and_two_sign_while_it_changes(api):
    made = api.post(HOOKS, NEW)
    address = f"{HOOKS}{made.json()['id']}/"
    first = made.json()["secret"]

    second = api.post(f"{address}secrets/").json()["secret"]
    third = api.post(f"{address}secrets/").json()["secret"]

    assert made.status_code == 201
    assert len({first, second, third}) == 3
    assert all(secret.startswith("whsec_") for secret in (first, second, third))
    assert Endpoint.objects.get().secrets == [third, second]
    assert api.delete(f"{address}secrets/").status_code == 204
    assert api.delete(f"{address}secrets/").status_code == 204
    assert Endpoint.objects.get().secrets == [third]
    assert "whsec" not in api.get(HOOKS).content.decode() + api.get(address).content.decode()
    kinds = [entry.kind for entry in Entry.objects.order_by("pk")]
    assert kinds == ["webhook_made", *["webhook_secret"] * 3]
    assert "whsec" not in str(list(Entry.objects.values_list("values", flat=True)))


def test_it_is_changed_and_switched_off_and_on(api):
    address = f"{HOOKS}{api.post(HOOKS, NEW).json()['id']}/"

    off = api.patch(address, {"is_on": False}).json()
    on = api.patch(address, {"is_on": True, "topics": ["message.failed"]}).json()

    assert (off["is_on"], off["off_reason"]) == (False, "lead")
    assert (on["is_on"], on["off_at"], on["topics"]) == (True, None, ["message.failed"])
    assert on["url"] == NEW["url"]


@pytest.mark.parametrize(
    ("change", "attr"),
    [
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "hooks"}, "url"),
        ({"topics": []}, "topics"),
        ({"topics": ["case.eaten"]}, "topics.0"),
        ({"name": ""}, "name"),
        ({"name": "taken"}, "name"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(api, change, attr):
    make_receiver(1, "taken")

    answer = api.post(HOOKS, NEW | change)

    assert answer.status_code == 400
    assert attr in {name for _code, name in errors(answer)}


def test_what_was_sent_is_listed_filtered_and_sent_again(api, django_assert_num_queries):
    endpoint = make_receiver(1)
    for _ in range(3):
        make_case()
    first = Delivery.objects.earliest("pk")
    Attempt.objects.create(delivery=first, started_at=NOW, took_ms=12, status=500, words="oops")
    Delivery.objects.filter(pk=first.pk).update(state="failed", attempts=1, ended_at=NOW)
    address = f"{HOOKS}{endpoint.pk}/"

    api.get(f"{address}deliveries/")
    with django_assert_num_queries(5):
        rows = api.get(f"{address}deliveries/").json()["results"]
    failed = api.get(f"{address}deliveries/?state=failed").json()["results"]
    again = api.post(f"{address}replays/", {"since": "2026-01-01T00:00:00Z", "only_failed": True})

    assert len(rows) == 3
    assert [(row["last_status"], row["last_words"]) for row in failed] == [(500, "oops")]
    assert failed[0]["webhook_id"] == first.webhook_id
    assert (again.status_code, again.json()) == (201, {"number": 1})
    first.refresh_from_db()
    assert first.state == "queued"
    assert api.post(f"{address}replays/", {}).status_code == 400
    assert api.post(f"{address}pings/").json()["topic"] == "ping"


def test_others_than_leads_are_refused(api):
    endpoint = make_receiver(1)
    agent = client_for(make_agent())

    for path in ("", f"{endpoint.pk}/", f"{endpoint.pk}/deliveries/"):
        assert agent.get(f"{HOOKS}{path}").status_code == 403
        assert client_for().get(f"{HOOKS}{path}").status_code == 401
    assert agent.post(HOOKS, NEW).status_code == 403
    assert api.get(f"{HOOKS}999/deliveries/").status_code == 404
