"""E-mail by a provider's HTTP API, spoken to over the loopback as Postmark speaks."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from support.notifications.models import Reason
from support.notifications.transports.anymail import AnymailTransport
from support.notifications.transports.base import TransportError
from tests.ending import PLENTY, ends
from tests.notifications.outgoing import make_outgoing

Reply = tuple[int, bytes] | None
ACCEPTED = {"ErrorCode": 0, "Message": "OK", "MessageID": "0a129aee", "To": "li@example.test"}


class Provider:
    """Takes what it is sent and answers as `reply` says; None cuts the line."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.lines: set[Any] = set()  # the other ends of the connections
        self.reply: Callable[[], Reply] = lambda: (200, json.dumps(ACCEPTED).encode())
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    def handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                provider.requests.append(json.loads(self.rfile.read(length)))
                provider.headers.append(dict(self.headers))
                provider.lines.add(self.client_address)
                reply = provider.reply()
                if reply is None:
                    self.close_connection = True
                    return
                with suppress(OSError):  # the other side may have given up
                    self.send_response(reply[0])
                    self.send_header("Content-Length", str(len(reply[1])))
                    self.end_headers()
                    self.wfile.write(reply[1])

            def log_message(self, *_args: object) -> None:
                pass

        return Handler


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    running = Provider()
    running.server.daemon_threads = True
    threading.Thread(target=running.server.serve_forever, args=[0.02], daemon=True).start()
    settings.ANYMAIL = {
        "POSTMARK_SERVER_TOKEN": "token",
        "POSTMARK_API_URL": running.url,
        "REQUESTS_TIMEOUT": 0.5,
    }
    yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture
def transport(provider: Provider) -> Iterator[AnymailTransport]:
    made = AnymailTransport("anymail://postmark")
    yield made
    made.close()


def failure(transport: AnymailTransport, **overrides: Any) -> TransportError:
    with pytest.raises(TransportError) as failed:
        transport.hand_over(make_outgoing(**overrides))
    return failed.value


def test_a_mail_arrives_with_all_its_parts_and_the_provider_names_it(
    provider: Provider, transport: AnymailTransport
) -> None:
    outgoing = make_outgoing(subject="您的出款", text="您好\n", unsubscribe_url="https://x.test/u")

    provider_id = transport.send(outgoing)

    assert provider_id == "0a129aee"
    (sent,) = provider.requests
    assert (sent["To"], sent["Subject"]) == ("li@example.test", "您的出款")
    assert (sent["TextBody"], sent["HtmlBody"]) == ("您好\n", outgoing.rendered.html)
    assert sent["ReplyTo"].startswith("support+CW-4T7KQ2MZ.")
    assert sent["Metadata"] == {"notification": outgoing.pk}
    assert provider.headers[0]["X-Postmark-Server-Token"] == "token"


def test_its_headers_are_those_of_smtp(provider: Provider, transport: AnymailTransport) -> None:
    outgoing = make_outgoing(unsubscribe_url="https://x.test/u")

    transport.send(outgoing)

    headers = {header["Name"]: header["Value"] for header in provider.requests[0]["Headers"]}
    assert headers["Message-ID"] == outgoing.message_id
    assert headers["X-PM-KeepID"] == "true"
    assert headers["References"] == "<CW-4T7KQ2MZ@casewalk.example>"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_nobody_is_followed_about(provider: Provider, transport: AnymailTransport) -> None:
    transport.send(make_outgoing())

    assert provider.requests[0]["TrackOpens"] is False
    assert provider.requests[0]["TrackLinks"] == "None"


def test_one_session_serves_many_mails(provider: Provider, transport: AnymailTransport) -> None:
    for _number in range(5):
        transport.hand_over(make_outgoing())

    assert len(provider.requests) == 5
    assert len(provider.lines) == 1


def answer(code: int, **body: Any) -> Reply:
    return code, json.dumps(body).encode()


