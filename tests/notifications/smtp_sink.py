"""An SMTP server that keeps what it gets and answers as it is told."""

import logging
import socket
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

# It logs every line of every dialogue.
logging.getLogger("mail.log").setLevel(logging.WARNING)
Script = Callable[[str], str | None]


class Sink:
    """Answers come from `on_mail`, `on_recipient` and `on_data`: a reply, or None to accept."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.connections = 0
        self.on_mail: Script = lambda _address: None
        self.on_recipient: Script = lambda _address: None
        self.on_data: Script = lambda _message_id: None
        self.hangs_up_after_data = 0
        self.port = _free_port()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}/"

    def start(self) -> None:
        self._controller = Controller(
            self, hostname="127.0.0.1", port=self.port, server_hostname="sink.test"
        )
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    def times_received(self) -> Counter[str]:
        return Counter(str(message["Message-ID"]) for message in list(self.messages))

    async def handle_EHLO(
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str, replies: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return replies

    async def handle_MAIL(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        refusal = self.on_mail(address)
        if refusal is None:
            envelope.mail_from = address
        return refusal or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        refusal = self.on_recipient(address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        if refusal := self.on_data(str(message["Message-ID"])):
            return refusal
        self.messages.append(message)
        if self.hangs_up_after_data:
            self.hangs_up_after_data -= 1
            assert server.transport is not None
            server.transport.abort()
        return "250 stored"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
