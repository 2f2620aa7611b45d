"""What the customer would be sent at an outcome. Whoever sends stands above, and is asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.dispatch import Signal

from troubleshooting.causes.models import Cause
from troubleshooting.causes.sentences import filled, samples
from troubleshooting.walks.showing.values import Message


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

    @property
    def is_silent(self) -> bool:
        """Whether no machine may write about the cause."""
        return self.cause is not None and self.cause.is_silent


# Sent with `telling`. A receiver returns the messages that it would send.
messages_asked = Signal()

# Sent with `message`, the name of one. A receiver returns what it is called.
title_asked = Signal()


def title_of(message: str) -> str:
    told = title_asked.send(sender=Message, message=message)
    return next((str(title) for _receiver, title in told), message)


def sentence_of(
    message: object,
    cause: Cause | None,
    language: str,
    *,
    direction: str = "",
    known: Mapping[str, str] | None = None,
) -> str:
    """Return what a customer is told of the cause, unless nothing is sent or may be said.

    It is filled with what is `known` of a payment; without any, with samples.
    """
    if not message or cause is None or cause.is_silent:
        return ""
    sentence = cause.customer_message(language, direction)
    return filled(sentence, samples(language) if known is None else known)


def messages_of(telling: Telling) -> list[Message]:
    """Return what would be sent; nothing of a cause that no machine may write about."""
    if telling.is_silent:
        return []
    told: Iterable[tuple[Any, Any]] = messages_asked.send(sender=Telling, telling=telling)
    return [message for _receiver, messages in told for message in messages]
