"""What is no event of the payment system, and what of it reaches the log."""

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from support.cases.models import Case
from support.customers.models import Customer
from support.intake.models import PaymentEvent
from support.notifications.models import Notification
from support.payments.models import Payment
from tests.factories import payment_event
from tests.intake.signing import URL, new_event_id, post, send, signed
from troubleshooting.trees.models import TreeVersion

pytestmark = pytest.mark.django_db

PERSONAL = {"name": "Geheim Muster", "email": "geheim@example.org", "phone": "+4915100000000"}
ACCOUNT = "TESTACCT99999999"


def private_event(**overrides: Any) -> dict[str, Any]:
    return payment_event(
        **{"customer": PERSONAL, "counterparty_account": ACCOUNT, "counterparty_name": "Geheim"}
        | overrides
    )


def assert_refused(
    answer: HttpResponse, status: int, attr: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is stored, the answer names the field, and the log names nobody."""
    errors = answer.json()["errors"]
    assert answer.status_code == status, errors
    named = [(error["attr"] or "").removesuffix(".non_field_errors") for error in errors]
    assert (attr or "") in named
    for model in (Case, Payment, Customer, PaymentEvent, Notification):
        assert not model.objects.exists()
    lines = [line for line in map(logging.LogRecord.getMessage, caplog.records) if "ms:" in line]
    assert len(lines) == 1
    assert lines[0].startswith(f"POST payment-events {status} ")
    assert (attr or "") in lines[0]
    told = caplog.text
    for secret in (*PERSONAL.values(), "Geheim", "geheim", ACCOUNT, "99999999"):
        assert secret not in told


@pytest.fixture(autouse=True)
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


@pytest.mark.parametrize(
    "change",
    ["no headers", "no id", "no timestamp", "no signature", "garbage", "other body", "other id",
     "other secret", "other version", "letters for time"],
)  # fmt: skip
def test_an_event_with_a_wrong_signature_is_refused(tree: TreeVersion, change: str, caplog):
    body = json.dumps(private_event()).encode()
    headers = signed(body, "evt_1")
    headers |= {
        "no headers": dict.fromkeys(headers, ""),
        "no id": {"webhook-id": ""},
        "no timestamp": {"webhook-timestamp": ""},
        "no signature": {"webhook-signature": ""},
        "garbage": {"webhook-signature": "v1,!!!"},
        "other id": {"webhook-id": "evt_2"},
        "other secret": signed(body, "evt_1", secret="whsec_YW5vdGhlci1zZWNyZXQtYW5vdGhlcg=="),
        "other version": {"webhook-signature": headers["webhook-signature"].replace("v1,", "v9,")},
        "letters for time": {"webhook-timestamp": "yesterday"},
    }.get(change, {})
    sent = body.replace(b"AC04", b"AC05") if change == "other body" else body

    answer = post(sent, headers)

    assert_refused(answer, 401, None, caplog)
    assert answer.json()["errors"][0]["code"] == "bad_signature"


@pytest.mark.parametrize("age", [timedelta(minutes=6), timedelta(days=30), -timedelta(minutes=6)])
def test_an_event_from_another_time_is_refused_though_rightly_signed(
    tree: TreeVersion, age: timedelta, caplog
):
    body = json.dumps(private_event()).encode()

    answer = post(body, signed(body, "evt_1", age=age))

    assert_refused(answer, 401, None, caplog)


def test_an_event_of_a_minute_ago_is_taken(tree: TreeVersion):
    body = json.dumps(payment_event()).encode()

    assert post(body, signed(body, "evt_1", age=timedelta(minutes=1))).status_code == 202


def test_one_of_several_signatures_is_enough(tree: TreeVersion):
    body = json.dumps(payment_event()).encode()
    headers = signed(body, "evt_1")
    headers["webhook-signature"] = f"v1,AAAA {headers['webhook-signature']}"

    assert post(body, headers).status_code == 202


@pytest.mark.parametrize("size", [64 * 1024 + 1, 1024 * 1024])
def test_nonsense_of_any_size_is_refused_before_it_is_read(tree: TreeVersion, size: int, caplog):
    body = b"\xff" * size

    answer = post(body, {"webhook-id": "e", "webhook-timestamp": "1", "webhook-signature": "v1,x"})

    assert_refused(answer, 413, None, caplog)


def test_bytes_that_are_no_text_are_refused(tree: TreeVersion, caplog):
    headers = {"webhook-id": "e", "webhook-timestamp": "1", "webhook-signature": "v1,x"}

    assert_refused(post(b"\xff\xfe\x00", headers), 401, None, caplog)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"Geheim", b'{"type": "payment.failed"', b"[" * 30_000, b'{"a":' * 10_000,
     b"9" * 20_000, b'{"type": "payment.failed\\', b'"\\ud800" oops'],
)  # fmt: skip
def test_what_is_not_json_is_refused_though_rightly_signed(tree: TreeVersion, body: bytes, caplog):
    answer = send(body)

    assert answer.status_code in (400, 401)
    assert not PaymentEvent.objects.exists()
    assert "Geheim" not in caplog.text


@pytest.mark.parametrize("body", ["[]", "7", "null", '"text"', "[{}]", "NaN", "true"])
def test_json_that_is_no_object_is_refused(tree: TreeVersion, body: str, caplog):
    assert_refused(send(body.encode()), 400, "non_field_errors", caplog)


@pytest.mark.parametrize(
    "reference", ["", "   ", None, True, {}, [], "N/A", "NOTPROVIDED", "\u200b", ["a", "b"]]
)
def test_an_event_that_names_no_payment_is_refused(tree: TreeVersion, reference: object, caplog):
    answer = send(private_event(reference=reference))

    assert_refused(answer, 400, "payment.reference", caplog)
    assert answer.json()["errors"][0] == {
        "code": "required",
        "detail": "The event names no payment.",
        "attr": "payment.reference",
    }


@pytest.mark.parametrize("event", [{}, {"type": "payment.failed"}, {"payment": None}])
def test_an_event_without_a_payment_is_refused(tree: TreeVersion, event: object, caplog):
    assert_refused(send(event), 400, "payment.reference", caplog)


def test_the_same_id_with_another_body_is_a_conflict(tree: TreeVersion):
    first = payment_event()
    assert send(first, "evt_1").status_code == 202

    answer = send(payment_event(), "evt_1")

    assert answer.status_code == 409
    assert answer.json()["errors"][0]["code"] == "event_conflict"
    assert Payment.objects.get().reference == first["payment"]["reference"]


def test_an_event_id_too_long_to_store_is_refused(tree: TreeVersion, caplog):
    answer = send(private_event(), "e" * 201)

    assert 400 <= answer.status_code < 500
    assert not PaymentEvent.objects.exists()


def test_a_refused_event_may_be_sent_again_under_its_id(tree: TreeVersion):
    event_id = new_event_id()
    assert send(payment_event(reference=""), event_id).status_code == 400

    assert send(payment_event(), event_id).status_code == 202


def test_a_failure_inside_leaves_nothing_and_the_event_may_come_again(
    tree: TreeVersion, monkeypatch
):
    event = payment_event()

    def breaks(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr("support.intake.services.begin_walk", breaks)
        answer = Client(raise_request_exception=False)
        assert send(event, "evt_1", client=answer).status_code == 500
    for model in (Case, Payment, Customer, PaymentEvent, Notification):
        assert not model.objects.exists()

    assert send(event, "evt_1").status_code == 202


def test_an_agents_session_is_no_signature(tree: TreeVersion, admin_client: Client, caplog):
    body = json.dumps(private_event()).encode()

    answer = admin_client.post(URL, body, content_type="application/json")

    assert_refused(answer, 401, None, caplog)


def test_taking_an_event_names_nobody_in_the_log(tree: TreeVersion, caplog):
    assert send(private_event()).status_code == 202

    for secret in (*PERSONAL.values(), "Geheim", "geheim", ACCOUNT):
        assert secret not in caplog.text
