"""Events and answers through the API against the bare insert, on one gunicorn with two workers.

Django is set up and its database migrated when `rates` is called; `make bench` sees to that.
"""

import json
import socket
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx2

from benchmarks.ground import PROJECT, STARTS_SECONDS
from benchmarks.samples import event, signed, token

CLIENTS = 8
ROUNDS = 3
EVENTS = 200
ANSWERS = 12
WALKS = 16
PATIENCE_SECONDS = 120  # of one request, however slow the machine is

Call = Callable[[httpx2.Client], None]


def rates() -> dict[str, float]:
    """Return requests a second, medians over interleaved rounds."""
    with _web_server() as address:
        found: dict[str, list[float]] = {"bare": [], "event": [], "answer": []}
        for _round in range(ROUNDS):
            found["bare"].append(_rate(address, [_bare_insert] * EVENTS))
            found["event"].append(_rate(address, [_event] * EVENTS))
            found["answer"].append(_answer_rate(address))
    return {name: statistics.median(every) for name, every in found.items()}


def _rate(address: str, calls: list[Call]) -> float:
    """Make calls from several clients at once and return calls a second."""
    shares = [calls[at::CLIENTS] for at in range(CLIENTS)]

    def work(share: list[Call]) -> None:
        with httpx2.Client(base_url=address, timeout=PATIENCE_SECONDS) as client:
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


def _answer_rate(address: str) -> float:
    """Answer prepared walks to their ends; each walk belongs to one client."""
    headers = token()
    walks = [_begin_walk(address, headers) for _walk in range(WALKS)]
    shares = [walks[at::CLIENTS] for at in range(CLIENTS)]

    def work(share: list[dict[str, Any]]) -> None:
        with httpx2.Client(base_url=address, timeout=PATIENCE_SECONDS, headers=headers) as client:
            for walk in share:
                _answer_all(client, walk)

    started = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        for _done in pool.map(work, shares):
            pass
    return WALKS * ANSWERS / (time.perf_counter() - started)


def _begin_walk(address: str, headers: dict[str, str]) -> dict[str, Any]:
    with httpx2.Client(base_url=address, timeout=PATIENCE_SECONDS, headers=headers) as client:
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
        answer = client.post(f"/api/v1/walks/{walk['id']}/answers/", json=given)
        walk = answer.raise_for_status().json()


@contextmanager
def _web_server() -> Iterator[str]:
    port = _free_port()
    command = ["-m", "gunicorn", "config.wsgi", "--workers", "2", "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(
        [sys.executable, *command], cwd=PROJECT, stderr=subprocess.DEVNULL
    ) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_up(address, server)
            yield address
        finally:
            server.terminate()


def _wait_until_up(address: str, server: subprocess.Popen[bytes]) -> None:
    ends_at = time.monotonic() + STARTS_SECONDS
    while server.poll() is None and time.monotonic() < ends_at:
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
