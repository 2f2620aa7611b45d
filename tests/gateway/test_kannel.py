"""SMS through a real gateway: what our transport hands over is what the network gets."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from support.customers.models import Customer
from support.notifications.addresses.callbacks import provider_path
from support.notifications.delivery.draining import drain
from support.notifications.models import Notification, State, Suppression
from support.notifications.services import queue_message
from tests.gateway.kannel import Kannel, kannel

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory, live_server: LiveServer) -> Iterator[Kannel]:
    folder: Path = tmp_path_factory.mktemp("kannel")
    incoming = f"{live_server.url}{provider_path('kannel-incoming')}"
    with kannel(folder, incoming) as running:
        yield running


@pytest.fixture(autouse=True)
def reached_by_receipts(settings, live_server: LiveServer) -> None:
    settings.PUBLIC_URL = live_server.url


CONTEXT = {
    "reference": "CW-00000000",
    "payment": "PAY-1",
    "amount": "1,200.00 CNY",
    "customer_name": "Test",
    "in_short": "The bank answers tomorrow.",
    "status_url": "http://127.0.0.1:8000/s/x/",
}


def sent(
    gateway: Kannel, settings, *, locale: str, phone: str = "+447700900123", words: str = ""
) -> Notification:
    settings.SMS_URL = gateway.url
    customer = Customer.objects.create(name="Test", phone=phone, locale=locale)
    chinese = {"in_short": "银行将于明日答复。" + words} if locale == "zh-Hans" else {}
    row = queue_message(
        customer,
        "solution",
        channel="sms",
        dedupe_key=f"{locale}-{timezone.now().isoformat()}",
        context=CONTEXT | chinese,
        thread="CW-00000000",
    )
    drain("sms")
    row.refresh_from_db()
    return row


def wait_for(claim: Callable[[], object], seconds: float = 15) -> None:
    until = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < until, "It did not happen."
        time.sleep(0.1)


def state_of(row: Notification) -> str:
    row.refresh_from_db()
    return row.state


def test_an_english_sms_reaches_the_network_and_its_receipt_comes_back(gateway, settings):
    row = sent(gateway, settings, locale="en-GB")

    assert row.state in (State.SENT, State.DELIVERED)
    assert "CW-00000000" in gateway.wait_for("CW-00000000")
    wait_for(lambda: state_of(row) == State.DELIVERED)
    assert [attempt.ok for attempt in row.attempt_rows.all()] == [True]


def test_a_chinese_sms_arrives_in_ucs2_with_every_character(gateway, settings):
    row = sent(gateway, settings, locale="zh-Hans")

    coded = "银行将于明日答复".encode("utf-16-be")
    escaped = "".join(f"%{byte:02X}" for byte in coded)
    log = gateway.wait_for("%94%F6")
    assert _unquoted(escaped) in _unquoted(log), log[-2000:]
    wait_for(lambda: state_of(row) == State.DELIVERED)


def test_a_long_sms_to_mainland_china_arrives_signed_and_in_all_its_segments(gateway, settings):
    before = len(gateway.arrived())
    row = sent(
        gateway, settings, locale="zh-Hans", phone="+8613800000001", words="请耐心等待。" * 30
    )

    assert row.text.startswith("【Casewalk】")
    assert row.segments > 3
    wait_for(lambda: _messages_in(gateway.arrived()[before:]) >= row.segments)
    assert _messages_in(gateway.arrived()[before:]) == row.segments
    signature = "".join(f"%{byte:02X}" for byte in "【Casewalk】".encode("utf-16-be"))
    assert _unquoted(signature) in _unquoted(gateway.arrived()[before:])


def test_a_customer_who_sends_the_word_for_stop_gets_no_more_sms(gateway, settings):
    with gateway.text_from("+8613800000001", "退订"):
        wait_for(Suppression.objects.exists)

    stopped = Suppression.objects.get()
    assert (stopped.address, stopped.why, stopped.words) == ("+8613800000001", "stopped", "退订")
    row = sent(gateway, settings, locale="zh-Hans", phone="+8613800000001")
    assert (row.state, row.reason) == (State.FAILED, "suppressed")

    with gateway.text_from("+8613800000001", "START"):
        wait_for(lambda: not Suppression.objects.in_force().exists())


def test_a_wrong_password_is_our_fault_and_is_tried_again_later(gateway, settings):
    wrong = Kannel(gateway.url.replace("for-tests", "wrong"), gateway.log)

    row = sent(wrong, settings, locale="en-GB")

    assert row.state == State.QUEUED
    assert row.attempts == 1


def _messages_in(log: str) -> int:
    return log.count("Got message")


def _unquoted(text: str) -> str:
    """Fold the two ways in which the fake SMSC writes bytes: as they are, and as %XX."""
    return quote_from_bytes(unquote_to_bytes(text), safe="")
