"""SMS through a real gateway: what our transport hands over is what the network gets."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

import pytest
from django.utils import timezone

from support.customers.models import Customer
from support.notifications import delivery
from support.notifications.models import Notification, State
from support.notifications.services import queue_message
from tests.gateway.kannel import Kannel, kannel

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kannel]:
    folder: Path = tmp_path_factory.mktemp("kannel")
    with kannel(folder) as running:
        yield running


CONTEXT = {
    "reference": "CW-00000000",
    "payment": "PAY-1",
    "amount": "1,200.00 CNY",
    "customer_name": "Test",
    "cause_sentence": "The bank answers tomorrow.",
    "expected": "",
    "status_url": "http://127.0.0.1:8000/s/x/",
}


def send(gateway: Kannel, settings, *, locale: str, event: str = "solution") -> Notification:
    settings.SMS_URL = gateway.url
    customer = Customer.objects.create(name="Test", phone="+447700900123", locale=locale)
    row = queue_message(
        customer,
        event,
        channel="sms",
        dedupe_key=f"{locale}-{timezone.now().isoformat()}",
        context=CONTEXT | ({"cause_sentence": "银行将于明日答复。"} if locale == "zh-Hans" else {}),
        thread="CW-00000000",
    )
    delivery.deliver_notification(row.pk)
    row.refresh_from_db()
    return row


def test_an_english_sms_reaches_the_network_and_is_sent(gateway, settings):
    row = send(gateway, settings, locale="en-GB")

    assert row.state == State.SENT
    assert "CW-00000000" in gateway.wait_for("CW-00000000")


def test_a_chinese_sms_arrives_in_ucs2_with_every_character(gateway, settings):
    row = send(gateway, settings, locale="zh-Hans")

    assert row.state == State.SENT
    coded = "银行将于明日答复".encode("utf-16-be")
    escaped = "".join(f"%{byte:02X}" for byte in coded)
    log = gateway.wait_for("%94%F6")
    assert _unquoted(escaped) in _unquoted(log), log[-2000:]


def test_a_wrong_password_is_our_fault_and_is_tried_again_later(gateway, settings):
    wrong = Kannel(gateway.url.replace("for-tests", "wrong"), gateway.log)

    row = send(wrong, settings, locale="en-GB")

    assert row.state == State.QUEUED
    assert row.attempts == 1


def _unquoted(text: str) -> str:
    """Fold the two ways in which the fake SMSC writes bytes: as they are, and as %XX."""
    return quote_from_bytes(unquote_to_bytes(text), safe="")
