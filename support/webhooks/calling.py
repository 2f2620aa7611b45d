"""Calling a receiver: signed, within bounds of time and size, and never inside our own network."""

import json
import socket
import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

import httpcore2
import httpx2
from standardwebhooks.webhooks import Webhook

from support.webhooks.addresses import may_call
from support.webhooks.models import LONGEST_WORDS

CALL_SECONDS = 10.0  # for all of it: name, connection, TLS, answer
LONGEST_ANSWER = 4 * 1024  # more of it is not read
AGENT = "Casewalk-Webhooks/1"


@dataclass(frozen=True)
class Call:
    """All that a thread needs to call, without the database."""

    url: str
    secrets: list[str]
    webhook_id: str
    body: dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What came back; without a status no answer did. `retry_after` is in seconds."""

    started_at: datetime
    took_ms: int
    status: int | None = None
    words: str = ""
    retry_after: float = 0.0

    @property
    def is_taken(self) -> bool:
        """Only 2xx is a yes: a redirect is followed nowhere."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """410, by which a receiver asks for no more events."""
        return self.status == httpx2.codes.GONE


def call(wanted: Call) -> Answer:
    """Send one event; whatever goes wrong is an answer."""
    started_at, begun = datetime.now(UTC), time.monotonic()
    status, words, retry_after = None, "", 0.0
    try:
        status, words, retry_after = _exchange(wanted, started_at, ends_at=begun + CALL_SECONDS)
    except Refused:
        words = "address inside our own network"
    except (httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError) as error:
        words = f"{type(error).__name__}: {error}"
    except (httpcore2.UnsupportedProtocol, OSError, ValueError) as error:
        words = type(error).__name__
    took = round((time.monotonic() - begun) * 1000)
    return Answer(started_at, took, status, words.replace("\0", "")[:LONGEST_WORDS], retry_after)


class Refused(Exception):
    """A name leads to addresses that may not be called."""


def signatures(wanted: Call, body: str, now: datetime) -> dict[str, str]:
    """Return the headers of the Standard Webhooks specification, one signature a secret."""
    signed = [Webhook(secret).sign(wanted.webhook_id, now, body) for secret in wanted.secrets]
    return {
        "webhook-id": wanted.webhook_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signed),
    }


def _exchange(wanted: Call, now: datetime, *, ends_at: float) -> tuple[int, str, float]:
    body = json.dumps(wanted.body, ensure_ascii=False, separators=(",", ":"))
    told = {
        "Host": httpx2.URL(wanted.url).netloc.decode(),
        "User-Agent": AGENT,
        "Content-Type": "application/json",
        "Connection": "close",
        **signatures(wanted, body, now),
    }
    headers = [(name.encode(), value.encode()) for name, value in told.items()]
    is_secure = wanted.url.startswith("https:")
    backend = GuardedBackend(ends_at=ends_at, is_secure=is_secure)
    with (
        httpcore2.ConnectionPool(
            ssl_context=trusted() if is_secure else None, network_backend=backend, retries=0
        ) as pool,
        pool.stream("POST", wanted.url, headers=headers, content=body.encode()) as answer,
    ):
        read = b""
        for piece in answer.iter_stream():
            read += piece
            if len(read) >= LONGEST_ANSWER:
                break
        return answer.status, read.decode("utf-8", "replace"), _retry_after(answer.headers, now)


def _retry_after(headers: Iterable[tuple[bytes, bytes]], now: datetime) -> float:
    """Return the seconds that a receiver asks us to wait; 0 where it names none."""
    said = next((v.decode("latin-1") for k, v in headers if k.lower() == b"retry-after"), "")
    if said.isdecimal():
        return float(said[:9])
    try:
        return max((parsedate_to_datetime(said) - now).total_seconds(), 0.0)
    except (ValueError, TypeError):  # no date, or one without a zone
        return 0.0


@cache
def trusted() -> ssl.SSLContext:
    """Whom certificates come from; reading them takes 30 ms, so once for all."""
    return httpx2.create_ssl_context(trust_env=False)


class GuardedBackend(httpcore2.NetworkBackend):
    """Sockets to addresses that may be called, until a moment of the monotonic clock.

    The name is looked up here, once, and the connection goes to what was judged: a name that
    answers otherwise the next time is not asked again.
    """

    def __init__(self, *, ends_at: float, is_secure: bool) -> None:
        self._ends_at, self._is_secure = ends_at, is_secure
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore2.NetworkStream:
        found = [info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        allowed = [str(one) for one in found if may_call(str(one), is_secure=self._is_secure)]
        if not allowed:
            raise Refused(host)
        stream = self._plain.connect_tcp(
            allowed[0], port, left_until(self._ends_at), local_address, socket_options
        )
        return BoundStream(stream, self._ends_at)


class BoundStream(httpcore2.NetworkStream):
    """A connection that ends at a moment, however slowly the other side goes on."""

    def __init__(self, stream: httpcore2.NetworkStream, ends_at: float) -> None:
        self._stream, self._ends_at = stream, ends_at

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, left_until(self._ends_at))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, left_until(self._ends_at))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        left = left_until(self._ends_at)
        return BoundStream(
            self._stream.start_tls(ssl_context, server_hostname, left), self._ends_at
        )

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def left_until(ends_at: float) -> float:
    """Return the seconds that are left. Raises httpcore2.ReadTimeout where there are none."""
    left = ends_at - time.monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout("no end of it")
    return left
