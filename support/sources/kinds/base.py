"""What a kind of source is: it verifies a message, reads it and answers it."""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from support.payments.news import PaymentNews

if TYPE_CHECKING:
    from support.sources.models import Source

Headers = Mapping[str, str]
KIB = 1024


class BadSignature(Exception):
    """The message isn't from the source, or is too old; the text says what is wrong with it."""


class NotVerifiable(Exception):
    """Nobody can tell now whether the message is the source's: it should be sent again."""


class UnreadableBody(ValueError):
    """The body has not the form of this kind; the text says why."""


@dataclass(frozen=True)
class About:
    """What admins are told of a kind.

    `secret` says what to put into a source's secrets, `docs` where the provider tells of it, and
    `always_sends` names the fields of a payment whose absence means that the request lacked them.
    Providers refuse a request that lacks something, so what their news lack says nothing of it.
    """

    name: str | Promise
    secret: str | Promise
    docs: str | Promise
    always_sends: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What a message says: its name in the source's own words, and the news in it.

    `why_none` says why there is no news of a payment in it.
    """

    type: str
    news: tuple[PaymentNews, ...] = ()
    why_none: str = ""


@dataclass(frozen=True)
class Answer:
    """What a source wants to hear when its message was taken."""

    status: int = 200
    text: str = ""
    content_type: str = "text/plain; charset=utf-8"


class Kind(ABC):
    """One payment system's way of telling. Kinds keep nothing, so that one serves all sources."""

    about: About
    answer = Answer(text='{"received": true}', content_type="application/json")
    most_bytes = 256 * KIB
    # Where its provider tells where a payment stands, as `looking.calling.address_for` fills it.
    look_up_address = ""
    access_header = "Authorization"
    # Whether it takes orders to send again or to refund, in our own form.
    takes_orders = False

    @abstractmethod
    def verify(
        self, body: bytes, headers: Headers, secrets: Sequence[str], *, now: datetime
    ) -> str:
        """Return the message's id: what is signed decides it, so that nobody can make up another.

        Any of the secrets will do. Raises BadSignature, NotVerifiable or UnreadableBody.
        """

    @abstractmethod
    def read(self, body: bytes, headers: Headers, source: "Source") -> Reading:
        """Return what a verified message says. Raises UnreadableBody."""

    def read_answer(self, body: bytes, source: "Source") -> Reading:
        """Return what a payment looked up says; by default as an event does.

        Raises UnreadableBody.
        """
        return self.read(body, {}, source)


def wrapped(**message: object) -> bytes:
    """Write an answer as the event that would have told it."""
    return json.dumps(message).encode()
