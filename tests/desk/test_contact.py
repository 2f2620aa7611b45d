"""The customer's contact, corrected on the page of a case and over the API."""

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from tests.desk.walking import HTMX
from tests.factories import make_agent, make_case

pytestmark = pytest.mark.django_db


def correct(desk, case, **typed):
    address = reverse("case-contact", args=[case.reference])
    sent = {"name": "Mock Alder", "email": "", "phone": ""} | typed
    return desk.post(address, sent, headers=HTMX)


def test_a_press_corrects_it_and_everything_that_shows_it_is_fetched_anew(desk, agent):
    case = make_case()

    answer = correct(desk, case, email="new@example.net", phone="+447700900123")

    assert answer.status_code == 200
    assert "new@example.net" in answer.text
    for part in ("strip", "composer", "stream"):
        assert f'"{part}-changed"' in answer["HX-Trigger"]
    assert case.events.get(kind="contact").actor == agent


def test_what_is_no_address_comes_back_with_what_was_typed(desk):
    case = make_case()

    answer = correct(desk, case, email="nobody at home")

    assert answer.status_code == 422
    assert "This is no e-mail address." in answer.text
    assert 'value="nobody at home"' in answer.text
    assert not case.events.filter(kind="contact").exists()


def test_the_api_corrects_all_three_and_says_what_is_wrong_by_field():
    api, case = APIClient(), make_case()
    api.force_authenticate(make_agent())
    address = f"/api/v1/cases/{case.reference}/contact/"

    done = api.put(address, {"name": "M", "email": "m@example.net", "phone": ""})
    refused = api.put(address, {"name": "M", "email": "m@example.net", "phone": "none"})

    assert done.json()["customer"]["email"] == "m@example.net"
    assert (refused.status_code, refused.json()["errors"][0]["attr"]) == (400, "phone")
