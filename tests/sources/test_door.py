"""The door of sources: who is let in, what becomes of it, and what each is answered."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.test import Client

from support.cases.models import Case
from support.customers.models import Customer
from support.intake.models import PaymentEvent
from support.payments.models import Payment
from support.sources.models import Source
from tests.factories import make_channel
from tests.sources.door import make_source, post, send
from tests.sources.paypal_server import PayPalServer
from tests.sources.reading import changed, sample
from tests.sources.samples import SAMPLES, STRIPE, WISE
from tests.sources.signing import NOW, OLD, signer_of, tampered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("paypal", "at_that_time")]

ANSWERS = {"adyen": (200, b"[accepted]"), "alipay": (200, b"success"), "wechatpay": (204, b"")}
OTHERS = (200, b'{"received": true}')


@pytest.fixture
def at_that_time() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def nothing_is_kept() -> bool:
    return not any(model.objects.exists() for model in (Case, Payment, Customer, PaymentEvent))


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_message_becomes_a_payment_with_a_case(kind: str, tree: Any):
    make_source(kind)

    answer = send(kind, SAMPLES[kind])

    assert (answer.status_code, answer.content) == ANSWERS.get(kind, OTHERS)
    payment = Payment.objects.get()
    assert (payment.reference, payment.source) == ("REF-1", kind)
    assert payment.status in ("failed", "returned")
    assert payment.failure_code
    assert Case.objects.get().payment == payment


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_message_sent_again_is_answered_the_same_and_done_once(kind: str, tree: Any):
    make_source(kind)

    answers = [send(kind, SAMPLES[kind]) for _time in range(2)]

    assert len({(answer.status_code, answer.content) for answer in answers}) == 1
    assert PaymentEvent.objects.count() == Case.objects.count() == 1


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_changed_message_is_refused(kind: str):
    make_source(kind)

    answer = post(tampered(signer_of(kind).post(SAMPLES[kind])), kind)

    assert answer.status_code == 401
    assert nothing_is_kept()


def test_an_old_message_is_refused():
    make_source("stripe")

    assert post(signer_of("stripe").post(STRIPE, at=NOW - OLD), "stripe").status_code == 401


@pytest.mark.parametrize("change", [{"slug": "other"}, {"is_active": False}, {"kind": "nobodys"}])
def test_there_is_no_door_where_nobody_is_heard(change: dict[str, Any]):
    source = make_source("stripe")
    Source.objects.filter(pk=source.pk).update(**change)

    assert send("stripe", STRIPE).status_code == 404
    assert nothing_is_kept()


def test_one_source_is_not_heard_at_the_door_of_another():
    make_source("stripe")
    make_source("stripe", slug="stripe-2", secrets=["whsec_other"])

    assert post(signer_of("stripe").post(STRIPE), "stripe-2").status_code == 401


def test_the_door_is_for_posting_only():
    make_source("stripe")

    assert Client().get("/sources/stripe/events/").status_code == 405


def test_a_body_is_refused_by_its_length_alone():
    make_source("stripe")
    posted = signer_of("stripe").post(STRIPE)
    large = replace(posted, body=posted.body + b" " * 256 * 1024)

    assert post(large, "stripe").status_code == 413
    assert nothing_is_kept()


@pytest.mark.parametrize("length", ["", "0"])
def test_a_message_without_a_length_has_no_body(length: str):
    make_source("stripe")

    answer = post(signer_of("stripe").post(STRIPE), "stripe", CONTENT_LENGTH=length)

    assert answer.status_code == 401


@pytest.mark.parametrize("accept", ["text/plain", "image/png", "*/*", "", "…", "a" * 5000])
def test_whatever_answer_is_asked_for_the_kinds_own_is_given(accept: str, tree: Any):
    make_source("adyen")
    posted = signer_of("adyen").post(SAMPLES["adyen"])

    answer = post(posted, "adyen", HTTP_ACCEPT=accept)

    assert (answer.status_code, answer.content) == ANSWERS["adyen"]


def test_what_is_signed_and_unreadable_is_a_bad_request():
    make_source("wise")

    assert send("wise", b"{").status_code == 400
    assert nothing_is_kept()


def test_news_without_any_name_of_a_payment_are_refused():
    make_source("wise")

    answer = send("wise", changed(WISE, data__transfer_id=...))

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "no_reference"
    assert nothing_is_kept()


def test_of_a_message_with_one_nameless_item_nothing_is_kept(tree: Any):
    make_source("adyen")
    item = SAMPLES["adyen"]["notificationItems"][0]
    nameless = changed(
        {"item": item},
        item__NotificationRequestItem__merchantReference=...,
        item__NotificationRequestItem__pspReference=...,
        item__NotificationRequestItem__additionalData={},
    )["item"]

    answer = send("adyen", {"notificationItems": [item, nameless]})

    assert answer.status_code == 422
    assert nothing_is_kept()


def test_each_item_of_a_message_is_a_payment(tree: Any):
    make_source("adyen")
    item = SAMPLES["adyen"]["notificationItems"][0]
    other = changed({"item": item}, item__NotificationRequestItem__merchantReference="REF-2")

    for _time in range(2):
        assert send("adyen", {"notificationItems": [item, other["item"]]}).status_code == 200

    assert sorted(Payment.objects.values_list("reference", flat=True)) == ["REF-1", "REF-2"]
    assert PaymentEvent.objects.count() == 2


def test_another_story_under_the_same_id_is_a_conflict(tree: Any):
    make_source("stripe")
    send("stripe", STRIPE)

    answer = send("stripe", sample("stripe", data__object__amount=99))

    assert answer.status_code == 409
    assert str(Payment.objects.get().amount) == "74.0900"


def test_the_same_story_with_another_count_of_deliveries_is_no_conflict(tree: Any):
    """Stripe counts in an event how many have still to hear of it."""
    make_source("stripe")

    answers = [send("stripe", STRIPE | {"pending_webhooks": left}) for left in (2, 1)]

    assert [answer.status_code for answer in answers] == [200, 200]


def test_two_sources_may_use_the_same_event_id(tree: Any):
    make_source("stripe")
    make_source("checkout")

    assert send("stripe", STRIPE).status_code == send("checkout", SAMPLES["checkout"]).status_code
    assert PaymentEvent.objects.filter(event_id="evt_1").count() == 2


def test_what_is_no_news_is_thanked_for_and_changes_nothing():
    make_source("stripe")

    answer = send("stripe", changed(STRIPE, type="customer.created", data__object={"id": "cus_1"}))

    assert (answer.status_code, answer.content) == OTHERS
    assert nothing_is_kept()


def test_when_paypal_cannot_be_asked_the_event_is_to_come_again(paypal: PayPalServer):
    make_source("paypal")
    paypal.fails_with = 500

    answer = send("paypal", SAMPLES["paypal"])

    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    assert nothing_is_kept()


def test_the_rules_of_a_source_name_the_channel(tree: Any):
    make_channel(code="payouts-brl", currency="BRL")
    rules = [
        {"currency": "EUR", "channel": "payouts-eur"},
        {"direction": "payout", "currency": "brl", "channel": "payouts-brl"},
        {"channel": "all-else"},
    ]
    make_source("stripe", channel_rules=rules)

    send("stripe", STRIPE)

    assert Payment.objects.get().channel.code == "payouts-brl"


@pytest.mark.parametrize("rules", [{}, "x", [1, None], [{"channel": ""}], [{"currency": 7}], None])
def test_rules_that_make_no_sense_name_no_channel(rules: Any, tree: Any):
    source = make_source("stripe")
    Source.objects.filter(pk=source.pk).update(channel_rules=rules or [])

    assert send("stripe", STRIPE).status_code == 200


def test_nothing_of_a_body_or_secret_reaches_the_log(tree: Any, caplog: Any):
    caplog.set_level(logging.DEBUG)
    make_source("checkout")

    send("checkout", SAMPLES["checkout"])
    post(tampered(signer_of("checkout").post(SAMPLES["checkout"])), "checkout")
    send("checkout", b"{")

    for private in ("payer@example.com", "Testa", "7700900001", "REF-1", "cko-a"):
        assert private not in caplog.text
    assert "the signature is wrong" in caplog.text


def test_sources_have_the_rate_of_signed_events(settings: Any):
    settings.API_RATES = {"events": 2}
    make_source("stripe")

    statuses = [post(signer_of("stripe").post(b"{}"), "stripe").status_code for _ in range(3)]

    assert statuses == [200, 200, 429]


def test_an_older_word_does_not_undo_a_newer_one(tree: Any):
    """Stripe delivers in no order: a payout that failed is not paid because that came later."""
    make_source("stripe")
    paid = sample("stripe", id="evt_0", type="payout.paid", data__object__status="paid")

    send("stripe", STRIPE)
    send("stripe", paid | {"created": STRIPE["created"] - 60})

    assert Payment.objects.get().status == "failed"
    assert Case.objects.get().resolved_at is None


def test_a_payment_intent_and_its_charge_have_one_case(tree: Any):
    make_source("stripe")
    error = {"code": "card_declined", "decline_code": "insufficient_funds", "type": "card_error"}
    intent = {"id": "pi_1", "object": "payment_intent", "amount": 100, "currency": "eur",
              "status": "requires_payment_method", "last_payment_error": error}  # fmt: skip
    charge = {"id": "ch_1", "object": "charge", "amount": 100, "currency": "eur",
              "status": "failed", "failure_code": "card_declined", "payment_intent": "pi_1",
              "outcome": {"type": "issuer_declined", "reason": "insufficient_funds"}}  # fmt: skip

    for number, (name, told) in enumerate(
        [("charge.failed", charge), ("payment_intent.payment_failed", intent)]
    ):
        event = changed(STRIPE, id=f"evt_{number}", type=name, data__object=told)
        assert send("stripe", event).status_code == 200

    assert Case.objects.count() == 1
    assert Payment.objects.get().failure_code == "insufficient_funds"


def test_what_could_not_be_read_stands_on_the_event(tree: Any):
    make_source("stripe")

    send("stripe", sample("stripe", data__object__amount="much"))

    assert [one["field"] for one in PaymentEvent.objects.get().unread] == ["data.object.amount"]


def test_the_address_is_no_part_of_the_described_api(client: Client):
    described = client.get("/api/schema/", headers={"Accept": "application/json"}).json()

    assert "/api/v1/sources/{slug}/" in described["paths"]
    assert "/sources/{slug}/events/" not in described["paths"]
