"""What every transport takes, returns and raises."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from support.notifications.rendering import Rendered


@dataclass(frozen=True)
class Outgoing:
    """A rendered message with all that its envelope needs."""

    pk: str
    address: str
    message_id: str
    thread: str
    is_automatic: bool
    created_at: datetime
    rendered: Rendered


class TransportError(Exception):
    """A provider did not take a message.

    `permanent` says that trying again is useless, `uncertain` that it may have gone out all the
    same. `words` are the provider's own, as they came.
    """

    def __init__(
        self, reason: str, *, permanent: bool, uncertain: bool = False, words: str = ""
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.uncertain = uncertain
        self.words = words


class Transport(Protocol):
    def send(self, outgoing: Outgoing) -> str:
        """Hand over one message and return the provider's id for it ("" if it gives none).

        Raises TransportError.
        """
