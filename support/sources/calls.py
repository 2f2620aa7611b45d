"""Asking a payment system something over HTTP while its message waits for an answer."""

import time
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx2

from support.sources.kinds.base import NotVerifiable

LONGEST_SECONDS = 8.0
LONGEST_ANSWER = 64 * 1024


@dataclass(frozen=True)
class Answer:
    code: int
    content: bytes


def ask(method: str, url: str, **more: Any) -> Answer:
    """Return what was answered, of any status. Raises NotVerifiable when nothing came in time.

    No redirection is followed, so that nobody but the address given is ever asked.
    """
    ends_at = time.monotonic() + LONGEST_SECONDS
    try:
        with _client().stream(method, url, **more) as answer:
            content = b""
            for piece in answer.iter_bytes():
                content += piece
                if len(content) > LONGEST_ANSWER or time.monotonic() > ends_at:
                    raise NotVerifiable("the payment system's answer does not end")
            return Answer(answer.status_code, content)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise NotVerifiable(
            f"the payment system does not answer: {type(error).__name__}"
        ) from error


@cache
def _client() -> httpx2.Client:
    """One for all: opening it reads the trusted certificates, which takes 30 ms."""
    return httpx2.Client(timeout=LONGEST_SECONDS / 2, trust_env=False)
