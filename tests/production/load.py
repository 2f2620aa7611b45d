"""Who uses Casewalk meanwhile: a payment system, agents, and somebody who asks every 50 ms.

Each does what the documentation asks of it: what was not answered is sent again under its id.
"""

import base64
import hashlib
import hmac
import json
import ssl
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from tests.production.machines import PROJECT

AGAIN_AFTER_SECONDS = 0.5
PATIENCE_SECONDS = 180.0
ASKED_EVERY_SECONDS = 0.05
ANSWERS_A_WALK = 5


@dataclass
class House:
    """Where Casewalk is reached from outside, and what opens it."""

    url: str
    certificate: Path
    token: str
    event_secret: str

    def client(self, *, is_agent: bool = True) -> httpx2.Client:
        headers = {"Host": "casewalk.example"}
        if is_agent:
            headers["Authorization"] = f"Token {self.token}"
        trusted = ssl.create_default_context(cafile=str(self.certificate))
        return httpx2.Client(base_url=self.url, headers=headers, verify=trusted, timeout=30)


@dataclass
class Ledger:
    """What went in and was acknowledged."""

    events: set[str] = field(default_factory=set)
    cases: set[str] = field(default_factory=set)  # opened by agents
    answers: Counter[str] = field(default_factory=Counter)  # by walk
    replies: set[str] = field(default_factory=set)  # the texts
    given_up: list[str] = field(default_factory=list)
    again: Counter[str] = field(default_factory=Counter)  # why something was sent again
    refused: list[str] = field(default_factory=list)  # to whoever asks every 50 ms
    asked: list[tuple[float, float]] = field(default_factory=list)  # when, and for how long


class Load:
    """All of them at once, until `stop`."""

    def __init__(self, house: House, *, events_a_second: float, agents: int) -> None:
        self.house = house
        self.pace = 1 / events_a_second
        self.ledger = Ledger()
        self.is_over = threading.Event()
        # A death in the middle of a request may hold up one sender, not the whole payment system.
        self.pool = ThreadPoolExecutor(8)
        works = [self._pay, *[self._work] * agents]
        self.threads = [threading.Thread(target=work, daemon=True) for work in works]

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """Begin nothing more, and wait for what was begun."""
        self.is_over.set()
        for thread in self.threads:
            thread.join(PATIENCE_SECONDS)
        self.pool.shutdown()

    def _pay(self) -> None:
        number = 0
        due_at = time.monotonic()
        while not self.is_over.wait(max(due_at - time.monotonic(), 0)):
            self.pool.submit(self._send_event, number)
            number += 1
            due_at += self.pace

    def _send_event(self, number: int) -> None:
        body = json.dumps(event(number)).encode()
        event_id = f"production-{number}"
        with self.house.client(is_agent=False) as client:
            answer = self._until_done(
                lambda: client.post(
                    "/api/v1/payment-events/",
                    content=body,
                    headers=signed(event_id, body, self.house.event_secret),
                )
            )
        if answer is not None:
            self.ledger.events.add(event_id)

    def _work(self) -> None:
        while not self.is_over.is_set():
            with self.house.client() as client:
                self._work_on_one(client)

    def _work_on_one(self, client: httpx2.Client) -> None:
        """Open a case, walk a few steps and write to the customer."""
        name = uuid.uuid4().hex
        customer = {"name": "Mock Alder", "email": f"{name}@example.test", "locale": "en-GB"}
        case = self._post(client, "/api/v1/cases/", {"subject": "Late", "customer": customer})
        if case is None:
            return
        self.ledger.cases.add(case["reference"])
        path = f"/api/v1/cases/{case['reference']}"
        walk = self._post(client, f"{path}/walk/", {})
        for _answer in range(ANSWERS_A_WALK):
            if walk is None or not (walk.get("present") or {}).get("options"):
                break
            present = walk["present"]
            given = {
                "node": present["node"],
                "option": present["options"][0]["key"],
                "seen": walk["seen"],
            }
            walk = self._post(client, f"/api/v1/walks/{walk['id']}/answers/", given)
            if walk is not None:
                self.ledger.answers[walk["id"]] += 1
        text = f"We look into it: {name}."
        if self._post(client, f"{path}/messages/", {"body": text}) is not None:
            self.ledger.replies.add(text)

    def _post(self, client: httpx2.Client, path: str, given: dict[str, Any]) -> Any:
        once = {"Idempotency-Key": uuid.uuid4().hex}
        answer = self._until_done(lambda: client.post(path, json=given, headers=once))
        return None if answer is None else answer.json()

    def _until_done(self, send: Callable[[], httpx2.Response]) -> httpx2.Response | None:
        """Send the same again until it is acknowledged."""
        ends_at = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < ends_at:
            try:
                answer = send()
            except httpx2.TransportError as error:
                why = type(error).__name__
            else:
                if answer.is_success:
                    return answer
                why = str(answer.status_code)
                if answer.status_code < 500:
                    self.ledger.given_up.append(f"{why} {answer.text[:200]}")
                    return None
            self.ledger.again[why] += 1
            time.sleep(AGAIN_AFTER_SECONDS)
        self.ledger.given_up.append("time is up")
        return None


class Asking:
    """Somebody who asks every 50 ms, and never again for what was refused."""

    def __init__(self, house: House, ledger: Ledger) -> None:
        self.house = house
        self.ledger = ledger
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self._ask_on, daemon=True)

    def __enter__(self) -> "Asking":
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.is_over.set()
        self.thread.join(60)

    def _ask_on(self) -> None:
        due_at = time.monotonic()
        with self.house.client() as client, ThreadPoolExecutor(20) as pool:
            while not self.is_over.wait(max(due_at - time.monotonic(), 0)):
                pool.submit(self._ask, client)
                due_at += ASKED_EVERY_SECONDS

    def _ask(self, client: httpx2.Client) -> None:
        begun_at = time.monotonic()
        try:
            answer = client.get("/api/v1/channels/")
        except httpx2.TransportError as error:
            self.ledger.refused.append(type(error).__name__)
        else:
            if not answer.is_success:
                self.ledger.refused.append(str(answer.status_code))
        self.ledger.asked.append((begun_at, time.monotonic() - begun_at))


def event(number: int) -> dict[str, Any]:
    """Return a failed payment whose code decides, of a customer of its own."""
    found: dict[str, Any] = json.loads((PROJECT / "examples" / "payment-failed.json").read_text())
    found["payment"]["reference"] = f"PAY-PROD-{number}"
    # Numbers that Ofcom keeps free for drama, and more in their shape.
    found["payment"]["customer"] = {
        "name": f"Mock Alder {number}",
        "email": f"user{number}@example.test",
        "phone": f"+4477009{number:05}",
        "locale": "en-GB",
    }
    return found


def signed(event_id: str, body: bytes, secret: str) -> dict[str, str]:
    now = str(int(time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{event_id}.{now}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": event_id,
        "webhook-timestamp": now,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
        "content-type": "application/json",
    }
