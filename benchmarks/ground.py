"""What the benchmarks stand on: throw-away servers, a sink for mail, workers on them."""

import base64
import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from benchmarks.meter import POSTGRES
from config.local.servers.ensuring import ensure_servers

PROJECT = Path(__file__).resolve().parents[1]
# However slow the machine is: it takes longer than this only when nothing comes any more.
SILENCE_SECONDS = 120
STARTS_SECONDS = 120

# It logs every line of every dialogue.
logging.getLogger("mail.log").setLevel(logging.WARNING)


class Sink:
    """An SMTP server that remembers when each recipient was first written to."""

    def __init__(self) -> None:
        self.arrived_at: dict[str, float] = {}

    def lacks(self, addresses: Collection[str]) -> bool:
        """Tell whether one of them was not written to yet; counting comes first, it is cheap."""
        return len(self.arrived_at) < len(addresses) or not self.arrived_at.keys() >= {*addresses}

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.arrived_at.setdefault(envelope.rcpt_tos[0], time.monotonic())
        return "250 OK"


@contextmanager
def own_servers() -> Iterator[Path]:
    """Start PostgreSQL and the broker and put their addresses into the environment."""
    with tempfile.TemporaryDirectory(prefix="casewalk-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        (folder / "var").mkdir()
        with ensure_servers(folder / "var", given={}) as servers:
            os.environ |= servers.as_environment() | _production() | {
                POSTGRES: str(servers.local_pids["PostgreSQL"]),
                "CASEWALK_VAR": str(folder / "var"),
            }  # fmt: skip
            yield folder


def _production() -> dict[str, str]:
    """Return the settings of a site that serves people, with limits that nobody meets."""
    return {
        "DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "PAYMENT_EVENT_SECRET": f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}",
        "ALLOWED_HOSTS": "127.0.0.1,testserver",
        "PUBLIC_URL": "https://pay.casewalk.example",
        "SSL_REDIRECT": "0",
        "TRUSTED_PROXIES": "0",
        "EMAIL_URL": "smtp://127.0.0.1:9/",  # only the workers send; they are told a real one
        "SMS_URL": "http://127.0.0.1:9/cgi-bin/sendsms",
        "API_RATE": "0",
        "EVENT_RATE": "0",
        "LOG_LEVEL": "WARNING",
    }


@contextmanager
def own_database() -> Iterator[None]:
    """The same with Django set up in this process, and the reference data in every table."""
    with own_servers():
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("load_reference", verbosity=0, stdout=StringIO())
        call_command("collectstatic", verbosity=0, interactive=False)
        yield


@contextmanager
def mail_sink() -> Iterator[tuple[Sink, str]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=port, server_hostname="sink.test")
    controller.start()
    yield sink, f"smtp://127.0.0.1:{port}/"
    controller.stop()


@contextmanager
def mail_worker(email_url: str, *, processes: int = 2) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker of so many processes that sends mail there; kill it afterwards."""
    command = [sys.executable, "-m", "celery", "-A", "benchmarks.outbox_worker", "worker",
               f"--concurrency={processes}", "--loglevel=ERROR"]  # fmt: skip
    worker = subprocess.Popen(
        command,
        cwd=PROJECT,
        env=os.environ | {"EMAIL_URL": email_url, "C_FORCE_ROOT": "1", "CELERY_SKIP_CHECKS": "1"},
        start_new_session=True,
    )
    try:
        _wait_until_ready(worker)
        yield worker
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def _wait_until_ready(worker: subprocess.Popen[bytes]) -> None:
    """Wait for the answer of a worker: halted any sooner, it would start when it is needed."""
    from config.celery import app

    ends_at = time.monotonic() + STARTS_SECONDS
    while not app.control.ping(timeout=0.5, limit=1):
        _check(worker, is_late=time.monotonic() > ends_at)


def wait_for(sink: Sink, addresses: Collection[str], worker: subprocess.Popen[bytes]) -> None:
    """Wait until all of them were written to, and not only somebody whom an earlier worker left.

    Raises RuntimeError when the worker has ended, or nobody was written to for two minutes.
    """
    before, changed_at = len(sink.arrived_at), time.monotonic()
    while sink.lacks(addresses):
        if (now := len(sink.arrived_at)) != before:
            before, changed_at = now, time.monotonic()
        _check(worker, is_late=time.monotonic() > changed_at + SILENCE_SECONDS)
        time.sleep(0.005)


def _check(worker: subprocess.Popen[bytes], *, is_late: bool) -> None:
    if is_late or worker.poll() is not None:
        raise RuntimeError(f"The worker {'ended' if worker.returncode else 'does nothing'}.")
