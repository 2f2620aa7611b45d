"""Events and answers through the API against the bare insert, on one gunicorn with two workers."""

import base64
import hashlib
import hmac
import json
import os
import socket
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

CLIENTS = 8
ROUNDS = 3
EVENTS = 200
ANSWERS = 12
WALKS = 16
PROJECT = Path(__file__).resolve().parents[1]

Call = Callable[[httpx2.Client], None]


def ratios() -> dict[str, float]:
    """Return requests a second as a share of the ceiling's, medians over interleaved rounds."""
    with _web_server() as (address, tokens):
        rates: dict[str, list[float]] = {"bare": [], "event": [], "answer": []}
        for _round in range(ROUNDS):
            rates["bare"].append(_rate(address, [_bare_insert] * EVENTS))
            rates["event"].append(_rate(address, [_event] * EVENTS))
            rates["answer"].append(_answer_rate(address, tokens))
    bare, event, answer = (statistics.median(rates[name]) for name in rates)
    print(f"  bare insert {bare:.0f}/s, event {event:.0f}/s, answer {answer:.0f}/s")
    return {"event": event / bare, "answer": answer / bare}


def _rate(address: str, calls: list[Call]) -> float:
    """Make calls from several clients at once and return calls a second."""
    shares = [calls[at::CLIENTS] for at in range(CLIENTS)]

    def work(share: list[Call]) -> None:
        with httpx2.Client(base_url=address, timeout=30) as client:
            for call in share:
                call(client)

    started = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        for _done in pool.map(work, shares):
            pass
    return len(calls) / (time.perf_counter() - started)


def _bare_insert(client: httpx2.Client) -> None:
    client.post("/bare/", json={"event_id": uuid.uuid4().hex}).raise_for_status()


def _event(client: httpx2.Client) -> None:
    body = json.dumps(event(uuid.uuid4().hex[:12])).encode()
    client.post("/api/v1/payment-events/", content=body, headers=signed(body)).raise_for_status()


def _answer_rate(address: str, tokens: dict[str, Any]) -> float:
    """Answer prepared walks to their ends; each walk belongs to one client."""
    headers = {"Authorization": f"Token {tokens['token']}"}
    walks = [_begin_walk(address, headers) for _walk in range(WALKS)]
    shares = [walks[at::CLIENTS] for at in range(CLIENTS)]

    def work(share: list[dict[str, Any]]) -> None:
        with httpx2.Client(base_url=address, timeout=30, headers=headers) as client:
            for walk in share:
                _answer_all(client, walk)

    started = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        for _done in pool.map(work, shares):
            pass
    return WALKS * ANSWERS / (time.perf_counter() - started)


def _begin_walk(address: str, headers: dict[str, str]) -> dict[str, Any]:
    with httpx2.Client(base_url=address, timeout=30, headers=headers) as client:
        subject = {"subject": "Bench", "customer": {"name": uuid.uuid4().hex}}
        case = client.post("/api/v1/cases/", json=subject).raise_for_status().json()
        path = f"/api/v1/cases/{case['reference']}/walk/"
        return dict(client.post(path).raise_for_status().json())


def _answer_all(client: httpx2.Client, walk: dict[str, Any]) -> None:
    for _answer in range(ANSWERS):
        present = walk["present"]
        given = {
            "node": present["node"],
            "option": present["options"][0]["key"],
            "seen": walk["seen"],
        }
        walk = client.post(f"/api/v1/walks/{walk['id']}/answers/", json=given).json()


def event(name: str) -> dict[str, Any]:
    """Return a payment.failed event whose code decides."""
    sample = json.loads((PROJECT / "examples" / "payment-failed.json").read_text())
    sample["payment"]["reference"] = f"PAY-{name}"
    sample["payment"]["customer"]["email"] = f"{name}@example.com"
    return dict(sample)


def signed(body: bytes) -> dict[str, str]:
    secret = os.environ["PAYMENT_EVENT_SECRET"].removeprefix("whsec_")
    event_id, now = uuid.uuid4().hex, str(int(time.time()))
    digest = hmac.new(
        base64.b64decode(secret), f"{event_id}.{now}.".encode() + body, hashlib.sha256
    )
    return {
        "webhook-id": event_id,
        "webhook-timestamp": now,
        "webhook-signature": f"v1,{base64.b64encode(digest.digest()).decode()}",
        "content-type": "application/json",
    }


@contextmanager
def _web_server() -> Iterator[tuple[str, dict[str, Any]]]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
    prepared = subprocess.run(
        [sys.executable, "-m", "benchmarks.prepare"],
        env=environment, cwd=PROJECT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    tokens = json.loads(prepared.stdout.splitlines()[-1])
    port = _free_port()
    command = ["-m", "gunicorn", "config.wsgi", "--workers", "2", "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(
        [sys.executable, *command], env=environment, cwd=PROJECT, stderr=subprocess.DEVNULL
    ) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_up(address)
            yield address, tokens
        finally:
            server.terminate()


def _wait_until_up(address: str) -> None:
    for _attempt in range(100):
        try:
            httpx2.post(f"{address}/bare/", json={"event_id": uuid.uuid4().hex}).raise_for_status()
        except httpx2.TransportError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The web server of the benchmark did not come up.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
