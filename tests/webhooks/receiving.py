"""Receivers on the loopback interface, good and bad ones."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook

from support.webhooks.models import Endpoint
from support.webhooks.services import make_endpoint
from support.webhooks.topics import Topic
from tests.factories import NOW, make_agent


@dataclass
class Receiver:
    """What a receiver heard, and how it answers: status and headers."""

    port: int = 0
    heard: list[dict[str, Any]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    answer: Callable[[], tuple[int, dict[str, str]]] = lambda: (204, {})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks?a=b"

    def of(self, subject: str) -> list[str]:
        """Return the kinds of events that it heard of a case, in their order."""
        return [one["type"] for one in self.heard if one["data"]["case"]["reference"] == subject]

    def verify(self, secret: str) -> None:
        """Check every signature as a receiver would; raises where one is wrong."""
        for body, headers in zip(self.bodies, self.headers, strict=True):
            Webhook(secret).verify(body, headers)


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Answer on a port of the loopback interface, as the receiver says."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status, more = receiver.answer()
            receiver.bodies.append(body)
            receiver.headers.append({key.lower(): value for key, value in self.headers.items()})
            if status < 300:
                receiver.heard.append(json.loads(body))
                receiver.ids.append(self.headers["webhook-id"])
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def hanging(*, says: bytes = b"", every: float = 0.0) -> Iterator[int]:
    """Take connections and never finish an answer; yield the port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ended = threading.Event()

        def drip(line: socket.socket) -> None:
            with line:
                while not ended.wait(every or 0.1):
                    if says:
                        line.sendall(says)

        def take() -> None:
            while not ended.is_set():
                try:
                    line, _address = listening.accept()
                except OSError:
                    return
                threading.Thread(target=drip, args=(line,), daemon=True).start()

        threading.Thread(target=take, daemon=True).start()
        try:
            yield listening.getsockname()[1]
        finally:
            ended.set()
            time.sleep(0.01)


def make_receiver(receiver: Receiver | int, name: str = "erp", **overrides: Any) -> Endpoint:
    """Make an endpoint that is told of everything."""
    port = receiver if isinstance(receiver, int) else receiver.port
    url = overrides.pop("url", f"http://127.0.0.1:{port}/hooks?a=b")
    values = {"topics": Topic.values, "now": NOW, "actor": make_agent()} | overrides
    return make_endpoint(name=name, url=url, **values)
