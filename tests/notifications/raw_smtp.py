"""An SMTP server on bare sockets that can fail in every way, and logs what it accepted.

Each of `on_connect`, `on_sender`, `on_recipient`, `on_data` and `on_content` is asked at its
point of the dialogue and returns None to go on, a reply like "451 4.3.0 later", or one of:

    Close()            hang up at once
    Hang(seconds)      say nothing for that long, then hang up
    Raw(bytes)         write these bytes as they are (HTML, half a line), then hang up

`on_content` has the whole mail; a failure may `stores=True`, so that the mail is accepted although
the client never hears of it. `on_data` also takes CutAfter(bytes): hang up within the mail.
"""

import base64
import json
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO

DRIPS, DRIP_SECONDS = 1200, 0.05  # so that a client that waits for ever fails the test
MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>\r\n]*>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Close:
    stores: bool = False


@dataclass(frozen=True)
class Hang:
    seconds: float
    stores: bool = False


@dataclass(frozen=True)
class Raw:
    content: bytes
    stores: bool = False


@dataclass(frozen=True)
class CutAfter:
    bytes: int


@dataclass(frozen=True)
class Drip:
    stores: bool = False


Fault = Close | Hang | Raw | Drip | CutAfter
Answer = str | Fault | None


@dataclass(frozen=True)
class Accepted:
    """A mail that the server took. `content` is as it came, without dot-stuffing."""

    message_id: str
    sender: str
    recipient: str
    content: bytes
    at: float

    @property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()


class _HangUp(Exception):
    """Ends a conversation."""


@dataclass
class RawSmtp:
    """Start it, read `accepted`, stop it. With `log` each acceptance is a line of JSON as well."""

    port: int = 0
    log: Path | None = None
    tls: ssl.SSLContext | None = None  # offers STARTTLS
    is_tls: bool = False  # speaks TLS from the start
    password: str = ""  # of the user "user"; asks everybody to sign in
    extensions: list[str] = field(default_factory=lambda: ["8BITMIME", "SMTPUTF8", "SIZE 10000000"])
    keeps_content: bool = True
    accepted: list[Accepted] = field(default_factory=list)
    connections: int = 0
    commands: list[str] = field(default_factory=list)
    on_connect: Callable[[], Answer] = lambda: None
    on_sender: Callable[[str], Answer] = lambda _address: None
    on_recipient: Callable[[str], Answer] = lambda _address: None
    on_data: Callable[[str], Answer] = lambda _recipient: None
    on_content: Callable[[str], Answer] = lambda _message_id: None

    def __post_init__(self) -> None:
        self.lock = threading.Lock()
        self.open: set[_Conversation] = set()
        if not self.port:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.port = int(probe.getsockname()[1])

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}/"

    def start(self) -> None:
        self.stopping = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", self.port), backlog=128)
        self.written = self.log.open("a", encoding="utf-8") if self.log else None
        threading.Thread(target=self._listen, args=[self.listener], daemon=True).start()

    def stop(self) -> None:
        """Hang up on everybody."""
        self.stopping.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.hang_up()
        if self.written:
            self.written.close()

    def hang_up(self) -> None:
        """Close every connection and stay open for new ones."""
        with self.lock:
            closing = list(self.open)
        for conversation in closing:
            conversation.hang_up()

    def __enter__(self) -> "RawSmtp":
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def store(self, mail: Accepted) -> None:
        with self.lock:
            self.accepted.append(mail)
            if self.written:
                line = {
                    "id": mail.message_id, "to": mail.recipient, "digest": mail.digest,
                    "at": mail.at,
                }  # fmt: skip
                self.written.write(json.dumps(line) + "\n")
                self.written.flush()

    def _listen(self, listener: socket.socket) -> None:
        while not self.stopping.is_set():
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            self.connections += 1
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._converse, args=[connection], daemon=True).start()

    def _converse(self, connection: socket.socket) -> None:
        conversation = _Conversation(self, connection)
        with self.lock:
            self.open.add(conversation)
        with suppress(_HangUp, OSError, ValueError):
            conversation.run()
        with self.lock:
            self.open.discard(conversation)
        conversation.close()


