"""Mass messages on their way: watched, stopped, listed."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from support.notifications.models import Broadcast, Notification
from tests.desk.telling import NEW, TYPED, make_broadcast, sent
from tests.factories import make_agent, make_case, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def settled_settings(settings):
    settings.ONLY_REACH = []
    settings.SMS_SEGMENT_PRICE = Decimal("0.05")


@pytest.fixture
def lead(agent):
    agent.user_permissions.add(Permission.objects.get(codename="add_broadcast"))
    return agent


@pytest.fixture
def desk(lead, client):
    return sign_in(client, lead)


@pytest.mark.parametrize("name", ["pause", "resumption", "cancellation"])
def test_steps_are_taken_by_post_and_lead_back(desk, name):
    make_case()
    broadcast = Broadcast.objects.get(pk=sent(desk).url.split("/")[-2])
    if name == "resumption":
        desk.post(f"/outbox/broadcasts/{broadcast.pk}/pause/")

    response = desk.post(f"/outbox/broadcasts/{broadcast.pk}/{name}/")

    broadcast.refresh_from_db()
    assert response.url == f"/outbox/broadcasts/{broadcast.pk}/"
    assert broadcast.state == {"pause": "paused", "resumption": "running"}.get(name, "cancelled")
    assert desk.get(f"/outbox/broadcasts/{broadcast.pk}/{name}/").status_code == 405


def test_a_step_that_makes_no_sense_is_refused_with_a_sentence(desk):
    broadcast = make_broadcast()

    response = desk.post(f"/outbox/broadcasts/{broadcast.pk}/resumption/", follow=True)

    assert "Only a paused one can go on." in response.text


def test_unknown_steps_and_unknown_messages_are_not_found(desk):
    broadcast = make_broadcast()

    assert desk.post(f"/outbox/broadcasts/{broadcast.pk}/burn/").status_code == 404
    assert desk.post(f"/outbox/broadcasts/{uuid.uuid4()}/pause/").status_code == 404
    assert desk.get(f"/outbox/broadcasts/{uuid.uuid4()}/").status_code == 404


def test_the_progress_asks_again_only_while_something_moves(desk):
    make_case()
    address = sent(desk).url

    assert "every 2s" in desk.get(address).text
    desk.post(f"{address}pause/")
    assert "every 2s" not in desk.get(address).text
    desk.post(f"{address}resumption/")
    Notification.objects.update(state="sent", sent_at=timezone.now())
    done = desk.get(address).text

    assert "every 2s" not in done
    assert "2 of 2 messages (100%)" in done
    assert "Done" in done
    assert "Pause" not in done


def test_the_progress_leads_to_the_messages_of_each_state(desk):
    make_case()
    address = sent(desk).url
    pk = address.split("/")[-2]

    page = desk.get(address).text

    assert f'href="/outbox/?mass={pk}&amp;state=queued"' in page
    assert "Demo Bank takes longer than usual" in page


def test_htmx_gets_the_part_alone(desk):
    broadcast = make_broadcast()

    part = desk.get(f"/outbox/broadcasts/{broadcast.pk}/", headers={"hx-request": "true"}).text

    assert part.lstrip().startswith("<section")
    assert "<html" not in part


def test_the_list_shows_the_newest_first_with_progress(desk):
    old = make_broadcast(title="Old one", created_at=timezone.now() - timedelta(days=1))
    make_case()
    sent(desk)

    page = desk.get("/outbox/broadcasts/").text

    assert page.index("Demo Bank is slow") < page.index(old.title)
    assert "0 of 2" in page
    assert "Amy Adler" in page


def test_an_empty_list_says_how_one_begins(desk):
    page = desk.get("/outbox/broadcasts/").text

    assert "No mass message was sent yet." in page
    assert "Tell all these customers" in page


def test_the_list_needs_the_same_queries_for_one_and_for_many(desk):
    make_broadcast()
    with CaptureQueriesContext(connection) as one:
        desk.get("/outbox/broadcasts/")
    for _broadcast in range(12):
        make_broadcast()
    with CaptureQueriesContext(connection) as many:
        desk.get("/outbox/broadcasts/")

    assert len(many) == len(one)


def test_an_agent_without_the_permission_watches_and_does_not_tell(client):
    sign_in(client, make_agent("bo"))
    make_case()
    broadcast = make_broadcast()
    address = f"/outbox/broadcasts/{broadcast.pk}/"

    assert client.get("/outbox/broadcasts/").status_code == 200
    assert "Pause" not in client.get(address).text
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, TYPED).status_code == 403
    assert client.post(f"{address}pause/").status_code == 403


def test_strangers_are_sent_to_the_sign_in_page(client):
    for address in ("/outbox/broadcasts/", NEW):
        assert client.get(address).url.startswith("/sign-in/")


def test_everything_is_there_in_chinese(desk):
    make_case()
    with translation.override("zh-hans"):
        response = desk.get(NEW, headers={"accept-language": "zh-hans"})

    assert '<html lang="zh-hans"' in response.text
