"""E-mail over SMTP, on one connection that is kept between messages."""

import smtplib
import threading
import time

from django.conf import settings

from support.notifications.transports.base import (
    Deadline,
    Outgoing,
    Transport,
    TransportError,
    technical,
    uncertain,
)
from support.notifications.transports.composing import Mail, compose_mail
from support.notifications.transports.smtp.dialogue import Dialogue, SmtpServer
from support.notifications.transports.smtp.replies import Stage, verdict_of

# Servers close a silent connection, some within 10 s, and many take 100 messages on one.
IDLE_SECONDS = 5.0
MESSAGES_PER_CONNECTION = 100
FAREWELL_SECONDS = 1.0

# Replies to MAIL FROM that speak of our set-up, not of the message: 530 and 535 want us to sign
# in, 538 wants encryption (RFC 4954).
OUR_FAULT = {530, 535, 538}
CLOSING = 421


class SmtpTransport(threading.local, Transport):
    """Each thread gets a connection of its own: `threading.local` runs __init__ once in each."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.server = SmtpServer.of(url)
        self.dialogue: Dialogue | None = None
        self.used_at = 0.0
        self.sent = 0

    def send(self, outgoing: Outgoing) -> str:
        mail = compose_mail(outgoing)
        with Deadline.of_a_mail() as deadline:
            try:
                self._send(mail, deadline)
            except (smtplib.SMTPException, OSError) as error:
                in_doubt = self.may_have_left
                if in_doubt or not _is_answer(error):
                    self._drop()
                told = TimeoutError("no end of it") if deadline.has_passed else error
                raise transport_error(told, in_doubt=in_doubt) from error
        return outgoing.message_id

    @property
    def may_have_left(self) -> bool:
        return self.dialogue is not None and self.dialogue.in_doubt

    def close(self) -> None:
        closing, self.dialogue = self.dialogue, None
        if closing is not None:
            closing.part(FAREWELL_SECONDS)

    def _send(self, mail: Mail, deadline: Deadline) -> None:
        try:
            self._connected(deadline).hand_over(mail)
        except (smtplib.SMTPSenderRefused, smtplib.SMTPServerDisconnected) as error:
            # The server had enough of this connection before it had the message.
            if not self._is_worn_out(error):
                raise
            self._drop()
            self._connected(deadline).hand_over(mail)
        self.sent += 1
        self.used_at = time.monotonic()

    def _is_worn_out(self, error: smtplib.SMTPException) -> bool:
        if self.dialogue is None or self.dialogue.in_doubt or not self.sent:
            return False
        return not isinstance(error, smtplib.SMTPSenderRefused) or error.smtp_code == CLOSING

    def _connected(self, deadline: Deadline) -> Dialogue:
        is_stale = time.monotonic() - self.used_at > IDLE_SECONDS
        if self.dialogue and (is_stale or self.sent >= MESSAGES_PER_CONNECTION):
            self.close()
        if self.dialogue is None:
            self.sent = 0
            self.dialogue = self.server.connect(settings.EMAIL_TIMEOUT, deadline)
            self.used_at = time.monotonic()
        dialogue = self.dialogue
        deadline.watch(lambda: dialogue.sock)
        return dialogue

    def _drop(self) -> None:
        """Hang up without a word, for the other side no longer listens."""
        dropping, self.dialogue = self.dialogue, None
        if dropping is not None:
            dropping.close()


def transport_error(
    error: smtplib.SMTPException | OSError, *, in_doubt: bool = False
) -> TransportError:
    """Say what an SMTP failure means for the message."""
    if in_doubt:
        # The server may have stored the mail. A second one carries the same Message-ID.
        return uncertain(_told(error))
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _answered(*next(iter(error.recipients.values())), Stage.RECIPIENT)
    if isinstance(error, smtplib.SMTPResponseException):
        return _refused(error)
    return technical(_told(error))


def _refused(error: smtplib.SMTPResponseException) -> TransportError:
    code, words = error.smtp_code, error.smtp_error
    if isinstance(error, smtplib.SMTPDataError):
        return _answered(code, words, Stage.CONTENT)
    if code == CLOSING or (isinstance(error, smtplib.SMTPSenderRefused) and code not in OUR_FAULT):
        return _answered(code, words, Stage.SENDER)
    return technical(f"{code} {_as_text(words)}")


def _answered(code: int, words: bytes | str, stage: Stage) -> TransportError:
    text = _as_text(words)
    if not 400 <= code < 600:
        return technical(f"{code} {text}")
    verdict = verdict_of(code, text, stage)
    return TransportError(verdict.reason, permanent=verdict.is_permanent, words=f"{code} {text}")


def _is_answer(error: smtplib.SMTPException | OSError) -> bool:
    """Whether the server refused this message and goes on listening."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            return all(400 <= code < 600 and code != CLOSING for code, _ in refused.values())
        case smtplib.SMTPSenderRefused(smtp_code=code) | smtplib.SMTPDataError(smtp_code=code):
            return 400 <= code < 600 and code != CLOSING
    return False


def _told(error: Exception) -> str:
    return f"{type(error).__name__} {error}"


def _as_text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
