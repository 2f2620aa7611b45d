"""Calls to SMS providers over HTTP, where an answer that is lost costs a second message."""

import json
import logging
import time
from dataclasses import dataclass
from typing import Any

import httpx2

from support.notifications.addresses.sms_senders import number_of
from support.notifications.models.states import Reason
from support.notifications.transports.base import TransportError

# It logs every address it asks, and ours hold password, number and text.
for name in ("httpx2", "httpcore2"):
    logging.getLogger(name).setLevel(logging.WARNING)

TIMEOUT_SECONDS = 15.0
LONGEST_ANSWER = 64 * 1024
CERTAINLY_NOT_SENT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.UnsupportedProtocol,
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
    uncertain send.
    """

    def __init__(self) -> None:
        self.client = httpx2.Client(
            timeout=TIMEOUT_SECONDS,
            limits=httpx2.Limits(max_keepalive_connections=0),
            trust_env=False,
        )

    def call(self, method: str, url: str, **more: Any) -> Answer:
        """Return what a provider answers. Raises TransportError when it doesn't.

        A provider that answers drop by drop is given up as well.
        """
        ends_at = time.monotonic() + TIMEOUT_SECONDS
        try:
            with self.client.stream(method, url, **more) as answer:
                content = b""
                for piece in answer.iter_bytes():
                    content += piece
                    if time.monotonic() > ends_at or len(content) > LONGEST_ANSWER:
                        raise uncertain(f"{answer.status_code} without an end")
                return Answer(answer.status_code, content.decode("utf-8", "replace"))
        except CERTAINLY_NOT_SENT as error:
            raise technical(type(error).__name__) from error
        except httpx2.HTTPError as error:
            raise uncertain(type(error).__name__) from error
        except httpx2.InvalidURL as error:
            # A text that is too long for an address.
            raise TransportError(Reason.REFUSED, permanent=True, words="InvalidURL") from error


def recipient_of(address: str) -> str:
    """Return a number as E.164. Raises TransportError for what is none."""
    number = number_of(address)
    if number is None:
        raise TransportError(Reason.NO_ADDRESS, permanent=True, words="not a number (E.164)")
    return number


def uncertain(words: str) -> TransportError:
    return TransportError(Reason.UNCERTAIN, permanent=False, uncertain=True, words=words)


def technical(words: str) -> TransportError:
    """Say that our set-up or the way there is wrong: it goes out once that is mended."""
    return TransportError(Reason.TECHNICAL, permanent=False, words=words)
