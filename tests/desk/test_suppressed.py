"""The suppression list: who gets nothing and why, entering and releasing."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support.notifications.models import Suppression
from tests.factories import make_agent

pytestmark = pytest.mark.django_db
LIST = "/outbox/suppressed/"


def suppress(address="li@example.test", **columns):
    values = {"channel": "email", "why": "bounced", "created_at": timezone.now()}
    return Suppression.objects.create(address=address, **values | columns)


def shown(desk, query=""):
    """The rows of a page by their keys, in their order."""
    page = desk.get(f"{LIST}{query}").text
    return [int(key) for key in re.findall(r'href="/outbox/suppressed/(\d+)/release/"', page)]


def test_the_list_says_why_and_masks_the_address(desk):
    row = suppress(words="550 5.1.1 mailbox unavailable", why="complained")

    page = desk.get(LIST).text

    assert shown(desk) == [row.pk]
    assert "l•••@example.test" in page
    assert "li@example.test" not in page
    assert "Reported as spam" in page
    assert "550 5.1.1 mailbox unavailable" in page


@pytest.mark.parametrize("typed", ["LI@example", "example.test", " li@example.test "])
def test_an_address_is_found_by_any_part_of_it(desk, typed):
    wanted = suppress()
    suppress("other@casewalk.example")

    assert shown(desk, f"?q={typed}") == [wanted.pk]


def test_a_number_is_found_however_it_is_written(desk):
    wanted = suppress("+447700900123", channel="sms", why="stopped")
    suppress()

    assert shown(desk, "?q=%2B44 7700 900-123") == [wanted.pk]
    assert shown(desk, "?why=stopped") == [wanted.pk]


def test_released_ones_are_shown_apart_with_who_released_them(desk, agent):
    in_force = suppress("a@example.test")
    suppress("b@example.test", released_at=timezone.now(), released_by=agent)

    assert shown(desk) == [in_force.pk]
    past = desk.get(f"{LIST}?past=1").text
    assert "b•••@example.test" in past
    assert "Amy Adler" in past
    assert "Release …" not in past


def test_fifty_to_a_page_and_a_way_to_the_older(desk):
    rows = [suppress(f"p{number}@example.test") for number in range(53)]

    first = desk.get(f"{LIST}?q=example.test").text
    address = re.search(r'rel="next" href="/outbox/suppressed/([^"]+)"', first)[1]

    assert shown(desk, address.replace("&amp;", "&")) == [row.pk for row in rows[2::-1]]


def test_the_list_costs_one_query_whatever_its_length(desk):
    for number in range(20):
        suppress(f"p{number}@example.test", released_by=make_agent())

    with CaptureQueriesContext(connection) as captured:
        desk.get(LIST)

    assert sum("notifications_suppression" in query["sql"] for query in captured) == 1


@pytest.mark.parametrize(
    "query", ["?q=%00", "?why=x", "?past=x", "?before=x", f"?before={'9' * 30}"]
)
def test_an_address_that_makes_no_sense_still_shows_the_list(desk, query):
    suppress()

    assert desk.get(f"{LIST}{query}").status_code == 200


def test_an_empty_list_says_so(desk):
    assert "No address is on the list." in desk.get(LIST).text
    assert "No address fits." in desk.get(f"{LIST}?q=zzz").text


@pytest.mark.parametrize(
    ("channel", "typed", "kept"),
    [
        ("email", "Li@Example.test", "li@example.test"),
        ("email", "李@例子.测试", "李@例子.测试"),
        ("sms", "+44 7700 900123", "+447700900123"),
    ],
)
def test_an_address_is_entered_by_hand(desk, channel, typed, kept):
    answered = desk.post(
        LIST, {"channel": channel, "address": typed, "words": "Asked by phone"}, follow=True
    )

    row = Suppression.objects.get()
    assert "Nothing is sent to this address any more." in answered.text
    assert (row.channel, row.address, row.why) == (channel, kept, "manual")
    assert row.words == "Asked by phone"


@pytest.mark.parametrize(
    ("channel", "typed", "sentence"),
    [
        ("email", "no address", "This is no e-mail address."),
        ("email", "a@b\nBcc: c@example.test", "This is no e-mail address."),
        ("email", "", "Please enter an address or a number."),
        ("sms", "12", "This is no number."),
        ("sms", "li@example.test", "This is no number."),
    ],
)
def test_what_is_no_address_is_refused_with_a_sentence(desk, channel, typed, sentence):
    answered = desk.post(LIST, {"channel": channel, "address": typed})

    assert answered.status_code == 422
    assert sentence in answered.text
    assert not Suppression.objects.exists()


def test_an_address_is_released_after_a_question(desk, agent):
    row = suppress()
    release = f"{LIST}{row.pk}/release/"

    asked = desk.get(release).text
    assert "Send to li@example.test again?" in asked
    row.refresh_from_db()
    assert row.released_at is None

    answered = desk.post(release, follow=True)
    row.refresh_from_db()
    assert "Messages to this address may go out again." in answered.text
    assert row.released_by == agent
    assert "This address is released already" in desk.get(release).text


def test_a_second_release_changes_nothing(desk):
    then = timezone.now() - timedelta(days=1)
    row = suppress(released_at=then)

    desk.post(f"{LIST}{row.pk}/release/")

    row.refresh_from_db()
    assert row.released_at == then


@pytest.mark.parametrize(
    ("why", "sentence"),
    [("stopped", "The owner asked us to stop."), ("bounced", "Should it bounce again")],
)
def test_the_question_says_what_a_release_means(desk, why, sentence):
    assert sentence in desk.get(f"{LIST}{suppress(why=why).pk}/release/").text


def test_nobody_but_an_agent_reads_or_changes_the_list(client, db):
    row = suppress()
    client.force_login(
        make_agent("eve", is_staff=False), backend=settings.AUTHENTICATION_BACKENDS[-1]
    )

    for path in (LIST, f"{LIST}{row.pk}/release/"):
        assert client.get(path).status_code == 403
        assert client.post(path).status_code == 403
    row.refresh_from_db()
    assert row.released_at is None
