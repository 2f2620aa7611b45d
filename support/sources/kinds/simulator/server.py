"""The simulator over HTTP: `GET /payments/<reference>`, `POST /payments/<reference>/orders`."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

from support.sources.kinds.simulator.book import Book, Mood

LONGEST_HANG_SECONDS = 60.0


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int, book: Book) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.book = book


@contextmanager
def simulating(book: Book, port: int = 0) -> Iterator[str]:
    """Answer on a port of the loopback interface as the book says; yield where."""
    server = _Server(port, book)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        book.mood = Mood.WELL  # who hangs is let go
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        book = self.server.book
        book.wrote("GET", self.path)
        if self._is_well():
            self._tell(book.look_up(unquote(self.path.rpartition("/")[2])))

    def do_POST(self) -> None:
        book, key = self.server.book, self.headers.get("Idempotency-Key", "")
        wanted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        book.wrote("POST", self.path, key)
        if book.mood in (Mood.DIES_AFTER, Mood.HANGS):
            book.order(key, wanted)
        if self._is_well():
            self._tell(book.order(key, wanted))

    def _is_well(self) -> bool:
        book, until = self.server.book, time.monotonic() + LONGEST_HANG_SECONDS
        mood = book.mood
        while book.mood == Mood.HANGS and time.monotonic() < until:
            time.sleep(0.05)
        if mood == Mood.BROKEN:
            self._answer(500, b"{}")
        elif mood == Mood.HUGE:
            self._answer(200, b"[" + b"0," * 100_000 + b"0]")
        elif mood == Mood.LEADS_INSIDE:
            inside = f"http://127.0.0.1:{self.server.server_port}/payments/inside"
            self._answer(302, b"", Location=inside)
        return mood == Mood.WELL

    def _tell(self, found: Any) -> None:
        self._answer(200 if found else 404, json.dumps(found or {}).encode())

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):  # whoever asked has stopped reading
            self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        pass
