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
_writing: list[Writing] = []


def write_messages_by(writing: Writing) -> None:
    """Name who knows what would be sent; the last one named is asked."""
    _writing[:] = [writing]


def messages_of(telling: Telling) -> list[Message]:
    """Return what would be sent; nothing of a cause that no machine may write about."""
    if telling.cause is not None and telling.cause.disclosure == Cause.Disclosure.SILENT:
        return []
    return list(_writing[0](telling)) if _writing else []
