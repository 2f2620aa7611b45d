"""What was refused, on the page of its source, and how it is let in."""

import json
import re
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from support.cases.models import Case
from support.intake.models import OWN
from support.intake.refusals.refused import RefusedEvent, keep_refused
from support.lead.sources.refused import count_refused
from support.sources.models import Source
from tests.factories import make_agent, make_channel, sign_in
from tests.intake.signing import send

pytestmark = pytest.mark.django_db
PAGE = f"/sources/{OWN}/"
READABLE = {
    "type": "payment.failed",
    "payment": {"reference": "P-7", "direction": "payout", "channel": "out", "status": "failed"},
}


def refuse(source=OWN, body=b"{", *, is_known=True, **overrides):
    values = {"status": 400, "code": "parse_error", "sentence": "The event is not valid JSON."}
    event = RefusedEvent(source=source, size=len(body), **values | overrides)
    keep_refused(event, body, is_known=is_known, now=timezone.now())
    return RefusedEvent.objects.latest("pk")


def words(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def test_what_the_door_refused_stands_on_the_page_with_its_reason_and_words(desk):
    send(b'{"half": ', client=Client())

    page = desk.get(PAGE)

    assert "not valid JSON" in words(page)
    assert '{"half":' in words(page)
    assert "Refused, 24 h 1" in words(page)
    assert "Refused, 24 h 1" in words(desk.get("/sources/"))


def test_of_a_stranger_only_the_size_is_shown(desk):
    refuse(body=b"secret words", is_known=False, status=401)

    page = words(desk.get(PAGE))

    assert "only its size was kept" in page
    assert "secret words" not in page
    assert "Let it in" not in page


def test_a_press_lets_in_what_can_be_read_by_now(desk, tree):
    make_channel(code="out")
    event = refuse(body=json.dumps(READABLE).encode(), code="no_reference", event_id="e1")

    answer = desk.post(f"{PAGE}refused/{event.pk}/", follow=True)

    assert "The event was let in: case CW-" in words(answer)
    assert Case.objects.get().payment.reference == "P-7"
    assert "Let it in" not in words(answer)


def test_what_still_cannot_be_read_says_so_and_stays(desk):
    event = refuse()

    answer = desk.post(f"{PAGE}refused/{event.pk}/", follow=True)

    assert "The body cannot be read." in words(answer)
    assert RefusedEvent.objects.waiting().count() == 1


def test_a_refused_event_belongs_to_its_source_and_to_leads(desk, client):
    Source.objects.create(slug="nova", kind="mapped", name="NovaPay")
    event = refuse()

    assert desk.post(f"/sources/nova/refused/{event.pk}/").status_code == 404
    assert desk.post(f"{PAGE}refused/0/").status_code == 404
    sign_in(client, make_agent())
    assert client.post(f"{PAGE}refused/{event.pk}/").status_code == 403


def test_a_jump_of_refusals_is_an_alarm(desk):
    for number in range(6):
        refuse("nova", body=b"%d" % number)

    assert count_refused(timezone.now()) == {"nova": (6, 6)}
    assert "nova. 6 refused in a day" in words(desk.get("/sources/"))


def test_the_page_of_nobody_is_not_there(desk):
    assert desk.get("/sources/nobody/").status_code == 404
    assert desk.get(PAGE).status_code == 200


@pytest.mark.parametrize("number", [1, 15])
def test_the_page_costs_the_same_however_much_was_refused(
    desk, number, django_assert_max_num_queries
):
    for one in range(number):
        refuse(body=b"%d" % one)

    with django_assert_max_num_queries(12):
        desk.get(PAGE)


def test_a_flood_of_strangers_hides_nothing_that_can_be_let_in(desk):
    refuse(body=b"{mine")
    for number in range(30):
        refuse(body=b"%d" % number, is_known=False, status=401, sentence="Not signed.")

    page = words(desk.get(PAGE))

    assert "30 times" in page
    assert page.count("Not signed.") == 1
    assert "Let it in" in page
