"""What nobody may keep: every answer with people in it, by every address there is."""

from typing import Any

import pytest
from django.test import Client

from tests.api.asking import client_for
from tests.strangers.house import build_house, patterns

pytestmark = pytest.mark.django_db

# What holds nobody's data; everything else is kept by no browser and no proxy.
MAY_BE_KEPT = {"/api/schema/", "/guides/", "/guides/limits/", "/status/", "/status/feed/"}


def test_no_answer_of_any_address_is_kept():
    house = build_house()
    browser = Client(raise_request_exception=False)
    browser.force_login(house.chief, backend="support.desk.session.backends.AgentBackend")
    api = client_for(house.chief)
    kept, shown = [], 0

    for pattern in patterns():
        address = house.address(pattern)
        answer = (api if address.startswith("/api/") else browser).get(address)
        shown += answer.status_code == 200
        if "no-store" not in answer.get("Cache-Control", ""):
            kept.append(address)

    assert set(kept) == MAY_BE_KEPT
    assert shown > 90  # and not only refusals


def test_the_description_is_made_once_and_sent_once(client: Client, monkeypatch: Any):
    first = client.get("/api/schema/", {"format": "json"})
    monkeypatch.setattr("config.description.SchemaGenerator", None)  # or it would be made anew

    again = client.get("/api/schema/", {"format": "json"}, headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert "max-age" in first["Cache-Control"]
    assert first["Content-Type"] == "application/vnd.oai.openapi+json"


def test_the_description_speaks_both_languages_and_both_formats(client: Client):
    tags = {
        (form, lang): client.get("/api/schema/", {"format": form, "lang": lang})["ETag"]
        for form in ("json", "yaml")
        for lang in ("en", "zh-hans", "tlh")
    }

    assert tags["json", "tlh"] == tags["json", "en"]
    assert len({tags[form, lang] for form in ("json", "yaml") for lang in ("en", "zh-hans")}) >= 2
