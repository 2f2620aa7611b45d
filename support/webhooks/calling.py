"""Calling a receiver: signed, within bounds of time and size, and never inside our own network."""

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2
from standardwebhooks.webhooks import Webhook

from support.sending.guarded import FAULTS, exchange, said
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
    except FAULTS as fault:
        words = said(fault)
    took = round((time.monotonic() - begun) * 1000)
    return Answer(started_at, took, status, words.replace("\0", "")[:LONGEST_WORDS], retry_after)


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
    headers = {
        "User-Agent": AGENT,
        "Content-Type": "application/json",
        **signatures(wanted, body, now),
    }
    came = exchange(
        "POST", wanted.url, headers, body.encode(), ends_at=ends_at, longest=LONGEST_ANSWER
    )
    words = came.content.decode("utf-8", "replace")
    return came.status, words, _retry_after(came.headers.get("retry-after", ""), now)


def _retry_after(said: str, now: datetime) -> float:
    """Return the seconds that a receiver asks us to wait; 0 where it names none."""
    if said.isdecimal():
        return float(said[:9])
    try:
        return max((parsedate_to_datetime(said) - now).total_seconds(), 0.0)
    except (ValueError, TypeError):  # no date, or one without a zone
        return 0.0
