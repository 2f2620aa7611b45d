"""An SMS provider to be told what to answer, which speaks as Kannel, Twilio and Aliyun do.

It takes messages and logs each by our id before it answers, so the log is right even where the
answer never arrives. `on_message` is asked about each message and returns None to take it, or one
of:

    Say(code, body)      answer this; `takes=True` takes the message all the same
    Half(body)           announce a whole answer and hang up in the middle of it
    Drip()               begin an answer, line after line, and never come to an end
    Hang(seconds)        say nothing for that long, then hang up; 0 hangs up at once

`urls` has the address for each of the three.
"""

import hashlib
import hmac
import json
import re
import socket
import threading
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

DRIPS, DRIP_SECONDS = 1200, 0.05  # so that a client that waits for ever fails the test
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SID, TOKEN = "AC00000000000000000000000000000000", "twilio-token"
KEY, SECRET = "aliyun-key", "aliyun-secret"
SENDER = "+15005550006"


@dataclass(frozen=True)
class Say:
    code: int
    body: str = ""
    takes: bool = False


@dataclass(frozen=True)
class Half:
    body: str
    takes: bool = True


@dataclass(frozen=True)
class Hang:
    seconds: float
    takes: bool = True


@dataclass(frozen=True)
class Drip:
    takes: bool = True


Fault = Say | Half | Drip | Hang


@dataclass(frozen=True)
class Taken:
    """A message that the provider took. `id` is ours, `provider_id` its own."""

    provider: str
    id: str
    to: str
    text: str
    form: dict[str, str]
    provider_id: str
    at: float


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: str

    def form(self) -> dict[str, str]:
        read = parse_qs(self.body or self.query, keep_blank_values=True)
        return {name: values[0] for name, values in read.items()}


@dataclass
class SmsSink:
    """Start it, read `taken`, stop it. With `log` each message taken is a line of JSON as well."""

    port: int = 0
    log: Path | None = None
    on_message: Callable[[dict[str, str]], Fault | None] = lambda _form: None
    on_question: Callable[[], Fault | None] = lambda: None
    taken: list[Taken] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lock = threading.Lock()
        self.stopping = threading.Event()

    def __enter__(self) -> "SmsSink":
        self.listener = socket.create_server(("127.0.0.1", self.port), backlog=256)
        self.port = self.listener.getsockname()[1]
        self.written = self.log.open("a", encoding="utf-8") if self.log else None
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stopping.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        if self.written:
            self.written.close()

    @property
    def urls(self) -> dict[str, str]:
        at = f"127.0.0.1:{self.port}"
        return {
            "kannel": f"http://casewalk:p%40ss@{at}/cgi-bin/sendsms?from=Casewalk",
            "twilio": f"twilio://{SID}:{TOKEN}@{at}?from=%2B15005550006&scheme=http",
            "aliyun": f"aliyun://{KEY}:{SECRET}@{at}?scheme=http&sign=Casewalk"
            "&templates=solution:SMS_1,waiting-bank.zh-hans:SMS_2",
        }

    def times_taken(self) -> Counter[str]:
        return Counter(message.id for message in list(self.taken))

    def _listen(self) -> None:
        while True:
            try:
                connection, _address = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=[connection], daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError, ValueError):
            request = _read(connection)
            self.requests.append(request)
            answer = self._answer(request)
            if isinstance(answer, Hang):
                self.stopping.wait(answer.seconds)
                return
            if isinstance(answer, Drip):
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                for _line in range(DRIPS):
                    connection.sendall(b"X-Slowly: yes\r\n")
                    self.stopping.wait(DRIP_SECONDS)
                return
            code, body = (200, answer.body) if isinstance(answer, Half) else answer_of(answer)
            content = body.encode()
            head = f"HTTP/1.1 {code} Answer\r\nContent-Length: {len(content)}\r\n"
            connection.sendall(f"{head}Connection: close\r\n\r\n".encode())
            half = len(content) // 2 if isinstance(answer, Half) else len(content)
            connection.sendall(content[:half])

    def _answer(self, request: Request) -> Fault:
        form = request.form()
        if request.path == "/cgi-bin/sendsms":
            return self._message("kannel", form, _kannel_says)
        if request.path == f"/2010-04-01/Accounts/{SID}/Messages.json":
            if request.headers.get("authorization") != _basic():
                return Say(401, json.dumps({"code": 20003, "message": "Authenticate"}))
            if request.method == "POST":
                return self._message("twilio", form, _twilio_says)
            return self.on_question() or Say(200, self._twilio_list(form))
        if not _is_signed(request):
            return Say(400, json.dumps({"Code": "SignatureDoesNotMatch", "Message": "no"}))
        if request.headers["x-acs-action"] == "SendSms":
            return self._message("aliyun", form, _aliyun_says)
        return self.on_question() or Say(200, self._aliyun_records(form))

    def _message(
        self, provider: str, form: dict[str, str], says: Callable[[dict[str, str], str], Say]
    ) -> Fault:
        fault = self.on_message(form)
        number = len(self.taken) + 1
        provider_id = f"SM{number:032x}" if provider == "twilio" else f"{number}^0"
        if fault is None or fault.takes:
            self._take(provider, form, provider_id)
        return fault or says(form, provider_id)

    def _take(self, provider: str, form: dict[str, str], provider_id: str) -> None:
        reference = form.get("dlr-url") or form.get("StatusCallback") or form.get("OutId", "")
        found = UUID.search(reference)
        text = form.get("text") or form.get("Body") or form.get("TemplateParam", "")
        to = form.get("to") or form.get("To") or form.get("PhoneNumbers", "")
        message = Taken(
            provider, found[0] if found else "", to, text, form, provider_id, time.time()
        )
        with self.lock:
            self.taken.append(message)
            if self.written:
                line = {"id": message.id, "to": to, "text": text, "at": message.at}
                self.written.write(json.dumps(line) + "\n")
                self.written.flush()

    def _twilio_list(self, form: dict[str, str]) -> str:
        listed = [
            {
                "sid": message.provider_id,
                "to": message.to,
                "body": message.text,
                "direction": "outbound-api",
                "status": "sent",
                "date_created": format_datetime(
                    datetime.fromtimestamp(int(message.at), UTC)
                ).replace("-0000", "+0000"),
            }
            for message in reversed(self.taken)
            if message.to == form.get("To")
        ]
        return json.dumps({"messages": listed, "next_page_uri": None})

    def _aliyun_records(self, form: dict[str, str]) -> str:
        listed = [
            {"PhoneNum": message.to, "OutId": message.id, "SendStatus": 1, "Content": "…"}
            for message in self.taken
            if message.to == form.get("PhoneNumber") and _day(message.at) == form.get("SendDate")
        ]
        size, page = int(form["PageSize"]), int(form["CurrentPage"])
        records = {"SmsSendDetailDTO": listed[size * (page - 1) : size * page]}
        told: dict[str, Any] = {"Code": "OK", "TotalCount": len(listed)}
        return json.dumps(told | {"SmsSendDetailDTOs": records})


