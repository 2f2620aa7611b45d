"""Answers that drip, byte after byte and for ever, end at a deadline."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from support.notifications.transports import calls
from support.notifications.transports.anymail import AnymailTransport
from support.notifications.transports.base import TransportError
from support.notifications.transports.smtp.sending import SmtpTransport
from tests.notifications.making import make_customer, make_notification, send
from tests.notifications.outgoing import make_outgoing
from tests.notifications.raw_smtp import Drip, RawSmtp
from tests.notifications.sms_sink import DRIP_SECONDS, DRIPS, SmsSink
from tests.notifications.sms_sink import Drip as SmsDrip

pytestmark = pytest.mark.django_db


@pytest.fixture
def server() -> Iterator[RawSmtp]:
    with RawSmtp() as running:
        yield running


@pytest.fixture
def sink() -> Iterator[SmsSink]:
    with SmsSink() as running:
        yield running


@pytest.mark.parametrize(
    ("stage", "uncertain"),
    [("on_connect", False), ("on_sender", False), ("on_data", False), ("on_content", True)],
)
def test_an_smtp_reply_that_drips_for_ever_ends_at_a_deadline(
    server: RawSmtp, settings: Settings, stage: str, uncertain: bool
) -> None:
    settings.EMAIL_TIMEOUT = 0.2
    setattr(server, stage, lambda *_args: Drip(stores=True))
    transport = SmtpTransport(server.url)

    with pytest.raises(TransportError) as failed:
        transport.hand_over(make_outgoing())

    assert failed.value.uncertain is uncertain
    assert failed.value.words == "TimeoutError no end of it"
    assert transport.dialogue is None


@pytest.mark.parametrize("provider", ["kannel", "twilio", "aliyun"])
def test_an_http_reply_that_drips_for_ever_ends_at_a_deadline(
    sink: SmsSink, settings: Settings, monkeypatch: pytest.MonkeyPatch, provider: str
) -> None:
    monkeypatch.setattr(calls, "LONGEST_CALL_SECONDS", 0.5)
    settings.SMS_URL = sink.urls[provider]
    sink.on_message = lambda _form: SmsDrip()

    message = send(make_notification(make_customer(), channel="sms"))

    (attempt,) = message.attempt_rows.all()
    assert (attempt.uncertain, attempt.words) == (True, "no end of it")
    assert (attempt.ended_at - attempt.started_at).total_seconds() < DRIPS * DRIP_SECONDS / 2
    assert len(sink.taken) == 1


class DrippingHandler(BaseHTTPRequestHandler):
    """Takes a mail and begins an answer that has no end."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        gone = threading.Event()
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for _line in range(DRIPS):
                self.wfile.write(b"X-Slowly: yes\r\n")
                gone.wait(DRIP_SECONDS)
        except OSError:
            return

    def log_message(self, *_args: object) -> None:
        pass


def test_a_mail_providers_reply_that_drips_for_ever_ends_at_a_deadline(settings: Settings) -> None:
    settings.EMAIL_TIMEOUT = 0.2
    with ThreadingHTTPServer(("127.0.0.1", 0), DrippingHandler) as server:
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        settings.ANYMAIL = {
            "POSTMARK_SERVER_TOKEN": "token",
            "POSTMARK_API_URL": f"http://127.0.0.1:{server.server_port}/",
        }
        began_at = timezone.now()

        with pytest.raises(TransportError) as failed:
            AnymailTransport("anymail://postmark").hand_over(make_outgoing())

        took = timezone.now() - began_at
        server.shutdown()
    assert failed.value.uncertain
    assert took.total_seconds() < DRIPS * DRIP_SECONDS / 2
