"""What the outbox costs: delivery through it against a bare task that sends the same mail.

Both run in one worker, over one broker and one SMTP sink, each on a kept connection, in turns.
Django is set up and its database migrated when `ratio` is called; `make bench` sees to that.
"""

import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

PROJECT = Path(__file__).resolve().parents[1]
WARM_UP = 20
ROUNDS = 2
GIVE_UP_SECONDS = 120
CONTEXT = {
    "reference": "CW-4T7KQ2MZ",
    "payment": "PO-20260302-0007",
    "amount": "1,200.00 CNY",
    "customer_name": "Li Wei",
    "cause_sentence": "The bank could not find the account given for PO-20260302-0007. "
    "Please check the account details in your profile; your money is safe with us.",
    "expected": "March 5, 2026",
    "status_url": "https://pay.casewalk.example/s/abcdefghijkl.0123456789abcdefghijklmnopq/",
}


# It logs every line of every dialogue.
logging.getLogger("mail.log").setLevel(logging.WARNING)


class CountingSink:
    """An SMTP server that counts."""

    def __init__(self) -> None:
        self.count = 0

    async def handle_DATA(self, server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        self.count += 1
        return "250 OK"


def ratio(messages: int = 2000) -> dict[str, float]:
    """Return messages a second both ways and the outbox's share of the bare task's."""
    share = messages // ROUNDS
    seconds = {"bare": 0.0, "outbox": 0.0}
    queueing: dict[str, Callable[[int], None]] = {"bare": _send_bare, "outbox": _queue}
    with _sink() as (sink, url), _worker(url) as worker:
        for queue in queueing.values():
            _timed(queue, WARM_UP, sink, worker)
        for _round in range(ROUNDS):
            for name, queue in queueing.items():
                seconds[name] += _timed(queue, share, sink, worker)
    rates = {name: share * ROUNDS / took for name, took in seconds.items()}
    return {
        "messages": share * ROUNDS,
        "bare_per_second": round(rates["bare"], 1),
        "outbox_per_second": round(rates["outbox"], 1),
        "ratio": round(rates["outbox"] / rates["bare"], 2),
    }


def _timed(
    queue: Callable[[int], None], count: int, sink: CountingSink, worker: subprocess.Popen[bytes]
) -> float:
    """Queue while the worker is halted, then return the seconds until all mail has arrived."""
    wanted = sink.count + count
    os.killpg(worker.pid, signal.SIGSTOP)
    try:
        queue(count)
    finally:
        started_at = time.monotonic()
        os.killpg(worker.pid, signal.SIGCONT)
    while sink.count < wanted:
        if time.monotonic() - started_at > GIVE_UP_SECONDS or worker.poll() is not None:
            message = f"{wanted - sink.count} of {count} messages did not arrive."
            raise RuntimeError(message)
        time.sleep(0.005)
    return time.monotonic() - started_at


def _send_bare(count: int) -> None:
    from benchmarks.outbox_worker import send_bare
    from support.notifications.rendering import render

    rendered = render("solution", "email", "en", CONTEXT)
    for _number in range(count):
        send_bare.delay("li@example.test", rendered.subject, rendered.text, rendered.html)


def _queue(count: int) -> None:
    from support.notifications.services import queue_message

    customer = _customer()
    for _number in range(count):
        queue_message(
            customer, "solution", channel="email", dedupe_key=str(uuid.uuid4()), context=CONTEXT
        )


def _customer() -> Any:
    from support.customers.models import Customer

    return Customer.objects.get_or_create(
        email="li@example.test", defaults={"name": "Li Wei", "locale": "en"}
    )[0]


@contextmanager
def _sink() -> Iterator[tuple[CountingSink, str]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    sink = CountingSink()
    controller = Controller(sink, hostname="127.0.0.1", port=port, server_hostname="sink.test")
    controller.start()
    yield sink, f"smtp://127.0.0.1:{port}/"
    controller.stop()


@contextmanager
def _worker(email_url: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "celery", "-A", "benchmarks.outbox_worker", "worker",
               "--concurrency=2", "--loglevel=ERROR"]  # fmt: skip
    worker = subprocess.Popen(
        command,
        cwd=PROJECT,
        env=os.environ | {"EMAIL_URL": email_url, "C_FORCE_ROOT": "1", "CELERY_SKIP_CHECKS": "1"},
        start_new_session=True,
    )
    time.sleep(5)  # halted any sooner it would still be starting when the first round begins
    try:
        yield worker
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def main() -> None:
    """Measure on servers of its own, thrown away afterwards."""
    from config.local.servers import ensure_servers

    with tempfile.TemporaryDirectory(prefix="casewalk-bench-") as folder:
        Path(folder).chmod(0o711)
        with ensure_servers(Path(folder) / "var", given={}) as servers:
            os.environ |= servers.as_environment() | {"DEBUG": "1"}
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
            import django
            from django.core.management import call_command

            django.setup()
            call_command("migrate", run_syncdb=True, verbosity=0)
            print(ratio())


if __name__ == "__main__":
    main()