class _Conversation:
    def __init__(self, server: RawSmtp, connection: socket.socket) -> None:
        self.server = server
        self.connection = connection
        self.lines: IO[bytes] = connection.makefile("rb")
        self.is_signed_in = not server.password
        self.sender = self.recipient = ""
        self.steps: dict[str, Callable[[str], None]] = {
            "EHLO": self.greet, "HELO": self.greet, "STARTTLS": self.encrypt, "AUTH": self.sign_in,
            "MAIL": self.take_sender, "RCPT": self.take_recipient, "DATA": self.take_content,
            "RSET": lambda _rest: self.say("250 2.0.0 fresh"),
            "NOOP": lambda _rest: self.say("250 2.0.0 fine"),
            "QUIT": self.part,
        }  # fmt: skip

    def run(self) -> None:
        if self.server.is_tls:
            self.begin_tls()
        self.answer(self.server.on_connect(), "220 raw.test ESMTP")
        while line := self.lines.readline(4096):
            text = line.decode(errors="replace").rstrip("\r\n")
            self.server.commands.append(text)
            verb, _blank, rest = text.partition(" ")
            step = self.steps.get(verb.upper())
            if step is None:
                self.say("502 5.5.1 what?")
            else:
                step(rest)

    def say(self, reply: str) -> None:
        self.connection.sendall(reply.encode() + b"\r\n")

    def answer(self, given: Answer, otherwise: str) -> bool:
        """Say what the script wants, else that all is well; whether all is well."""
        match given:
            case None:
                self.say(otherwise)
                return True
            case str():
                self.say(given)
                if given.startswith("421"):
                    raise _HangUp
                return False
            case Raw(content=content):
                self.connection.sendall(content)
            case Drip():
                for _line in range(DRIPS):
                    self.connection.sendall(b"250-slowly\r\n")
                    self.server.stopping.wait(DRIP_SECONDS)
            case Hang(seconds=seconds):
                self.server.stopping.wait(seconds)
        raise _HangUp

    def greet(self, _name: str) -> None:
        offers = ["raw.test", *self.server.extensions, "ENHANCEDSTATUSCODES"]
        if self.server.tls and not isinstance(self.connection, ssl.SSLSocket):
            offers.append("STARTTLS")
        if self.server.password:
            offers.append("AUTH PLAIN LOGIN")
        for offer in offers[:-1]:
            self.say(f"250-{offer}")
        self.say(f"250 {offers[-1]}")

    def encrypt(self, _rest: str) -> None:
        self.say("220 2.0.0 go")
        self.begin_tls()

    def begin_tls(self) -> None:
        assert self.server.tls is not None
        self.lines.close()
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        self.lines = self.connection.makefile("rb")

    def hang_up(self) -> None:
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.hang_up()
        with suppress(OSError):
            self.lines.close()
        self.connection.close()

    def sign_in(self, rest: str) -> None:
        given = base64.b64decode(rest.rpartition(" ")[2]).split(b"\0")
        self.is_signed_in = given[1:] == [b"user", self.server.password.encode()]
        self.say("235 2.7.0 welcome" if self.is_signed_in else "535 5.7.8 wrong password")

    def take_sender(self, rest: str) -> None:
        self.sender = _address(rest)
        refusal = None if self.is_signed_in else "530 5.7.0 sign in first"
        self.answer(refusal or self.server.on_sender(self.sender), "250 2.1.0 OK")

    def take_recipient(self, rest: str) -> None:
        self.recipient = _address(rest)
        if not self.answer(self.server.on_recipient(self.recipient), "250 2.1.5 OK"):
            self.recipient = ""

    def take_content(self, _rest: str) -> None:
        if not self.recipient:
            self.say("503 5.5.1 nobody to send it to")
            return
        given = self.server.on_data(self.recipient)
        if isinstance(given, CutAfter):
            self.say("354 go on")
            self.lines.read(given.bytes)
            raise _HangUp
        if not self.answer(given, "354 go on"):
            return
        content = self.read_content()
        found = MESSAGE_ID.search(content)
        message_id = found[1].decode() if found else ""
        given = self.server.on_content(message_id)
        if given is None or getattr(given, "stores", False):
            kept = content if self.server.keeps_content else sha256(content).digest()
            mail = Accepted(message_id, self.sender, self.recipient, kept, time.time())
            self.server.store(mail)
        self.answer(given, "250 2.0.0 stored")

    def read_content(self) -> bytes:
        lines = []
        while (line := self.lines.readline()) != b".\r\n":
            if not line.endswith(b"\n"):
                raise _HangUp
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

    def part(self, _rest: str) -> None:
        self.say("221 2.0.0 bye")
        raise _HangUp


def _address(rest: str) -> str:
    found = re.search(r"<([^>]*)>", rest)
    return found[1] if found else ""
