"""No typed word is lost where a session ends or a token ages, also without scripts."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from support.cases.models import Message
from tests.factories import make_agent, make_case
from web.carrying import Carried, read, signed

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def amy() -> Any:
    return make_agent("amy", password=PASSWORD)


def note(case: Any, whose: Any, key: str = "") -> dict[str, Any]:
    return {"body": "Called the bank.", "once": key or str(uuid.uuid4()), "whose": whose.pk}


def field(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0]


def sign_in(client: Client, page: str, name: str = "amy") -> Any:
    form = {"username": name, "password": PASSWORD, "carried": field(page, "carried")}
    return client.post(reverse("sign-in"), form)


def test_the_sign_in_page_carries_on_what_was_typed(client, amy):
    case, form = make_case(), note(None, amy)
    url = reverse("case-note", args=[case.reference])

    asked = client.post(url, form)
    assert asked.status_code == 401
    assert "Called the bank." in asked.text
    wrong = client.post(
        reverse("sign-in"),
        {"username": "amy", "password": "no", "carried": field(asked.text, "carried")},
    )
    offered = sign_in(client, wrong.text)

    assert "Called the bank." in offered.text
    assert "Somebody else" not in offered.text
    assert not Message.objects.exists()
    client.post(url, {"body": field(offered.text, "body"), "once": field(offered.text, "once")})
    assert Message.objects.get().body == "Called the bank."
    assert field(offered.text, "once") == form["once"]


def test_another_person_is_warned_that_it_goes_in_their_name(client, amy):
    make_agent("bo", password=PASSWORD)
    asked = client.post(reverse("case-note", args=[make_case().reference]), note(None, amy))

    assert "it is sent in your name" in sign_in(client, asked.text, "bo").text


def test_signed_in_in_another_window_meanwhile(client, amy):
    asked = client.post(reverse("case-note", args=[make_case().reference]), note(None, amy))
    client.force_login(amy)

    assert "Called the bank." in sign_in(client, asked.text).text


def test_a_script_is_told_and_signs_in_in_place(client, amy):
    case = make_case()
    url = reverse("case-note", args=[case.reference])

    asked = client.post(url, note(None, amy), headers=HTMX)
    assert (asked.status_code, asked["HX-Trigger"]) == (401, "signed-out")
    wrong = client.post(reverse("sign-in-again"), {"username": "amy", "password": "no"})
    assert wrong.status_code == 422
    signed_in = client.post(reverse("sign-in-again"), {"username": "amy", "password": PASSWORD})

    assert signed_in.status_code == 204
    assert signed_in["X-CSRFToken"]
    assert client.post(url, note(None, amy), headers=HTMX).status_code == 200


def test_an_aged_token_is_renewed_for_our_own_pages_alone(amy):
    client = Client(enforce_csrf_checks=True)
    client.force_login(amy)
    url = reverse("case-note", args=[make_case().reference])

    part = client.post(url, note(None, amy), headers=HTMX)
    page = client.post(url, note(None, amy), headers={"Origin": "http://testserver"})
    stranger = client.post(url, note(None, amy), headers={"Origin": "http://evil.example"})

    assert (part.status_code, page.status_code, stranger.status_code) == (403, 403, 403)
    assert part["X-CSRFToken"]
    assert 'name="body" value="Called the bank."' in page.text
    assert "Called the bank." not in stranger.text
    assert not Message.objects.exists()


def test_what_is_carried_is_ours_alone():
    carried = Carried("/cases/x/note/", [("body", "Words"), ("deed", "sms")], "key", "1")

    assert read(signed(carried)) == carried
    assert carried.words == ["Words"]
    assert read(signed(carried)[:-1]) is None
    assert read("") is None
