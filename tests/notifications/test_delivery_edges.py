"""Providers side by side, errors nobody foresaw, answers without an end, time that runs out."""

import threading
from collections.abc import Iterator

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from support.notifications.delivery.draining import drain
from support.notifications.models import Notification, Provider, Reason, State
from support.notifications.transports import ways_of
from support.notifications.transports.aliyun import sending as aliyun
from support.notifications.transports.anymail import AnymailTransport
from support.notifications.transports.base import TransportError
from support.notifications.transports.kannel import sending as sms_gateway
from support.notifications.transports.smtp import sending as smtp
from support.notifications.transports.twilio import sending as twilio
from tests.notifications.making import make_customer, make_notification, send
from tests.notifications.outgoing import make_outgoing
from tests.notifications.raw_smtp import RawSmtp
from tests.notifications.sms_sink import SmsSink

pytestmark = pytest.mark.django_db

SMS_PROVIDERS = pytest.mark.parametrize(
    ("provider", "module"), [("kannel", sms_gateway), ("twilio", twilio), ("aliyun", aliyun)]
)


@pytest.fixture
def server() -> Iterator[RawSmtp]:
    with RawSmtp() as running:
        yield running


@pytest.fixture
def sink() -> Iterator[SmsSink]:
    with SmsSink() as running:
        yield running


def make_sms() -> Notification:
    return make_notification(make_customer(), channel="sms")


def words_of_attempts(message: Notification) -> list[str]:
    return [attempt.words for attempt in message.attempt_rows.all()]


def raise_it(*_args: object, **_named: object) -> None:
    raise RuntimeError("the password is p@ss")


# Providers side by side


def test_another_port_of_a_host_is_another_provider(server: RawSmtp, settings: Settings) -> None:
    settings.EMAIL_URL, settings.EMAIL_URL_2 = "smtp://127.0.0.1:9/", server.url
    for number in range(8):
        address = f"c{number}@example.test"
        make_notification(make_customer(email=address), dedupe_key=address)

    for _round in range(3):
        drain("email")
        Notification.objects.filter(state=State.QUEUED).update(not_before=timezone.now())

    drain("email")
    assert len(server.accepted) == 8
    broken = Provider.objects.get(name="email-smtp:127.0.0.1:9")
    assert broken.failures >= 5
    assert Provider.objects.get(name=f"email-smtp:127.0.0.1:{server.port}").failures == 0


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("http://a:x@sms.example/", "http://a:x@sms.example:13013/"),
        ("twilio://AC1:token@", "twilio://AC2:token@"),
        ("aliyun://one:secret@", "aliyun://two:secret@"),
        ("http://a:x@sms.example/one", "http://a:x@sms.example/two"),
        (f"http://{'long.' * 9}one.example/", f"http://{'long.' * 9}two.example/"),
    ],
)
def test_two_providers_have_two_names_whatever_their_order(
    settings: Settings, first: str, second: str
) -> None:
    settings.SMS_URL, settings.SMS_URL_2 = first, second
    names = [way.name for way in ways_of("sms")]
    settings.SMS_URL, settings.SMS_URL_2 = second, first

    assert len(set(names)) == 2
    assert [way.name for way in ways_of("sms")] == names[::-1]
    assert all(len(name) <= 40 for name in names)


def test_a_new_password_makes_no_new_provider(settings: Settings) -> None:
    urls = [f"http://{'long.' * 9}one.example/".replace("//", f"//a:{word}@") for word in "xy"]
    names = set()
    for settings.SMS_URL in urls:
        names.add(ways_of("sms")[0].name)

    assert len(names) == 1
    assert next(iter(names)).count("~") == 1


# Errors nobody foresaw


def test_a_password_that_smtp_cant_carry_is_a_failure_with_its_reason(
    server: RawSmtp, settings: Settings
) -> None:
    server.password = "pässwort"
    settings.EMAIL_URL = server.url.replace("//", "//user:p%C3%A4sswort@")

    message = send(make_notification())

    assert (message.state, message.reason, message.doubts) == (State.QUEUED, Reason.TECHNICAL, 0)
    (words,) = words_of_attempts(message)
    assert "not ASCII" in words
    assert "ä" not in words
    assert Provider.objects.get().failures == 1


def test_an_unforeseen_error_before_a_mail_leaves_holds_nothing_up(
    server: RawSmtp, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_URL = server.url
    message = make_notification()
    with monkeypatch.context() as broken:
        broken.setattr(smtp, "compose_mail", raise_it)
        send(message)

    assert (message.state, message.reason, message.doubts) == (State.QUEUED, Reason.TECHNICAL, 0)
    assert words_of_attempts(message) == ["RuntimeError"]


@SMS_PROVIDERS
def test_an_unforeseen_error_before_an_sms_leaves_is_no_doubt(
    sink: SmsSink,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    provider: str,
    module: object,
) -> None:
    settings.SMS_URL = sink.urls[provider]
    monkeypatch.setattr(module, "recipient_of", raise_it)

    message = send(make_sms())

    assert (message.state, message.reason, message.doubts) == (State.QUEUED, Reason.TECHNICAL, 0)
    assert words_of_attempts(message) == ["RuntimeError"]
    assert sink.taken == []


@SMS_PROVIDERS
def test_an_unforeseen_error_after_an_sms_left_never_sends_it_twice(
    sink: SmsSink,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    provider: str,
    module: object,
) -> None:
    settings.SMS_URL = sink.urls[provider]
    monkeypatch.setattr(module, "check_answer", raise_it)

    message = send(make_sms())

    assert message.state in (State.NEEDS_PERSON, State.CLAIMED)  # the latter is asked about later
    assert [attempt.uncertain for attempt in message.attempt_rows.all()] == [True]
    drain("sms")
    assert len(sink.taken) == 1


def test_keys_that_fit_in_no_header_send_nothing_and_are_no_doubt(
    sink: SmsSink, settings: Settings
) -> None:
    settings.SMS_URL = sink.urls["aliyun"].replace("//", "//schl%C3%BCssel-")

    message = send(make_sms())

    assert (message.state, message.reason, message.doubts) == (State.QUEUED, Reason.TECHNICAL, 0)
    assert sink.requests == []


def test_a_mail_providers_key_that_fits_in_no_header_is_no_doubt(settings: Settings) -> None:
    settings.ANYMAIL = {
        "POSTMARK_SERVER_TOKEN": "tökén-令牌",
        "POSTMARK_API_URL": "http://127.0.0.1:9/",
    }

    with pytest.raises(TransportError) as failed:
        AnymailTransport("anymail://postmark").hand_over(make_outgoing())

    assert (failed.value.reason, failed.value.uncertain) == (Reason.TECHNICAL, False)


# Time that runs out


def test_a_batch_of_slow_mails_ends_with_the_time_of_its_task(
    server: RawSmtp, settings: Settings
) -> None:
    settings.EMAIL_URL = server.url
    pause = threading.Event()

    def slowly(_message_id: str) -> None:
        pause.wait(0.2)

    server.on_content = slowly
    for number in range(20):
        address = f"c{number}@example.test"
        make_notification(make_customer(email=address), dedupe_key=address)
    called: list[str] = []

    drain("email", budget_seconds=0.5, on_more=lambda: called.append("help"))

    assert 1 <= len(server.accepted) < 10
    sent = Notification.objects.filter(state=State.SENT).count()
    waiting = Notification.objects.filter(state=State.QUEUED, attempts=0, claimed_by="")
    assert (sent, waiting.count()) == (len(server.accepted), 20 - sent)
    assert called
