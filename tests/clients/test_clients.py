"""Admins say which programs there are, and from which version on they can pay."""

import pytest

from support.guidance.facts import build_facts
from tests.factories import NOW, make_payment
from troubleshooting.checks.reading.clients import known_clients
from troubleshooting.checks.registry import run
from troubleshooting.clients.loading import load_clients
from troubleshooting.clients.lookup import client_fact
from troubleshooting.clients.models import ClientProgram

pytestmark = pytest.mark.django_db


def found(check: str, client: str) -> str | None:
    return run(check, build_facts(make_payment(client=client), now=NOW)).option


def test_an_installation_that_entered_none_goes_by_our_list():
    assert client_fact("Chrome 142.0") == {
        "name": "Chrome",
        "kind": "browser",
        "words": ["chrome", "google chrome", "chrome mobile", "crios"],
        "oldest": 70,
    }
    assert [client_fact(text) for text in ("", "Lynx 2.9", "Chrome", "x" * 5000)] == [None] * 4


def test_an_admin_raises_the_oldest_version_and_the_next_payment_is_judged_by_it():
    load_clients()
    assert found("browser_version", "Chrome 100.0") == "supported"

    ClientProgram.objects.filter(name="Chrome").update(oldest=120)

    assert found("browser_version", "Chrome 100.0") == "outdated"


def test_an_admin_adds_an_app_of_the_house():
    load_clients()
    assert found("app_version", "HouseApp Android 2.0") is None

    ClientProgram.objects.create(name="HouseApp", kind="app", words=["houseapp"], oldest=3)

    assert found("app_version", "HouseApp Android 2.0") == "outdated"
    assert found("app_version", "HouseApp Android 3.1") == "current"
    assert found("browser_version", "HouseApp Android 3.1") == "not_browser"


def test_loading_again_leaves_what_an_admin_made():
    assert load_clients() == len(known_clients())
    ClientProgram.objects.filter(name="PayApp").update(oldest=6)

    assert load_clients() == 0
    assert ClientProgram.objects.get(name="PayApp").oldest == 6


def test_what_is_known_costs_no_statement_once_it_was_read(django_assert_num_queries):
    from troubleshooting.marks.reading import seen

    with seen("the same mark"):
        client_fact("Chrome 142.0")
        with django_assert_num_queries(0):
            client_fact("Firefox 144.0")
            client_fact("")
