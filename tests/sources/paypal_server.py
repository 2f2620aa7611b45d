"""A PayPal on this machine: it hands out tokens and says whether an event is its own."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from tests.sources.signing import key_pair, paypal_text

MARK = b'"webhook_event": '


class PayPalServer(ThreadingHTTPServer):
    """`asked` are the paths of all calls; `fails_with` answers them all with a status instead."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []
        self.fails_with = 0
        self.forgets_tokens = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: PayPalServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(self.path)
        if self.server.fails_with:
            return self._say(self.server.fails_with, {})
        if self.path == "/v1/oauth2/token":
            basic = base64.b64encode(b"client:secret").decode()
            if self.headers["Authorization"] != f"Basic {basic}":
                return self._say(401, {"error": "invalid_client"})
            self.server.forgets_tokens = False
            return self._say(200, {"access_token": "token-1", "expires_in": 32400})
        if self.server.forgets_tokens or self.headers["Authorization"] != "Bearer token-1":
            return self._say(401, {})
        status = "SUCCESS" if self._is_ours(body) else "FAILURE"
        return self._say(200, {"verification_status": status})

    def _is_ours(self, body: bytes) -> bool:
        """Verify over the bytes of the event as they came, as PayPal does."""
        event = body[body.index(MARK) + len(MARK) : -1]
        about = json.loads(body)
        headers = {
            "PayPal-Transmission-Id": about["transmission_id"],
            "PayPal-Transmission-Time": about["transmission_time"],
        }
        try:
            key_pair("paypal")[0].public_key().verify(
                base64.b64decode(about["transmission_sig"]),
                paypal_text(headers, about["webhook_id"], event),
                padding.PKCS1v15(),
                hashes.SHA256(),
            )
        except (InvalidSignature, ValueError):
            return False
        return True

    def _say(self, status: int, content: dict[str, Any]) -> None:
        answer = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_args: object) -> None:
        pass


@contextmanager
def paypal_server() -> Iterator[PayPalServer]:
    server = PayPalServer()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
