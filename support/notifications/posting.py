"""A way out for mail that is no message to a customer: who has such rows hands them over here."""

from datetime import datetime

from support.notifications.models import Channel
from support.notifications.outbox.holding import is_held
from support.notifications.transports import Outgoing, TransportError, ways_of
from support.notifications.transports.base import technical
from support.notifications.words.rendering import Rendered

__all__ = ["Outgoing", "Rendered", "TransportError", "may_post", "post"]


def may_post(now: datetime) -> bool:
    """Tell whether mail may leave at all: not from a copy, nor without a provider."""
    return bool(ways_of(Channel.EMAIL)) and not is_held(now)


def post(outgoing: Outgoing) -> str:
    """Hand a mail to the first provider that takes it; return the provider's id for it.

    Raises TransportError, of the last one where several could not take it. What one of them may
    have taken is offered to no other.
    """
    fault = technical("no provider")
    for way in ways_of(Channel.EMAIL):
        try:
            return way.transport.hand_over(outgoing)
        except TransportError as error:
            if error.uncertain or error.permanent:
                raise
            fault = error
    raise fault
