"""E-mail over SMTP, on one connection that is kept between messages."""

import smtplib
import threading
import time

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from support.notifications.models import Reason
from support.notifications.transports.base import Outgoing, TransportError
from support.notifications.transports.composing import compose_email

# Servers close a silent connection, some within 10 s, and many take 100 messages on one.
IDLE_SECONDS = 5.0
MESSAGES_PER_CONNECTION = 100

# Replies to MAIL FROM that speak of our set-up, not of the message: 530 and 535 want us to sign
# in, 538 wants encryption (RFC 4954).
OUR_FAULT = {530, 535, 538}
CLOSING = 421


class SmtpTransport(threading.local):
    """Each thread gets a connection of its own: `threading.local` runs __init__ once in each."""

    def __init__(self) -> None:
        self.connection: BaseEmailBackend | None = None
        self.used_at = 0.0
        self.sent = 0

    def send(self, outgoing: Outgoing) -> str:
        message = compose_email(outgoing)
        try:
            self._send(message)
        except smtplib.SMTPException as error:
            self.close()
            raise transport_error(error) from error
        except OSError as error:
            self.close()
            raise TransportError(
                Reason.TECHNICAL, permanent=False, words=type(error).__name__
            ) from error
        return outgoing.message_id

    def _send(self, message: EmailMultiAlternatives) -> None:
        kept = self._connection()
        try:
            kept.send_messages([message])
        except smtplib.SMTPSenderRefused as error:
            # The server had enough of this connection before it heard of the message.
            if error.smtp_code != CLOSING or not self.sent:
                raise
            self.close()
            self._connection().send_messages([message])
        self.sent += 1
        self.used_at = time.monotonic()

    def _connection(self) -> BaseEmailBackend:
        is_stale = time.monotonic() - self.used_at > IDLE_SECONDS
        if self.connection and (is_stale or self.sent >= MESSAGES_PER_CONNECTION):
            self.close()
        if self.connection is None:
            opened = get_connection()
            opened.open()
            self.connection, self.sent = opened, 0
        return self.connection

    def close(self) -> None:
        closing, self.connection = self.connection, None
        if closing is not None:
            try:
                closing.close()
            except (smtplib.SMTPException, OSError):
                return  # it is gone already, which is what we want


def transport_error(error: smtplib.SMTPException) -> TransportError:
    """Say what an SMTP failure means for the message."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            code, words = next(iter(refused.values()))
            return _answered(code, words, Reason.REFUSED)
        case smtplib.SMTPSenderRefused(smtp_code=code, smtp_error=words) if code not in OUR_FAULT:
            return _answered(code, words, Reason.BLOCKED)
        case smtplib.SMTPDataError(smtp_code=code, smtp_error=words):
            return _answered(code, words, Reason.BLOCKED)
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=words):
            return TransportError(
                Reason.TECHNICAL, permanent=False, words=f"{code} {_as_text(words)}"
            )
        case smtplib.SMTPServerDisconnected():
            # It may have stored the mail. A second one carries the same Message-ID.
            return TransportError(
                Reason.TECHNICAL, permanent=False, uncertain=True, words=str(error)
            )
    return TransportError(Reason.TECHNICAL, permanent=False, words=str(error))


def _answered(code: int, words: bytes | str, refusal: Reason) -> TransportError:
    permanent = 500 <= code < 600
    return TransportError(
        refusal if permanent else Reason.BUSY,
        permanent=permanent,
        words=f"{code} {_as_text(words)}",
    )


def _as_text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
