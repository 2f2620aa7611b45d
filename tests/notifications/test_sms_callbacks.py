"""What Twilio reports: true, doubled, out of order, unknown, late and forged."""

import uuid
from collections.abc import Iterator
from itertools import permutations
from urllib.parse import urlencode, urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from support.notifications.addresses.callbacks import receipt_path
from support.notifications.models import Notification, State
from support.notifications.transports.twilio.sending import signature_of
from tests.notifications.making import make_customer, make_notification, send
from tests.notifications.sms_sink import TOKEN, SmsSink
from tests.sampling import spread

pytestmark = pytest.mark.django_db


@pytest.fixture
def twilio(settings: Settings) -> Iterator[SmsSink]:
    with SmsSink() as made:
        settings.SMS_URL = made.urls["twilio"]
        yield made


def sent() -> Notification:
    return send(make_notification(make_customer(phone="+447700900123"), channel="sms"))


def says(client: Client, settings: Settings, path: str, token: str = TOKEN, **form: str) -> int:
    """Post a form as Twilio does, signed."""
    signature = signature_of(token, f"{settings.PUBLIC_URL}{path}", form.items())
    answer = client.post(
        path,
        urlencode(form),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": signature},
    )
    return answer.status_code


def callback_of(sink: SmsSink, number: int = 0) -> str:
    return urlsplit(sink.taken[number].form["StatusCallback"]).path


def state_of(row: Notification) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.reason


@pytest.mark.parametrize(
    ("status", "code", "state"),
    [
        ("queued", "", ("sent", "")),
        ("sent", "", ("sent", "")),
        ("delivered", "", ("delivered", "")),
        ("undelivered", "30005", ("failed", "no_address")),
        ("undelivered", "30007", ("failed", "blocked")),
        ("undelivered", "30003", ("failed", "expired")),
        ("failed", "21610", ("failed", "suppressed")),
        ("failed", "30008", ("failed", "technical")),
        ("failed", "x", ("failed", "refused")),
        ("failed", "9" * 5000, ("failed", "refused")),
        ("", "", ("sent", "")),
    ],
)
def test_twilio_says_what_became_of_a_message(
    client: Client, twilio: SmsSink, settings: Settings, status: str, code: str,
    state: tuple[str, str],
):  # fmt: skip
    row = sent()
    form = {"MessageSid": row.provider_id, "MessageStatus": status, "ErrorCode": code}

    assert says(client, settings, callback_of(twilio), **form) == 204
    assert state_of(row) == state


@pytest.mark.parametrize(
    "order", spread(list(permutations(["queued", "sent", "delivered", "failed"])), 5)
)
def test_delivered_is_the_last_word_whatever_comes_before_and_after(
    client: Client, twilio: SmsSink, settings: Settings, order: tuple[str, ...]
):
    row = sent()

    for status in order + order:
        says(client, settings, callback_of(twilio), MessageSid=row.provider_id,
             MessageStatus=status)  # fmt: skip

    assert state_of(row) == ("delivered", "")


def test_a_callback_that_twilio_did_not_sign_changes_nothing(
    client: Client, twilio: SmsSink, settings: Settings
):
    row = sent()
    path = callback_of(twilio)
    form = {"MessageSid": row.provider_id, "MessageStatus": "failed"}
    plain = urlencode(form)
    kind = "application/x-www-form-urlencoded"
    signature = signature_of(TOKEN, f"{settings.PUBLIC_URL}{path}", form.items())
    signed = {"X-Twilio-Signature": signature}

    answers = [
        client.post(path, plain, content_type=kind),
        client.post(path, plain, content_type=kind, headers={"X-Twilio-Signature": "é付"}),
        client.post(path, plain + "&To=1", content_type=kind, headers=signed),
        client.post(f"{path}?a=1", plain, content_type=kind, headers=signed),
        client.post(path, b"\xff\xfe", content_type=kind, headers=signed),
    ]
    wrong_token = says(client, settings, path, token="guessed", **form)

    assert {answer.status_code for answer in answers} | {wrong_token} == {404}
    assert state_of(row) == ("sent", "")


def test_twilios_signature_is_not_enough_for_an_address_that_we_did_not_sign(
    client: Client, twilio: SmsSink, settings: Settings
):
    row = sent()
    forged = callback_of(twilio).replace(str(row.pk)[:4], "beef", 1)

    assert says(client, settings, forged, MessageStatus="failed") == 404
    assert says(client, settings, f"/api/v1/sms-receipts/twilio/{row.pk}/") == 404
    assert state_of(row) == ("sent", "")


def test_a_set_up_without_a_token_believes_nobody(
    client: Client, twilio: SmsSink, settings: Settings
):
    row = sent()
    settings.SMS_URL = "twilio://AC1@127.0.0.1:9"

    answer = says(client, settings, callback_of(twilio), token="", MessageStatus="failed")

    assert answer == 404
    assert state_of(row) == ("sent", "")


def test_without_twilio_in_the_settings_nobody_can_speak_for_it(
    client: Client, twilio: SmsSink, settings: Settings
):
    row = sent()
    settings.SMS_URL = ""

    answer = says(client, settings, callback_of(twilio), token="", MessageStatus="failed")

    assert answer == 404
    assert state_of(row) == ("sent", "")


def test_a_callback_about_nothing_known_is_taken_quietly(
    client: Client, twilio: SmsSink, settings: Settings
):
    path = receipt_path(str(uuid.uuid4()), timezone.now(), provider="twilio")

    assert says(client, settings, path, MessageStatus="delivered") == 204
    assert Notification.objects.count() == 0


def test_a_lost_answer_is_cleared_up_by_the_callback(
    client: Client, twilio: SmsSink, settings: Settings
):
    row = make_notification(channel="sms", state=State.NEEDS_PERSON, reason="uncertain")
    path = receipt_path(str(row.pk), timezone.now(), provider="twilio")

    says(client, settings, path, MessageSid="SM1", MessageStatus="delivered")

    assert state_of(row) == ("delivered", "")


def test_an_agents_session_opens_none_of_these_addresses(client: Client):
    client.force_login(User.objects.create_superuser("lead"))

    assert client.post("/api/v1/incoming-sms/twilio/").status_code == 404
    assert client.get("/api/v1/incoming-sms/kannel/x/").status_code == 404
