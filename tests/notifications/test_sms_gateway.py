"""A gateway that speaks Kannel's form: what it is asked, and what its answers mean."""

import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django.fixtures import Settings

from support.notifications.delivery import deliver_notification
from support.notifications.models import Notification, State
from support.notifications.transports import sms_gateway
from tests.notifications.making import make_customer, make_notification

pytestmark = pytest.mark.django_db


class Gateway:
    """Answers every request alike; without an answer it hangs up."""

    def __init__(self) -> None:
        self.answer: tuple[int, str] | None = (202, "0: Accepted for delivery")
        self.asked: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.silent = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        port = self.server.server_address[1]
        return f"http://casewalk:p%40ss@127.0.0.1:{port}/cgi-bin/sendsms?from=Casewalk"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                gateway.paths.append(parts.path)
                gateway.asked.append({k: v[0] for k, v in parse_qs(parts.query).items()})
                if gateway.answer is None:
                    self.close_connection = True
                    gateway.silent.wait(1)
                    return
                code, body = gateway.answer
                self.send_response(code)
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_arguments: object) -> None:
                """The test's output stays readable."""

        return Handler


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Gateway]:
    made = Gateway()
    made.thread.start()
    settings.SMS_URL = made.url
    yield made
    made.silent.set()
    made.server.shutdown()
    made.server.server_close()
    made.thread.join(5)


def delivered(**overrides: object) -> Notification:
    message = make_notification(make_customer(**overrides), channel="sms")
    deliver_notification(str(message.pk))
    message.refresh_from_db()
    return message


def test_the_gateway_is_asked_in_kannels_form(gateway: Gateway) -> None:
    message = delivered()

    (asked,) = gateway.asked
    assert gateway.paths == ["/cgi-bin/sendsms"]
    assert (asked["username"], asked["password"], asked["from"]) == ("casewalk", "p@ss", "Casewalk")
    assert asked["to"] == "+8613800000001"
    assert (asked["coding"], asked["charset"], asked["dlr-mask"]) == ("0", "UTF-8", "31")
    assert str(message.pk) in asked["dlr-url"]
    assert asked["dlr-url"].endswith("=%d")
    assert asked["text"] == message.text
    assert (message.state, message.provider_id) == (State.SENT, str(message.pk))


def test_a_chinese_text_goes_out_as_ucs2(gateway: Gateway) -> None:
    delivered(locale="zh-CN")

    assert gateway.asked[0]["coding"] == "2"
    assert gateway.asked[0]["text"].startswith("【Casewalk】")


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        ((202, "0: Accepted for delivery"), State.SENT, ""),
        ((202, "3: Queued for later delivery"), State.SENT, ""),
        ((202, ""), State.FAILED, "uncertain"),
        ((200, "<html>Sign in to the network</html>"), State.FAILED, "uncertain"),
        ((502, "<html>Bad gateway</html>"), State.FAILED, "uncertain"),
        (None, State.FAILED, "uncertain"),
        ((503, "Temporal failure, try again later."), State.QUEUED, "busy"),
        ((429, "Slow down"), State.QUEUED, "busy"),
        ((403, "Authorization failed for sendsms"), State.QUEUED, "technical"),
        ((403, "Not routable. Do not try again."), State.FAILED, "refused"),
        ((400, "Empty receiver number not allowed, rejected"), State.FAILED, "refused"),
    ],
)
def test_an_answer_says_whether_the_sms_is_taken_refused_put_off_or_in_doubt(
    gateway: Gateway, answer: tuple[int, str] | None, state: State, reason: str
) -> None:
    gateway.answer = answer

    message = delivered()

    assert (message.state, message.reason) == (state, reason)
    assert len(gateway.asked) == 1


def test_a_silent_gateway_leaves_the_sms_in_doubt_and_it_is_not_sent_again(
    gateway: Gateway, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway.answer = None
    monkeypatch.setattr(sms_gateway, "TIMEOUT_SECONDS", 0.1)
    settings.SMS_URL += "&as=new"

    message = delivered()

    assert (message.state, message.reason) == (State.FAILED, "uncertain")
    assert message.attempt_rows.get().words == "ReadTimeout"


def test_a_gateway_that_is_not_there_got_nothing_so_the_sms_waits(settings: Settings) -> None:
    settings.SMS_URL = "http://casewalk:pass@127.0.0.1:9/cgi-bin/sendsms"

    message = delivered()

    assert (message.state, message.reason) == (State.QUEUED, "technical")
    assert message.attempt_rows.get().words == "ConnectError"


def test_neither_number_nor_text_nor_password_reaches_the_log(
    gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    gateway.answer = (403, "Not routable: +8613800000001")

    with caplog.at_level(logging.INFO):
        message = delivered()

    assert str(message.pk) in caplog.text
    for secret in ("13800000001", "p%40ss", "p@ss", "could not find"):
        assert secret not in caplog.text
    assert "13800000001" not in message.attempt_rows.get().words
