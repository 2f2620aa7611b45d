"""E-mail by the HTTP API of a provider that django-anymail knows."""

import threading
from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import requests
from anymail.exceptions import (
    AnymailAPIError,
    AnymailConfigurationError,
    AnymailError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
)
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool

from support.notifications.models.states import Reason
from support.notifications.transports.base import (
    Deadline,
    Outgoing,
    Transport,
    TransportError,
    technical,
    uncertain,
)
from support.notifications.transports.composing import SteadyEmail, compose_email

NOTIFICATION = "notification"  # under this name providers give our id back in their events

# Said of every message until somebody mends the set-up or the account.
OUR_FAULT = {401, 402, 403, 404, 405}
TRY_LATER = {408, 425, 429}
SURELY_NOT_TAKEN = {503}
CERTAINLY_NOT_SENT = (
    requests.ConnectTimeout,
    requests.exceptions.SSLError,
    requests.URLRequired,
    requests.exceptions.InvalidHeader,
)

# Postmark replaces a Message-ID unless it is told not to.
HEADERS = {"postmark": {"X-PM-KeepID": "true"}}


class AnymailTransport(threading.local, Transport):
    """`anymail://postmark` and its like; keys come from ANYMAIL_… in the environment.

    Each thread keeps a session of its own.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.provider = urlsplit(url).netloc.lower()
        self.backend: BaseEmailBackend | None = None
        self.deadline: Deadline | None = None
        self.can_note = True
        self.has_begun = False

    def send(self, outgoing: Outgoing) -> str:
        self.has_begun = False
        message = self._message(outgoing)
        try:
            with Deadline.of_a_mail() as deadline:
                self._connected(deadline).send_messages([message])
        except (AnymailError, AnymailConfigurationError) as error:
            self.close()
            raise transport_error(error) from error
        status = message.anymail_status  # type: ignore[attr-defined]
        if status.status == {"unknown"} and not status.message_id:
            raise uncertain("the answer says neither yes nor no")
        return str(status.message_id or "")

    @property
    def may_have_left(self) -> bool:
        return self.has_begun or not self.can_note

    def close(self) -> None:
        closing, self.backend = self.backend, None
        if closing is not None:
            closing.close()

    def _message(self, outgoing: Outgoing) -> SteadyEmail:
        message = compose_email(outgoing)
        message.extra_headers |= HEADERS.get(self.provider, {})
        message.metadata = {NOTIFICATION: outgoing.pk}  # type: ignore[attr-defined]
        if outgoing.event:
            message.tags = [outgoing.event]  # type: ignore[attr-defined]
        # We don't follow customers about.
        message.track_opens = message.track_clicks = False  # type: ignore[attr-defined]
        return message

    def _connected(self, deadline: Deadline) -> BaseEmailBackend:
        if self.backend is None:
            # What a provider can't do, like switching off tracking that it doesn't have, is no
            # reason not to send.
            backend = f"anymail.backends.{self.provider}.EmailBackend"
            try:
                opened = get_connection(backend, ignore_unsupported_features=True)
            except ModuleNotFoundError as error:
                raise technical(f"no such provider: {self.provider}") from error
            opened.open()
            self.backend = opened
            self._listen_to(opened)
        self.deadline = deadline
        return self.backend

    def _listen_to(self, backend: BaseEmailBackend) -> None:
        """Learn of each request that leaves; Amazon's library has no session to ask for that."""
        session = getattr(backend, "session", None)
        if isinstance(session, requests.Session):
            session.mount("https://", NotingAdapter(self._note))
            session.mount("http://", NotingAdapter(self._note))
        else:
            self.can_note = False

    def _note(self, connection: HTTPConnection) -> None:
        self.has_begun = True
        assert self.deadline is not None  # requests leave below `send`  # noqa: S101
        self.deadline.watch(lambda: connection.sock)


class NotingAdapter(HTTPAdapter):
    """Calls `on_begun` just before a request leaves on a connection."""

    def __init__(self, on_begun: Callable[[HTTPConnection], None]) -> None:
        self.on_begun = on_begun
        super().__init__()

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> HTTPConnectionPool:
        pool: HTTPConnectionPool = super().get_connection_with_tls_context(*args, **kwargs)
        plain: Any = type(pool).ConnectionCls

        def endheaders(connection: HTTPConnection, *args: Any, **kwargs: Any) -> None:
            self.on_begun(connection)
            plain.endheaders(connection, *args, **kwargs)

        pool.ConnectionCls = type(plain.__name__, (plain,), {"endheaders": endheaders})
        return pool


def transport_error(error: AnymailError | AnymailConfigurationError) -> TransportError:
    """Say what a failure of a provider's API means for the message."""
    match error:
        case AnymailRecipientsRefused():
            return TransportError(Reason.REFUSED, permanent=True, words=_told(error))
        case AnymailInvalidAddress():
            return TransportError(Reason.NO_ADDRESS, permanent=True, words=_told(error))
        case AnymailAPIError(status_code=int() as code):
            return _answered(code, _told(error))
        case AnymailAPIError() if _never_arrived(error):
            return technical(_told(error))
        case AnymailAPIError():
            return uncertain(_told(error))
    return technical(_told(error))


def _answered(code: int, words: str) -> TransportError:
    if code in TRY_LATER:
        return TransportError(Reason.BUSY, permanent=False, words=words)
    if code in OUR_FAULT or code in SURELY_NOT_TAKEN:
        return technical(words)
    if 400 <= code < 500:
        return TransportError(Reason.BLOCKED, permanent=True, words=words)
    return uncertain(words)  # 5xx, or a yes that can't be read


def _never_arrived(error: AnymailAPIError) -> bool:
    """Whether the request did not reach the provider."""
    if isinstance(error, CERTAINLY_NOT_SENT):
        return True
    return isinstance(error, requests.ConnectionError) and "NewConnectionError" in str(error)


def _told(error: Exception) -> str:
    return " ".join(f"{type(error).__name__} {error}".split())
