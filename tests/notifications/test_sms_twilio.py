"""Twilio: what it is asked, what its answers mean, and what it can tell of a lost answer."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from support.notifications.models import Notification, State
from support.notifications.transports import transport_of, ways_of
from support.notifications.transports.twilio.sending import TwilioSms, signature_of
from tests.notifications.making import make_customer, make_notification, send
from tests.notifications.sms_sink import SENDER, SID, Fault, Half, Hang, Say, SmsSink

pytestmark = pytest.mark.django_db

PHONE = "+447700900123"


@pytest.fixture
def sink(settings: Settings) -> Iterator[SmsSink]:
    with SmsSink() as made:
        settings.SMS_URL = made.urls["twilio"]
        yield made


def delivered() -> Notification:
    return send(make_notification(make_customer(phone=PHONE), channel="sms"))


def error(code: int, message: str = "No", status: int = 400) -> Say:
    return Say(status, json.dumps({"code": code, "message": message, "status": status}))


def looked_up(message: Notification, handed_at: datetime | None = None) -> str | None:
    transport = ways_of("sms")[0].transport
    return transport.look_up(str(message.pk), PHONE, handed_at or timezone.now())


def test_twilio_is_asked_in_its_official_form(sink: SmsSink, settings: Settings) -> None:
    message = delivered()

    (taken,) = sink.taken
    (request,) = sink.requests
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert (taken.form["To"], taken.form["From"]) == (PHONE, SENDER)
    assert taken.form["Body"] == message.text
    assert taken.form["StatusCallback"].startswith(
        f"{settings.PUBLIC_URL}/api/v1/sms-receipts/twilio/{message.pk}"
    )
    assert (message.state, message.provider_id) == (State.SENT, taken.provider_id)
    assert message.provider == f"sms-twilio:127.0.0.1:{sink.port}"


def test_a_messaging_service_stands_in_for_a_sender(sink: SmsSink, settings: Settings) -> None:
    settings.SMS_URL = settings.SMS_URL.replace("from=%2B15005550006", "messaging_service=MG1")

    delivered()

    assert sink.taken[0].form["MessagingServiceSid"] == "MG1"
    assert "From" not in sink.taken[0].form


def test_without_a_host_it_is_twilios_own_over_https() -> None:
    transport = TwilioSms(f"twilio://{SID}:secret@?from=%2B15005550006")

    address = f"https://api.twilio.com/2010-04-01/Accounts/{SID}/Messages.json"
    assert transport.address == address


def test_a_wrong_token_is_our_fault_and_the_sms_waits(sink: SmsSink, settings: Settings) -> None:
    settings.SMS_URL = settings.SMS_URL.replace("twilio-token", "wrong")

    message = delivered()

    assert (message.state, message.reason) == (State.QUEUED, "technical")
    assert sink.taken == []


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        (error(21211, "The 'To' number is not a valid phone number."), "failed", "no_address"),
        (error(21614, "'To' number is not a valid mobile number"), "failed", "no_address"),
        (error(21610, "Attempt to send to unsubscribed recipient"), "failed", "suppressed"),
        (error(21408, "Permission to send an SMS has not been enabled"), "failed", "blocked"),
        (error(21617, "The concatenated message body exceeds 1600"), "failed", "unworded"),
        (error(21606, "The 'From' number is not yours"), "queued", "technical"),
        (error(20003, "Authenticate", 401), "queued", "technical"),
        (error(20429, "Too Many Requests", 429), "queued", "busy"),
        (error(99999, "Something new"), "failed", "refused"),
        (Say(404, "<html>nothing here</html>"), "queued", "technical"),
        (Say(201, '{"sid": "SM1", "status": "failed", "error_code": 30006}'), "failed",
         "no_address"),
    ],
)  # fmt: skip
def test_a_refusal_says_why(sink: SmsSink, answer: Fault, state: str, reason: str) -> None:
    sink.on_message = lambda _form: answer

    message = delivered()

    assert (message.state, message.reason) == (state, reason)


DOUBTFUL = [
    Say(500, "", takes=True),
    Say(503, '{"code": 20503, "message": "Service unavailable"}', takes=True),
    Say(201, "", takes=True),
    Say(201, '{"sid": ', takes=True),
    Say(200, '{"code": 0, "message": "fine"}', takes=True),
    Say(201, "[]", takes=True),
    Say(200, "<html>Sign in</html>", takes=True),
    Half('{"sid": "SM1", "status": "queued"}'),
    Hang(0),
]


@pytest.mark.parametrize("answer", DOUBTFUL)
def test_an_answer_that_tells_nothing_is_held_until_twilio_can_be_asked(
    sink: SmsSink, answer: Fault
) -> None:
    sink.on_message = lambda _form: answer

    message = delivered()

    assert message.state == State.CLAIMED
    assert [attempt.uncertain for attempt in message.attempt_rows.all()] == [True]
    assert len(sink.taken) == 1


def test_the_one_message_to_the_number_that_we_know_nothing_of_is_ours(sink: SmsSink) -> None:
    sink.on_message = lambda _form: Hang(0)
    message = delivered()

    assert looked_up(message, message.handed_at) == sink.taken[0].provider_id


def test_a_message_that_twilio_does_not_list_may_have_gone_out_all_the_same(sink: SmsSink) -> None:
    message = make_notification(make_customer(phone=PHONE), channel="sms")

    assert looked_up(message) is None


def test_messages_that_we_know_of_older_ones_and_incoming_ones_are_not_taken_for_it(
    sink: SmsSink,
) -> None:
    known = delivered()
    sink.on_message = lambda _form: Hang(0)
    other = send(make_notification(known.customer, channel="sms", context={"reference": "CW-2"}))
    lost = sink.taken[-1]
    hour_ago = replace(lost, provider_id="SMold", at=time.time() - 3600)
    sink.taken.insert(0, hour_ago)

    assert len(sink.taken) == 3
    assert looked_up(other, timezone.now() - timedelta(seconds=2)) == lost.provider_id


def test_two_that_might_be_it_are_left_to_a_person(sink: SmsSink) -> None:
    sink.on_message = lambda _form: Hang(0)
    message = delivered()
    sink.taken.append(replace(sink.taken[0], provider_id="SMtwin"))

    assert looked_up(message, message.handed_at) is None


@pytest.mark.parametrize(
    "answer",
    [
        Hang(0),
        Say(500, ""),
        Say(200, "{}"),
        Say(200, '{"messages": "none"}'),
        Say(200, '{"messages": [1, {"sid": "SM1"}, {"sid": "SM1", "date_created": "yesterday"}]}'),
        Say(200, '{"messages": [{"sid": 7, "date_created": "Mon, 16 Nov 2099 22:00:00 +0000"}]}'),
    ],
)
def test_an_answer_to_the_question_that_tells_nothing_leaves_it_open(
    sink: SmsSink, answer: Fault
) -> None:
    message = delivered()
    Notification.objects.update(provider_id="")
    sink.on_question = lambda: answer

    assert looked_up(message) is None


def test_the_provider_is_found_again_by_its_name(sink: SmsSink) -> None:
    assert isinstance(transport_of("sms", f"sms-twilio:127.0.0.1:{sink.port}"), TwilioSms)


def test_signatures_are_as_in_twilios_examples() -> None:
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    repeated = [("Sid", "CA123"), ("SidAccount", "AC123")]
    repeated += [("Digits", "5678"), ("Digits", "1234"), ("Digits", "1234")]

    assert signature_of("12345", url, form.items()) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    assert signature_of("12345", url, repeated) == "IK+Dwps556ElfBT0I3Rgjkr1wJU="
