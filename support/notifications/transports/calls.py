"""Calls to SMS providers over HTTP, where an answer that is lost costs a second message."""

import json
import ssl
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import httpx2

from support.notifications.addresses.sms_senders import number_of
from support.notifications.models.states import Reason
from support.notifications.transports.base import (
    Deadline,
    Outgoing,
    Transport,
    TransportError,
    technical,
    uncertain,
)

TIMEOUT_SECONDS = 15.0
LONGEST_CALL_SECONDS = 20.0  # a time-out begins anew with every byte
LONGEST_ANSWER = 64 * 1024
CERTAINLY_NOT_SENT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.UnsupportedProtocol,
    httpx2.LocalProtocolError,  # our own request can't be written down
)


@dataclass(frozen=True)
class Answer:
    code: int
    text: str

    @property
    def words(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def fields(self) -> dict[str, Any]:
        """The JSON object that was answered; empty where it was none."""
        try:
            read = json.loads(self.text)
        except (ValueError, RecursionError):
            return {}
        return read if isinstance(read, dict) else {}


class Caller:
    """Calls a provider, each time on a new connection.

    One that is kept might just have been closed by the other side, which would look like an
    uncertain send. `has_begun` is true from the moment a request begins to leave.
    """

    has_begun = False

    def __init__(self) -> None:
        self.client = httpx2.Client(
            timeout=TIMEOUT_SECONDS,
            limits=httpx2.Limits(max_keepalive_connections=0),
            trust_env=False,
            verify=_trusted(),
        )

    def call(self, method: str, url: str, **more: Any) -> Answer:
        """Return what a provider answers. Raises TransportError when it doesn't.

        A provider that answers drop by drop is given up as well.
        """
        with Deadline(LONGEST_CALL_SECONDS) as deadline:
            trace = {"trace": partial(self._note, deadline)}
            try:
                with self.client.stream(method, url, extensions=trace, **more) as answer:
                    content = b""
                    for piece in answer.iter_bytes():
                        content += piece
                        if len(content) > LONGEST_ANSWER:
                            raise uncertain(f"{answer.status_code} without an end")
                    return Answer(answer.status_code, content.decode("utf-8", "replace"))
            except CERTAINLY_NOT_SENT as error:
                raise technical(type(error).__name__) from error
            except httpx2.HTTPError as error:
                words = "no end of it" if deadline.has_passed else type(error).__name__
                raise uncertain(words) from error
            except httpx2.InvalidURL as error:
                # A text that is too long for an address.
                raise TransportError(Reason.REFUSED, permanent=True, words="InvalidURL") from error

    def _note(self, deadline: Deadline, event: str, told: dict[str, Any]) -> None:
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            line = told["return_value"].get_extra_info("socket")
            deadline.watch(lambda: line)
        elif event.endswith("send_request_headers.started"):
            self.has_begun = True


class CalledTransport(Transport):
    """A provider that is called over HTTP."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.caller = Caller()

    def hand_over(self, outgoing: Outgoing) -> str:
        self.caller.has_begun = False
        return super().hand_over(outgoing)

    @property
    def may_have_left(self) -> bool:
        return self.caller.has_begun


@cache
def _trusted() -> ssl.SSLContext:
    """Whom providers' certificates come from; reading them takes 30 ms, so once for all."""
    return httpx2.create_ssl_context(trust_env=False)


def recipient_of(address: str) -> str:
    """Return a number as E.164. Raises TransportError for what is none."""
    number = number_of(address)
    if number is None:
        raise TransportError(Reason.NO_ADDRESS, permanent=True, words="not a number (E.164)")
    return number
