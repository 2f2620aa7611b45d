"""A new payment system with no code written: from a pasted message to a case with its cause."""

import hashlib
import hmac
import json
from typing import Any

import html5lib
import pytest
from django.test import Client

from support.cases.models import Case
from support.intake.models import PaymentEvent
from support.intake.refusals.refused import RefusedEvent
from support.payments.models import Payment
from support.sources.models import Source
from tests.lead.mapping import PAYLOAD

pytestmark = pytest.mark.django_db
XHTML = "{http://www.w3.org/1999/xhtml}"


def filled(html: str) -> dict[str, Any]:
    """Return what a browser would send of the page's form, as it came from the server."""
    root = html5lib.parse(html)
    (form,) = [one for one in root.iter(f"{XHTML}form") if one.get("id") == "map-form"]
    values: dict[str, list[str]] = {}
    for one in form.iter(f"{XHTML}input"):
        if one.get("type") not in ("radio", "checkbox") or one.get("checked") is not None:
            values.setdefault(one.get("name"), []).append(one.get("value", ""))
    for one in form.iter(f"{XHTML}textarea"):
        values[one.get("name")] = [one.text or ""]
    for one in form.iter(f"{XHTML}select"):
        options = list(one.iter(f"{XHTML}option"))
        chosen = [option for option in options if option.get("selected") is not None]
        values.setdefault(one.get("name"), []).append((chosen or options)[0].get("value", ""))
    return values


def send(client: Client, source: Source, payload: Any, *, secret: str = "") -> Any:
    body = json.dumps(payload).encode()
    key = (secret or source.secrets[0]).encode()
    signature = f"sha256={hmac.new(key, body, hashlib.sha256).hexdigest()}"
    return client.post(
        f"/sources/{source.slug}/events/",
        body,
        content_type="application/json",
        headers={"X-Nova-Signature": signature},
    )


def changed(**data: Any) -> Any:
    return {**PAYLOAD, "id": f"evt-{sorted(data.items())}", "data": {**PAYLOAD["data"], **data}}


@pytest.fixture
def nova(desk: Any, tree: Any) -> Source:
    """A source as somebody makes it in the browser: paste, guess, look it over, save."""
    page = desk.post(
        "/sources/new/",
        {"deed": "guess", "name": "NovaPay", "payload": json.dumps(PAYLOAD)},
    )
    typed = filled(page.text) | {
        "deed": "save",
        "sign-scheme": "hmac-hex",
        "sign-header": "X-Nova-Signature",
        "sign-prefix": "sha256=",
        "field-channel": "'nova-eur'",
        "field-method": "'bank_transfer'",
    }
    assert desk.post("/sources/new/", typed).status_code == 302
    return Source.objects.get(slug="novapay")


def test_a_pasted_message_becomes_a_case_with_the_right_cause(nova, desk, client):
    page = desk.get("/sources/novapay/").text
    assert nova.secrets[0] in page
    assert "http://testserver/sources/novapay/events/" in page

    first = send(Client(), nova, PAYLOAD)
    codes = desk.get("/sources/codes/").text
    typed = {"scheme": "novapay", "code": "ACCT_GONE_77", "cause": "account_closed"}
    learnt = desk.post("/sources/codes/", typed)
    second = send(Client(), nova, changed(payoutId="NP-1002"))

    assert [first.status_code, learnt.status_code, second.status_code] == [200, 302, 200]
    assert "ACCT_GONE_77" in codes
    payment = Payment.objects.get(reference="NP-1002")
    assert (payment.status, payment.amount_label, payment.source) == (
        "returned",
        "1,250.00 EUR",
        "novapay",
    )
    case = Case.objects.get(payment=payment)
    assert case.cause.slug == "account_closed"


def test_the_same_event_twice_is_one_and_a_wrong_signature_is_none(nova):
    for _time in range(2):
        assert send(Client(), nova, PAYLOAD).status_code == 200
    assert send(Client(), nova, PAYLOAD, secret="guessed").status_code == 401

    assert PaymentEvent.objects.filter(source="novapay").count() == 1
    assert Case.objects.count() == 1


def test_what_a_map_does_not_understand_is_counted_on_the_page_of_its_source(nova, desk):
    send(Client(), nova, changed(payoutId="NP-2", state="QUUX", updated_at="soon"))

    page = desk.get("/sources/novapay/").text

    assert "data.state" in page
    assert "QUUX" in page
    assert "data.updated_at" in page
    assert "data.state" in desk.get("/sources/").text


def test_an_event_that_names_no_payment_waits_on_the_page_until_the_map_finds_one(nova, desk):
    answer = send(Client(), nova, changed(payoutId=""))
    page = desk.get("/sources/novapay/").text
    refused = RefusedEvent.objects.get()
    early = desk.post(f"/sources/novapay/refused/{refused.pk}/", follow=True)
    assert "The event names no payment." in early.text
    nova.field_map["fields"]["reference"] = "data.customer.id"
    nova.save()

    desk.post(f"/sources/novapay/refused/{refused.pk}/")

    assert answer.status_code == 422
    assert "names no payment" in page
    assert Payment.objects.get().reference == "c-9"
    assert not RefusedEvent.objects.waiting().exists()


def test_of_a_stranger_at_the_door_of_a_source_nothing_but_the_size_is_kept(nova):
    send(Client(), nova, PAYLOAD, secret="guessed")

    refused = RefusedEvent.objects.get()
    assert (refused.source, refused.status, refused.body) == ("novapay", 401, None)
