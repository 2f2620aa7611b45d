"""What the benchmarks stand on: throw-away servers, a sink for mail, workers on them."""

import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from config.local.servers.ensuring import ensure_servers

PROJECT = Path(__file__).resolve().parents[1]
WORKER_STARTS_SECONDS = 5  # halted any sooner it would still be starting when it is needed

# It logs every line of every dialogue.
logging.getLogger("mail.log").setLevel(logging.WARNING)


class CountingSink:
    """An SMTP server that counts, and remembers when each recipient was written to."""

    def __init__(self) -> None:
        self.count = 0
        self.arrived_at: dict[str, float] = {}

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        # Whoever waits for a recipient finds when they were written to.
        self.arrived_at.setdefault(envelope.rcpt_tos[0], time.monotonic())
        self.count += 1
        return "250 OK"


@contextmanager
def own_servers() -> Iterator[Path]:
    """Start PostgreSQL and the broker and put their addresses into the environment."""
    with tempfile.TemporaryDirectory(prefix="casewalk-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        (folder / "var").mkdir()
        with ensure_servers(folder / "var", given={}) as servers:
            os.environ |= servers.as_environment() | {
                "DEBUG": "1",
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "CASEWALK_VAR": str(folder / "var"),
                "PAYMENT_EVENT_SECRET": "whsec_Zm9yLWRldmVsb3BtZW50LW9ubHktMTIzNA==",
                "LOG_LEVEL": "WARNING",
            }
            yield folder


@contextmanager
def own_database() -> Iterator[None]:
    """The same with Django set up in this process and every table made."""
    with own_servers():
        import django
        from django.conf import settings
        from django.core.management import call_command

        django.setup()
        settings.DEBUG = False  # or every query would be kept
        call_command("migrate", verbosity=0)
        yield


@contextmanager
def mail_sink() -> Iterator[tuple[CountingSink, str]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    sink = CountingSink()
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
    time.sleep(WORKER_STARTS_SECONDS)
    try:
        yield worker
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def wait_for(claim: Callable[[], bool], worker: subprocess.Popen[bytes], *, seconds: float) -> None:
    """Wait until the claim holds. Raises RuntimeError when it doesn't in time."""
    ends_at = time.monotonic() + seconds
    while not claim():
        if time.monotonic() > ends_at or worker.poll() is not None:
            message = f"What was waited for did not happen within {seconds:.0f} s."
            raise RuntimeError(message)
        time.sleep(0.005)
