"""The web server and a worker as in production, writing all they can, and what they wrote."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from django.conf import settings

from config.local.children import dying_with_us
from tests.config.production import EVENT_SECRET, KEY
from tests.notifications.workers import PROJECT, running_worker, test_database_url, wait_until


class Household:
    """Both on the test's database and broker, with PostgreSQL's own log beside."""

    def __init__(self, folder: Path, port: int) -> None:
        self.web_log, self.worker_log = folder / "web.log", folder / "worker.log"
        self.postgres_log = settings.VAR_DIR / "postgres.log"
        self.port = port

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        url = f"http://127.0.0.1:{self.port}{path}"
        return requests.request(method, url, allow_redirects=False, timeout=60, **more)

    def everything(self) -> str:
        logs = (self.web_log, self.worker_log, self.postgres_log)
        return "\n".join(log.read_text(errors="replace") for log in logs)

    def lines(self, log: Path) -> list[dict[str, Any]]:
        """Return the lines of our form; what was written before Django was there has another."""
        return [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]


@contextmanager
def keeping_house(folder: Path, **environment: str) -> Iterator[Household]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    household = Household(folder, port)
    chosen = {
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "DEBUG",
        "SECRET_KEY": KEY,
        "PAYMENT_EVENT_SECRET": EVENT_SECRET,
        **environment,
    }
    production = {
        "DEBUG": "",
        "TRUSTED_PROXIES": "1",
        "DATABASE_URL": test_database_url(),
        "ALLOWED_HOSTS": "127.0.0.1",
        "PUBLIC_URL": "https://casewalk.example",
        "SSL_REDIRECT": "0",
        "CASEWALK_VAR": str(folder),  # style sheets are collected there
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, cwd=PROJECT, env=os.environ | production | chosen, check=True)
    with running_worker(household.worker_log, **chosen), household.web_log.open("ab") as output:
        web = subprocess.Popen(
            [
                *[sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}"],
                *["--workers", "1", "--threads", "2", "--log-level", "debug"],
                *["--access-logfile", "-", "--no-control-socket"],
            ],
            cwd=PROJECT,
            env=os.environ | production | chosen,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=dying_with_us(signal.SIGKILL),  # noqa: PLW1509 - it takes no lock
        )
        try:
            wait_until(lambda: _listens(port), log=household.web_log)
            yield household
        finally:
            web.terminate()
            web.wait(30)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
