"""A script floods the public form while people come in between: bounds hold, nothing is lost.

`make flood` posts 10,000 forms, a run of all tests a few hundred.
"""

import os
from collections import Counter

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from config.settings.api import API_RATES
from support.cases.models import Case
from support.notifications.models import Notification
from support.portal.asking.form import KEYS
from support.portal.asking.models import Ask
from support.portal.asking.proving import MOST_AN_HOUR, send_texts
from tests.asking.world import ask, confirm, link_of, texts
from tests.factories import NOW, make_customer, make_payment

pytestmark = pytest.mark.django_db
POSTS = int(os.environ.get("FLOOD_POSTS", "300"))
PEOPLE = 10
CONNECTIONS = [f"203.0.113.{number}" for number in range(1, 5)]
AN_HOUR = API_RATES["asks"]


@pytest.fixture(autouse=True)
def limited(unhurried, settings, monkeypatch):
    settings.API_RATES = {"asks": AN_HOUR}
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    monkeypatch.setattr("config.strangers.rates.time.time", NOW.timestamp)
    caches["counts"].clear()


def flood(number: int) -> int:
    """Post a form from one of the script's connections; return the status of the answer."""
    typed = {
        "once": KEYS.new(), "reference": f"PO-{number}", "words": "Zwetschge",
        "contact": f"stranger{number % 1000}@example.test",
    }  # fmt: skip
    client = Client(REMOTE_ADDR=CONNECTIONS[number % len(CONNECTIONS)])
    return client.post("/new/details/", typed).status_code


def serve(number: int) -> None:
    """Let somebody ask from their own connection and open the link."""
    email, reference = f"person{number}@example.test", f"PERSON-{number}"
    make_payment(customer=make_customer(email=email), reference=reference)
    client = Client(REMOTE_ADDR=f"198.51.100.{number + 1}")
    assert ask(client, reference, email).status_code == 302
    assert confirm(client, link_of(email)).status_code == 200


def test_bounds_hold_people_in_between_are_served_and_nothing_is_lost():
    answers = Counter[int]()

    for number in range(POSTS):
        answers[flood(number)] += 1
        if number % (POSTS // PEOPLE) == 0:
            serve(number // (POSTS // PEOPLE))
    send_texts(NOW)

    let_in = min(POSTS, AN_HOUR * len(CONNECTIONS))
    assert answers == Counter({302: let_in, 429: POSTS - let_in})
    assert Case.objects.count() == PEOPLE
    assert Ask.objects.waiting().count() == let_in
    assert Ask.objects.count() == let_in + PEOPLE
    addresses = [row.address for row in texts()]
    assert len(addresses) == len(set(addresses)) == let_in + PEOPLE <= MOST_AN_HOUR["email"]
    assert not Notification.objects.filter(text__contains="Zwetschge").exists()
