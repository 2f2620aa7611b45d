"""Macros over the API."""

import pytest
from django.contrib.auth.models import Permission

from support.answering.models import AppliedMacro, Macro
from tests.answering.making import make_macro
from tests.api.asking import V1, client_for, errors
from tests.factories import make_agent, make_case

pytestmark = pytest.mark.django_db
MACROS = f"{V1}macros/"


@pytest.fixture
def api():
    return client_for(make_agent("amy"))


def test_a_macro_is_looked_at_applied_and_taken_back(api):
    case, macro = make_case(), make_macro(texts={"en": "About {payment}."}, priority="high")
    address = f"{V1}cases/{case.reference}/macros/{macro.slug}/"

    would = api.get(address).json()
    done = api.post(address)

    assert would == {
        "deeds": [{"name": "priority", "words": "Priority: High"}],
        "body": f"About {case.payment.reference}.",
        "version": 1,
    }
    assert done.status_code == 201
    assert done.json()["macro"] == macro.slug
    case.refresh_from_db()
    assert case.priority == "high"
    assert case.messages.get().body == would["body"]

    assert api.delete(address).status_code == 204
    case.refresh_from_db()
    assert case.priority == "normal"
    assert errors(api.delete(address)) == [("undone", None)]


def test_words_and_deeds_can_be_chosen(api):
    case, macro = make_case(), make_macro(priority="high", tags=["a"])
    address = f"{V1}cases/{case.reference}/macros/{macro.slug}/"

    api.post(address, {"deeds": ["tags"], "body": "Mine.", "seen": 1}, format="json")

    case.refresh_from_db()
    assert (case.priority, case.tags, case.messages.get().body) == ("normal", ["a"], "Mine.")


def test_a_refusal_says_why(api):
    case, macro = make_case(status="open"), make_macro(status="open")
    address = f"{V1}cases/{case.reference}/macros/{macro.slug}/"

    refused = api.post(address)

    assert refused.status_code == 400
    assert errors(refused) == [("no_deed", None)]
    assert errors(api.post(f"{V1}cases/{case.reference}/macros/none/")) == [("not_found", None)]
    assert not AppliedMacro.objects.exists()


def test_leads_write_macros_and_agents_read_them(api):
    body = {"names": {"en": "Ask"}, "texts": {"en": "Hello"}, "priority": "low"}
    assert api.post(MACROS, body, format="json").status_code == 403
    lead = make_agent("lena")
    lead.user_permissions.add(Permission.objects.get(codename="change_source"))
    leads = client_for(lead)

    made = leads.post(MACROS, body, format="json")
    again = leads.put(f"{MACROS}ask/", body | {"priority": "high", "seen": 1}, format="json")
    stale = leads.put(f"{MACROS}ask/", body | {"seen": 1}, format="json")

    assert (made.status_code, made.json()["slug"]) == (201, "ask")
    assert again.json()["version"] == 2
    assert stale.status_code == 409
    assert [row["slug"] for row in api.get(MACROS).json()["results"]] == ["ask"]
    assert Macro.objects.get().priority == "high"
    wrong = leads.post(MACROS, {"names": {"en": "B"}}, format="json")
    assert errors(wrong) == [("texts", "texts")]
