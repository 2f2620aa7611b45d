"""A real Celery worker and a real broker, to be stopped and killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import redis
from django.db import connection

from config.local.children import Child
from config.local.servers.valkey import Valkey

PROJECT = Path(__file__).resolve().parents[2]


class Broker:
    """A Valkey of the test's own, so that stopping it hurts nobody else."""

    def __init__(self, folder: Path) -> None:
        sockets = folder / "sockets"
        sockets.mkdir(parents=True)
        self._server = Valkey(folder / "valkey", sockets=sockets, forgetful=True)
        self._child: Child | None = None

    @property
    def url(self) -> str:
        return self._server.url

    def start(self) -> None:
        self._child = self._server.ensure_running()

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop()
            self._child = None

    def freeze(self) -> None:
        assert self._child is not None
        self._child.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._child is not None
        self._child.process.send_signal(signal.SIGCONT)

    def flush(self) -> None:
        with self.client() as client:
            client.flushall()

    def client(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=str(self._server.socket))

    @property
    def folder(self) -> Path:
        return self._server.folder


@contextmanager
def running_worker(log: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker with one process on this test's database; kill what is left at the end."""
    # The checks import every app; this worker is about one.
    chosen = {"DATABASE_URL": test_database_url(), "CELERY_SKIP_CHECKS": "1"}
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=WARNING"]
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--concurrency=1", *quiet]
    with log.open("ab") as output:
        worker = subprocess.Popen(
            command,
            cwd=PROJECT,
            env=os.environ | chosen | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield worker
    finally:
        kill(worker)


def kill(worker: subprocess.Popen[bytes]) -> None:
    """Kill -9 the worker with the process that does its work."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait(10)


def test_database_url() -> str:
    url = urlsplit(os.environ["DATABASE_URL"])
    return url._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


test_database_url.__test__ = False  # type: ignore[attr-defined]


def wait_until(
    claim: Callable[[], object], *, seconds: float = 40, log: Path | None = None
) -> None:
    """Ask until the claim holds; fail with the end of the log when it doesn't in time."""
    ends_at = time.monotonic() + seconds
    while not claim():
        if time.monotonic() > ends_at:
            end = log.read_text(errors="replace")[-3000:] if log else ""
            raise AssertionError(f"It did not happen within {seconds} s.\n{end}")
        time.sleep(0.02)
