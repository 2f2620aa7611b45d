"""What every transport takes, returns and raises."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from support.notifications.models.states import Reason
from support.notifications.words.rendering import Rendered

# What a provider at fault says of every message, not of this one.
PROVIDER_FAULTS = {Reason.TECHNICAL, Reason.UNCERTAIN}


@dataclass(frozen=True)
class Outgoing:
    """A rendered message with all that its envelope needs.

    `unsubscribe_url` is "" for what is essential. `context` holds the words of the message, for
    providers that fill templates of their own.
    """

    pk: str
    address: str
    message_id: str
    thread: str
    is_automatic: bool
    created_at: datetime
    rendered: Rendered
    event: str = ""
    language: str = ""
    unsubscribe_url: str = ""
    context: Mapping[str, str] = field(default_factory=dict)


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

    @property
    def is_providers(self) -> bool:
        """Whether the provider is at fault, so that other messages would fail as well."""
        return self.uncertain or self.reason in PROVIDER_FAULTS


class Transport:
    """One way out of the house, made once in each process from its address in the settings."""

    def __init__(self, url: str) -> None:
        self.url = url

    def send(self, outgoing: Outgoing) -> str:
        """Hand over one message and return the provider's id for it ("" if it gives none).

        Raises TransportError.
        """
        raise NotImplementedError

    def look_up(self, pk: str, address: str, handed_at: datetime) -> str | None:
        """Ask what became of a message that was handed over without an answer.

        Return the provider's id if it took the message, "" if it surely did not, and None when
        it can't be told, which is so wherever this isn't overridden.
        """
        return None

    @property
    def can_look_up(self) -> bool:
        return type(self).look_up is not Transport.look_up

    def close(self) -> None:
        """Give up what is kept between messages."""
