"""Calling a source: to ask where a payment stands, or to order that money moves."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from support.payments.models import Payment
from support.sending.guarded import FAULTS, exchange, said
from support.sources.looking.access import NAME

CALL_SECONDS = 10.0  # for all of it: name, connection, TLS, answer
LONGEST_ANSWER = 64 * 1024
AGENT = "Casewalk/1"


class Unnamed(ValueError):
    """The address asks for a name that the payment does not have."""


@dataclass(frozen=True)
class Call:
    """All that a thread needs to call, without the database."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = b""


@dataclass(frozen=True)
class Came:
    """What came back; without a status no whole answer did, and `words` say why."""

    status: int | None = None
    content: bytes = b""
    words: str = ""

    @property
    def is_fine(self) -> bool:
        """Only 2xx is an answer to what was asked: a redirect is followed nowhere."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_fault(self) -> bool:
        """Tell whether the source is at fault, and not what we asked of it."""
        return self.status is None or self.status >= 500 or self.status == 429


def call(wanted: Call) -> Came:
    """Ask a source something; whatever goes wrong is an answer."""
    ends_at = time.monotonic() + CALL_SECONDS
    headers = {"User-Agent": AGENT, "Accept": "application/json", **wanted.headers}
    try:
        came = exchange(
            wanted.method, wanted.url, headers, wanted.body, ends_at=ends_at, longest=LONGEST_ANSWER
        )
    except FAULTS as fault:
        return Came(words=said(fault))
    if not came.is_whole:
        return Came(words="the answer is too long")
    return Came(came.status, came.content, f"HTTP {came.status}")


def address_for(template: str, payment: Payment) -> str:
    """Fill the names of an address: reference, or the kind of one of the payment's references.

    Raises Unnamed for a name that the payment does not have.
    """
    names = {one.kind: one.value for one in reversed(payment.references.all())}
    names["reference"] = payment.reference

    def named(found: re.Match[str]) -> str:
        name = found.group(1)
        if name not in names:
            raise Unnamed(f"the payment has no {name}")
        return quote(names[name], safe="")

    return NAME.sub(named, template)
