"""A gateway that speaks Kannel's form: what it is asked, and what its answers mean."""

import logging
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from pytest_django.fixtures import Settings

from support.notifications.models import Notification, State
from support.notifications.transports import calls
from support.notifications.transports.kannel import sending as sms_gateway
from tests.notifications.making import make_customer, make_notification, send
from tests.notifications.sms_sink import Fault, Half, Hang, Say, SmsSink

pytestmark = pytest.mark.django_db

BRITISH = "+447700900123"


@pytest.fixture
def sink(settings: Settings) -> Iterator[SmsSink]:
    with SmsSink() as made:
        settings.SMS_URL = made.urls["kannel"]
        yield made


def delivered(**overrides: object) -> Notification:
    return send(make_notification(make_customer(**{"phone": BRITISH} | overrides), channel="sms"))


def test_the_gateway_is_asked_in_kannels_form(sink: SmsSink) -> None:
    message = delivered()

    (taken,) = sink.taken
    asked = taken.form
    assert (asked["username"], asked["password"], asked["from"]) == ("casewalk", "p@ss", "Casewalk")
    assert asked["to"] == BRITISH
    assert (asked["coding"], asked["charset"], asked["dlr-mask"]) == ("0", "UTF-8", "31")
    assert taken.id == str(message.pk)
    assert asked["dlr-url"].endswith("/?words=%A&state=%d")
    assert asked["text"] == message.text
    assert (message.state, message.provider_id) == (State.SENT, str(message.pk))


def test_a_chinese_text_goes_out_as_ucs2_and_signed_once(sink: SmsSink) -> None:
    message = delivered(locale="zh-CN", phone="+8613800000001")

    (taken,) = sink.taken
    assert taken.form["coding"] == "2"
    assert taken.text.startswith("【Casewalk】")
    assert taken.text.count("【Casewalk】") == 1
    assert taken.text == message.text


def test_an_english_text_to_mainland_china_is_signed_and_counted_as_it_goes_out(
    sink: SmsSink,
) -> None:
    message = delivered(phone="+8613800000001")

    assert sink.taken[0].text.startswith("【Casewalk】")
    assert sink.taken[0].form["coding"] == "2"
    assert message.segments > 1


def test_a_country_may_have_a_sender_of_its_own(
    sink: SmsSink, settings: Settings, tmp_path: Path
) -> None:
    settings.SMS_SENDERS = tmp_path / "senders.csv"
    settings.SMS_SENDERS.write_text("country,sender,signature,price\nGB,CASEWALK-UK,,\n*,,,\n")

    delivered()
    delivered(phone="+4915112345678", email="")

    assert [taken.form["from"] for taken in sink.taken] == ["CASEWALK-UK", "Casewalk"]


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        (Say(202, "0: Accepted for delivery"), State.SENT, ""),
        (Say(202, "3: Queued for later delivery"), State.SENT, ""),
        (Say(202, ""), State.NEEDS_PERSON, "uncertain"),
        (Say(202, "{"), State.NEEDS_PERSON, "uncertain"),
        (Say(200, "<html>Sign in to the network</html>"), State.NEEDS_PERSON, "uncertain"),
        (Say(302, ""), State.NEEDS_PERSON, "uncertain"),
        (Say(500, "Internal error"), State.NEEDS_PERSON, "uncertain"),
        (Say(502, "<html>Bad gateway</html>"), State.NEEDS_PERSON, "uncertain"),
        (Half("0: Accepted for delivery"), State.NEEDS_PERSON, "uncertain"),
        (Hang(0), State.NEEDS_PERSON, "uncertain"),
        (Say(503, "Temporal failure, try again later."), State.QUEUED, "busy"),
        (Say(429, "Slow down"), State.QUEUED, "busy"),
        (Say(403, "Authorization failed for sendsms"), State.QUEUED, "technical"),
        (Say(403, "Not routable. Do not try again."), State.FAILED, "refused"),
        (Say(400, "Empty receiver number not allowed, rejected"), State.FAILED, "refused"),
    ],
)
def test_an_answer_says_whether_the_sms_is_taken_refused_put_off_or_in_doubt(
    sink: SmsSink, answer: Fault, state: State, reason: str
) -> None:
    sink.on_message = lambda _form: answer

    message = delivered()

    assert (message.state, message.reason) == (state, reason)
    assert len(sink.requests) == 1


def test_a_silent_gateway_leaves_the_sms_in_doubt_and_it_is_not_sent_again(
    sink: SmsSink, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink.on_message = lambda _form: Hang(5)
    monkeypatch.setattr(calls, "TIMEOUT_SECONDS", 0.1)
    settings.SMS_URL += "&as=new"

    message = delivered()
    message = send(message)

    assert (message.state, message.reason) == (State.NEEDS_PERSON, "uncertain")
    assert message.attempt_rows.get().words == "ReadTimeout"
    assert len(sink.taken) == 1


def test_an_answer_without_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    drops = httpx2.MockTransport(lambda _request: httpx2.Response(202, content=iter([b"0"] * 9)))
    caller = calls.Caller()
    caller.client = httpx2.Client(transport=drops)
    monkeypatch.setattr(calls, "LONGEST_ANSWER", 5)

    with pytest.raises(calls.TransportError) as caught:
        caller.call("GET", "http://127.0.0.1/")

    assert caught.value.uncertain
    assert caught.value.words == "202 without an end"


def test_a_gateway_that_is_not_there_got_nothing_so_the_sms_waits(settings: Settings) -> None:
    settings.SMS_URL = "http://casewalk:pass@127.0.0.1:9/cgi-bin/sendsms"

    message = delivered()

    assert (message.state, message.reason) == (State.QUEUED, "technical")
    assert message.attempt_rows.get().words == "ConnectError"


@pytest.mark.parametrize("phone", ["12", "+12", "13800000001", "+4477009001239999999", "phone"])
def test_what_is_no_number_is_never_handed_over(sink: SmsSink, phone: str) -> None:
    message = send(make_notification(make_customer(), channel="sms", address=phone))

    assert (message.state, message.reason) == (State.FAILED, "no_address")
    assert sink.requests == []


def test_a_number_with_blanks_goes_out_as_e164(sink: SmsSink) -> None:
    send(make_notification(make_customer(), channel="sms", address="+44 7700 900-123"))

    assert sink.taken[0].to == BRITISH


def test_a_text_too_long_for_an_address_is_refused_without_a_call(
    sink: SmsSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sms_gateway, "EVERY_RECEIPT", "3" * 70_000)

    message = delivered()

    assert (message.state, message.reason) == (State.FAILED, "refused")
    assert sink.requests == []


def test_neither_number_nor_text_nor_password_reaches_the_log(
    sink: SmsSink, caplog: pytest.LogCaptureFixture
) -> None:
    sink.on_message = lambda _form: Say(403, f"Not routable: {BRITISH}")

    with caplog.at_level(logging.INFO):
        message = delivered()

    assert str(message.pk) in caplog.text
    for secret in ("7700900123", "p%40ss", "p@ss", "could not find"):
        assert secret not in caplog.text
    assert "7700900123" not in message.attempt_rows.get().words
