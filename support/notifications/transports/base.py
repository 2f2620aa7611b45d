"""What every transport takes, returns and raises."""

import logging
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from django.conf import settings

from support.files.models import StoredFile
from support.notifications.models.states import Reason
from support.notifications.words.rendering import Rendered

logger = logging.getLogger(__name__)

TIMEOUTS_A_MAIL = 4  # so many in a row, and the mail has taken long enough

# What a provider at fault says of every message, not of this one.
PROVIDER_FAULTS = {Reason.TECHNICAL, Reason.UNCERTAIN}


@dataclass(frozen=True)
class Outgoing:
    """A rendered message with all that its envelope needs.

    `unsubscribe_url` is "" for what is essential. `sender_name` is the name that its reader knows
    us by, `reply_to` the mailbox that people read, "" where there is none. `context` holds the
    words of the message, for providers that fill templates of their own.
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
    sender_name: str = ""
    reply_to: str = ""
    context: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[StoredFile] = ()


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


def uncertain(words: str) -> TransportError:
    return TransportError(Reason.UNCERTAIN, permanent=False, uncertain=True, words=words)


def technical(words: str) -> TransportError:
    """Say that our set-up or the way there is wrong: it goes out once that is mended."""
    return TransportError(Reason.TECHNICAL, permanent=False, words=words)


class Transport:
    """One way out of the house, made once in each process from its address in the settings."""

    def __init__(self, url: str) -> None:
        self.url = url

    def send(self, outgoing: Outgoing) -> str:
        """Hand over one message and return the provider's id for it ("" if it gives none).

        Raises TransportError.
        """
        raise NotImplementedError

    @property
    def may_have_left(self) -> bool:
        """Whether the message that `send` failed over may be with the provider all the same."""
        return True

    def hand_over(self, outgoing: Outgoing) -> str:
        """Send a message; whatever else goes wrong is a failure of the provider too.

        Its words are the name of the error alone, for its own may tell a password.
        """
        try:
            return self.send(outgoing)
        except TransportError:
            raise
        except Exception as error:
            uncertain = self.may_have_left
            logger.exception("Notification %s: not foreseen by its transport", outgoing.pk)
            self.close()
            raise TransportError(
                Reason.UNCERTAIN if uncertain else Reason.TECHNICAL,
                permanent=False,
                uncertain=uncertain,
                words=type(error).__name__,
            ) from error

    def look_up(self, pk: str, address: str, handed_at: datetime) -> str | None:
        """Ask what became of a message that was handed over without an answer.

        Return the provider's id if it took the message, "" if it surely did not, and None when
        it can't be told, which is so wherever this isn't overridden.
        """
        return None

    def ask(self, pk: str, address: str, handed_at: datetime) -> str | None:
        """Look a message up; whatever goes wrong with that tells nothing."""
        try:
            return self.look_up(pk, address, handed_at)
        except Exception:
            logger.exception("Notification %s: its provider could not be asked", pk)
            return None

    @property
    def can_look_up(self) -> bool:
        return type(self).look_up is not Transport.look_up

    def close(self) -> None:
        """Give up what is kept between messages."""


class Deadline:
    """Hangs up when a server takes too long in all, however it keeps the line busy meanwhile.

    Time-outs of a socket begin anew with every byte.
    """

    def __init__(self, seconds: float) -> None:
        self.has_passed = False
        self._line: Callable[[], socket.socket | None] = lambda: None
        self._timer = threading.Timer(seconds, self._pass)
        self._timer.daemon = True

    @classmethod
    def of_a_mail(cls) -> Self:
        return cls(settings.EMAIL_TIMEOUT * TIMEOUTS_A_MAIL)

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()

    def watch(self, line: Callable[[], socket.socket | None]) -> None:
        """Hang up on what `line` returns when the time is over; at once if it is."""
        self._line = line
        if self.has_passed:
            self._hang_up()

    def _pass(self) -> None:
        self.has_passed = True
        self._hang_up()

    def _hang_up(self) -> None:
        if (line := self._line()) is not None:
            with suppress(OSError):  # it is closed already
                # Not TLS's own way to do it, which is not for another thread.
                socket.socket.shutdown(line, socket.SHUT_RDWR)
