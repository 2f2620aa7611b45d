"""Calling an address that somebody entered: within bounds, and never inside our own network."""

import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore2
import httpx2

from support.sending.addresses import may_call

# What goes wrong on the way; `said` puts it into words.
FAULTS = (
    httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError,
    httpcore2.UnsupportedProtocol, OSError, ValueError,
)  # fmt: skip


class Refused(ValueError):
    """A name leads to addresses that may not be called."""


@dataclass(frozen=True)
class Exchanged:
    """What came back. No redirect was followed; `is_whole` unless more came than was read."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    is_whole: bool


def exchange(
    method: str,
    url: str,
    headers: Mapping[str, str],
    content: bytes = b"",
    *,
    ends_at: float,
    longest: int,
) -> Exchanged:
    """Ask until a moment of the monotonic clock. Raises one of `FAULTS`.

    Of the answer at most `longest` bytes are read.
    """
    told = {"Host": httpx2.URL(url).netloc.decode(), "Connection": "close", **headers}
    raw = [(name.encode(), value.encode()) for name, value in told.items()]
    is_secure = url.startswith("https:")
    backend = GuardedBackend(ends_at=ends_at, is_secure=is_secure)
    with (
        httpcore2.ConnectionPool(
            ssl_context=trusted() if is_secure else None, network_backend=backend, retries=0
        ) as pool,
        pool.stream(method, url, headers=raw, content=content) as answer,
    ):
        read = b""
        for piece in answer.iter_stream():
            read += piece
            if len(read) > longest:
                break
        heads = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in answer.headers}
        return Exchanged(answer.status, heads, read[:longest], len(read) <= longest)


def said(fault: Exception) -> str:
    """Say in a few words what went wrong, nothing of what we sent."""
    if isinstance(fault, Refused):
        return "address inside our own network"
    ours = OSError | ValueError | httpcore2.UnsupportedProtocol | httpcore2.LocalProtocolError
    if isinstance(fault, ours):  # the last quotes a header that can't be written, secret and all
        return type(fault).__name__
    return f"{type(fault).__name__}: {fault}"


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