@pytest.mark.parametrize(
    ("reply", "reason", "permanent", "uncertain"),
    [
        (answer(401, ErrorCode=10, Message="Bad token"), Reason.TECHNICAL, False, False),
        (answer(429, ErrorCode=429, Message="Slow down"), Reason.BUSY, False, False),
        (answer(503, ErrorCode=100, Message="Maintenance"), Reason.TECHNICAL, False, False),
        (answer(500, ErrorCode=500, Message="Oops"), Reason.UNCERTAIN, False, True),
        (answer(502), Reason.UNCERTAIN, False, True),
        (answer(422, ErrorCode=405, Message="Not allowed to send"), Reason.BLOCKED, True, False),
        (
            answer(422, ErrorCode=300, Message="Invalid 'To' address: 'li@example.test'."),
            Reason.REFUSED, True, False,
        ),
        (
            answer(422, ErrorCode=406, Message="You tried to send to a recipient that has been "
                   "marked as inactive.\nFound inactive addresses: li@example.test.\nInactive "
                   "recipients are ones that have generated a hard bounce or a spam complaint."),
            Reason.REFUSED, True, False,
        ),
        ((200, b"<html>hello</html>"), Reason.UNCERTAIN, False, True),
        ((200, b'{"ErrorCode": 0, "Mess'), Reason.UNCERTAIN, False, True),
        ((200, b""), Reason.UNCERTAIN, False, True),
        ((200, b"[]"), Reason.UNCERTAIN, False, True),
        ((200, b"7"), Reason.UNCERTAIN, False, True),
        ((200, b'"yes"'), Reason.UNCERTAIN, False, True),
        ((200, b'{"ErrorCode": "x", "Message": 5}'), Reason.UNCERTAIN, False, True),
        (None, Reason.UNCERTAIN, False, True),
    ],
)  # fmt: skip
def test_each_answer_says_what_to_do_next(
    provider: Provider,
    transport: AnymailTransport,
    reply: Reply,
    reason: str,
    permanent: bool,
    uncertain: bool,
) -> None:
    provider.reply = lambda: reply

    error = failure(transport)

    assert (error.reason, error.permanent, error.uncertain) == (reason, permanent, uncertain)
    assert "token" not in error.words.replace("Bad token", "")


def test_a_provider_that_hangs_leaves_doubt_after_the_time_limit(
    provider: Provider, transport: AnymailTransport
) -> None:
    released = threading.Event()
    provider.reply = lambda: (200, b"{}") if released.wait(2 * PLENTY) else None

    with ends():
        error = failure(transport)
    released.set()

    assert error.uncertain


def test_a_provider_that_is_not_there_has_no_mail_of_ours(settings: Settings) -> None:
    settings.ANYMAIL = {
        "POSTMARK_SERVER_TOKEN": "token",
        "POSTMARK_API_URL": "http://127.0.0.1:9/",
    }

    error = failure(AnymailTransport("anymail://postmark"))

    assert (error.reason, error.permanent, error.uncertain) == (Reason.TECHNICAL, False, False)


def test_a_provider_without_its_key_is_our_fault_and_no_messages(settings: Settings) -> None:
    settings.ANYMAIL = {}

    error = failure(AnymailTransport("anymail://postmark"))

    assert (error.reason, error.permanent, error.uncertain) == (Reason.TECHNICAL, False, False)
    assert "POSTMARK_SERVER_TOKEN" in error.words


def test_a_provider_that_nobody_knows_is_named() -> None:
    error = failure(AnymailTransport("anymail://pigeons"))

    assert (error.reason, error.permanent) == (Reason.TECHNICAL, False)
    assert error.words == "no such provider: pigeons"


@pytest.mark.parametrize("address", ["nobody", "li@example.test\nBcc: x@evil.test"])
def test_an_impossible_address_never_reaches_the_provider(
    provider: Provider, transport: AnymailTransport, address: str
) -> None:
    assert failure(transport, address=address).reason == Reason.NO_ADDRESS
    assert provider.requests == []
