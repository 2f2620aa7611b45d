"""One conversation with an SMTP server, that knows when the server may have the whole mail."""

import smtplib
import socket
import ssl
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import dj_email_url
from django.core.mail import DNS_NAME

from support.notifications.models.states import Reason
from support.notifications.transports.base import Deadline, TransportError, technical
from support.notifications.transports.composing import Mail

SUBMISSION_PORT = 587
TLS_FROM_THE_START = {"smtps", "smtp+ssl"}
STARTTLS = {"submission", "smtp+tls"}


class Dialogue(smtplib.SMTP):
    """The first connection of a mail to its server, in clear or after STARTTLS.

    `in_doubt` is true from the moment the last line of a mail leaves until the server's word.
    """

    in_doubt = False

    def __init__(self, *args: Any, deadline: Deadline, **kwargs: Any) -> None:
        deadline.watch(lambda: self.sock)
        super().__init__(*args, **kwargs)

    def hand_over(self, mail: Mail) -> None:
        """Give the server one mail. Raises smtplib's exceptions, TransportError and OSError."""
        self.in_doubt = False
        self.ehlo_or_helo_if_needed()
        options = []
        if mail.recipient.is_international:
            if not self.has_extn("smtputf8"):
                raise TransportError(
                    Reason.NO_ADDRESS,
                    permanent=True,
                    words="the server takes no addresses outside of ASCII (SMTPUTF8)",
                )
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        self.sendmail(mail.sender, [str(mail.recipient)], mail.content, options)

    def data(self, msg: bytes | str) -> tuple[int, bytes]:  # type: ignore[override]
        """Send the mail, its last line apart: without that line no server can have accepted it."""
        self.putcmd("data")
        code, words = self.getreply()
        if code != 354:
            self._rset()  # type: ignore[attr-defined]
            raise smtplib.SMTPDataError(code, words)
        content = msg.encode("ascii") if isinstance(msg, str) else msg
        self.send(_dot_stuffed(content))
        self.in_doubt = True
        self.send(b".\r\n")
        code, words = self.getreply()
        if not (200 <= code < 300 or 400 <= code < 600):
            raise smtplib.SMTPServerDisconnected(f"not an answer: {words[:100]!r}")
        self.in_doubt = False
        return (250, words) if code < 300 else (code, words)

    def part(self, timeout_seconds: float) -> None:
        """Say good-bye and hang up, whether or not the server still listens."""
        try:
            if self.sock is not None:
                self.sock.settimeout(timeout_seconds)
            self.quit()
        except (smtplib.SMTPException, OSError):
            self.close()


class TlsDialogue(Dialogue, smtplib.SMTP_SSL):
    """The same with TLS from the start."""


@dataclass(frozen=True)
class SmtpServer:
    """A server as its address in the settings names it."""

    host: str
    port: int
    user: str
    password: str
    is_tls: bool
    is_starttls: bool

    @classmethod
    def of(cls, url: str) -> "SmtpServer":
        """Read `smtp://user:password@host:587/?tls=True` and its like; docs/email.md lists them."""
        parts = urlsplit(url)
        # It knows fewer schemes than we do, and takes an unknown one for plain SMTP.
        given = dj_email_url.parse(parts._replace(scheme="smtp").geturl())
        asked = given["EMAIL_USE_TLS"] or given["EMAIL_USE_SSL"]
        submits = parts.port == SUBMISSION_PORT
        is_tls = given["EMAIL_USE_SSL"] or (
            not asked and parts.scheme in TLS_FROM_THE_START and not submits
        )
        is_starttls = given["EMAIL_USE_TLS"] or (
            not asked and not is_tls and parts.scheme in STARTTLS | TLS_FROM_THE_START
        )
        default_port = 465 if is_tls else SUBMISSION_PORT if is_starttls else 25
        return cls(
            host=given["EMAIL_HOST"],
            port=parts.port or default_port,
            user=given["EMAIL_HOST_USER"] or "",
            password=given["EMAIL_HOST_PASSWORD"] or "",
            is_tls=is_tls,
            is_starttls=is_starttls,
        )

    def connect(self, timeout_seconds: float, deadline: Deadline) -> Dialogue:
        """Open a conversation, encrypted and signed in as the address says."""
        if not (self.user + self.password).isascii():
            words = (
                "user or password in EMAIL_URL is not ASCII, and SMTP signs in with nothing else"
            )
            raise technical(words)
        place = (self.host, self.port, DNS_NAME.get_fqdn())
        if self.is_tls:
            opened: Dialogue = TlsDialogue(
                *place, timeout=timeout_seconds, context=_tls(), deadline=deadline
            )
        else:
            opened = Dialogue(*place, timeout=timeout_seconds, deadline=deadline)
        try:
            _send_at_once(opened)
            if self.is_starttls:
                opened.starttls(context=_tls())
            if self.user:
                opened.login(self.user, self.password)
        except (smtplib.SMTPException, OSError):
            opened.close()
            raise
        return opened


def _send_at_once(opened: Dialogue) -> None:
    """Let the last line of a mail leave by itself instead of waiting for the one before it."""
    if opened.sock is not None:
        opened.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _dot_stuffed(content: bytes) -> bytes:
    stuffed = content.replace(b"\r\n.", b"\r\n..")
    if stuffed.startswith(b"."):
        stuffed = b"." + stuffed
    return stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n"


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
