"""Asking a payment system something over HTTP while its message waits for an answer."""

import threading
import time
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx2

from support.sources.kinds.base import NotVerifiable

# The other side waits for our answer meanwhile, and a thread of ours with it.
LONGEST_SECONDS = 4.0
MOST_AT_ONCE = 4  # of a process: the rest of its threads goes on hearing everybody else
LONGEST_ANSWER = 64 * 1024

_free = threading.BoundedSemaphore(MOST_AT_ONCE)


@dataclass(frozen=True)
class Answer:
    code: int
    content: bytes


def ask(method: str, url: str, **more: Any) -> Answer:
    """Return what was answered, of any status.

    Raises NotVerifiable when nothing came in time, or when as many as may wait wait already.
    No redirection is followed, so that nobody but the address given is ever asked.
    """
    if not _free.acquire(blocking=False):
        raise NotVerifiable("too many messages wait for the payment system's answer")
    try:
        return _ask(method, url, **more)
    finally:
        _free.release()


def _ask(method: str, url: str, **more: Any) -> Answer:
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
