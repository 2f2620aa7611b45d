"""What the customer would be sent at an outcome. Whoever sends stands above, and hands in how."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from troubleshooting.causes.models import Cause


@dataclass(frozen=True)
class Telling:
    """An outcome that is told: its message, "" for none, and what is known of the payment.

    `reference` is that of the case, "" where there is none.
    """

    message: str
    status: str
    cause: Cause | None
    language: str
    facts: Mapping[str, Any]
    reference: str = ""


@dataclass(frozen=True)
class Message:
    """One message as the customer would get it; an e-mail has no segments, an SMS no subject."""

    channel: str
    subject: str
    text: str
    segments: int


Writing = Callable[[Telling], Sequence[Message]]
Naming = Callable[[str], str]
_writing: list[Writing] = []
_naming: list[Naming] = []


def write_messages_by(writing: Writing, naming: Naming) -> None:
    """Name who knows what would be sent and what it is called; the last ones named are asked."""
    _writing[:], _naming[:] = [writing], [naming]


def title_of(message: str) -> str:
    return _naming[0](message) if _naming else message


def sentence_of(entry: Mapping[str, Any], cause: Cause | None, language: str) -> str:
    """Return what a customer is told of the cause, unless nothing is sent or may be said."""
    if not entry.get("message") or cause is None or cause.disclosure == Cause.Disclosure.SILENT:
        return ""
    return cause.customer_message(language)


def messages_of(telling: Telling) -> list[Message]:
    """Return what would be sent; nothing of a cause that no machine may write about."""
    if telling.cause is not None and telling.cause.disclosure == Cause.Disclosure.SILENT:
        return []
    return list(_writing[0](telling)) if _writing else []