def answer_of(said: Say) -> tuple[int, str]:
    return said.code, said.body


def _kannel_says(_form: dict[str, str], _provider_id: str) -> Say:
    return Say(202, "0: Accepted for delivery")


def _twilio_says(form: dict[str, str], provider_id: str) -> Say:
    told = {"sid": provider_id, "status": "queued", "to": form.get("To"), "error_code": None}
    return Say(201, json.dumps(told))


def _aliyun_says(_form: dict[str, str], provider_id: str) -> Say:
    return Say(200, json.dumps({"Code": "OK", "Message": "OK", "BizId": provider_id}))


def _read(connection: socket.socket) -> Request:
    received = b""
    while b"\r\n\r\n" not in received:
        piece = connection.recv(65536)
        if not piece:
            raise ConnectionError
        received += piece
    head, _blank, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _version = first.split(" ")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(65536)
    parts = urlsplit(target)
    return Request(method, parts.path, parts.query, headers, body.decode())


def _basic() -> str:
    return f"Basic {b64encode(f'{SID}:{TOKEN}'.encode()).decode()}"


def _is_signed(request: Request) -> bool:
    """Check Aliyun's signature over the request as it came, written apart from the code's own."""
    proof = dict(
        part.split("=", 1)
        for part in request.headers.get("authorization", "").partition(" ")[2].split(",")
        if "=" in part
    )
    names = proof.get("SignedHeaders", "").split(";")
    if proof.get("Credential") != KEY or not {"host", "x-acs-action"} <= set(names):
        return False
    signed = "".join(f"{name}:{request.headers.get(name, '')}\n" for name in names)
    digest = hashlib.sha256(request.body.encode()).hexdigest()
    canonical = f"POST\n/\n{request.query}\n{signed}\n{';'.join(names)}\n{digest}"
    text = f"ACS3-HMAC-SHA256\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    expected = hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, proof.get("Signature", ""))


def _day(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC) + timedelta(hours=8):%Y%m%d}"
