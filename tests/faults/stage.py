"""The world of the fault script: a database, a broker and providers of its own."""

import logging
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from config.local.children import Child
from config.local.servers.owner import owner_of
from config.local.servers.postgres import Postgres
from config.local.servers.sockets import remove_socket_folder, socket_folder
from tests.faults.crew import Crew
from tests.faults.sinks import MailSink, TextSink, serving
from tests.notifications.workers import Broker

Found = TypeVar("Found")
NAP_SECONDS = 0.1


class Database:
    """A PostgreSQL that keeps what is committed, whatever happens to it."""

    def __init__(self, folder: Path) -> None:
        owner = owner_of(folder)
        self.sockets = socket_folder(folder, owner)
        self._server = Postgres(folder / "postgres", sockets=self.sockets, owner=owner)
        self._child: Child | None = None

    @property
    def url(self) -> str:
        return self._server.url

    def start(self) -> None:
        self._child = self._server.ensure_running()

    def kill(self) -> None:
        """Kill -9 the server; its backends notice and end."""
        assert self._child is not None
        self._child.process.kill()
        self._child.process.wait()

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop()
        remove_socket_folder(self.sockets)


class Stage:
    """What a scenario plays on. Each begins with an empty outbox and sinks that take everything."""

    workers = 2  # each two processes

    def __init__(
        self, folder: Path, database: Database | None, broker: Broker, environment: dict[str, str]
    ) -> None:
        self.folder = folder
        self.database = database
        self.broker = broker
        self.environment = environment
        self.mail = MailSink()
        self.text = TextSink()

    @contextmanager
    def sinks(self) -> Iterator[None]:
        self.mail, self.text = MailSink(), TextSink()
        with serving(self.mail, self.text):
            yield

    def crew(self, *, workers: int = 0, beats: bool = True, **environment: str) -> Crew:
        """Return a crew that delivers to this stage's sinks."""
        ways = {"EMAIL_URL": self.mail.url, "SMS_URL": self.text.url()}
        return Crew(
            self.folder,
            self.environment | ways | environment,
            workers=workers or self.workers,
            beats=beats,
        )

    def kill_database(self) -> None:
        assert self.database is not None
        self.database.kill()
        self.database.start()

    def kill_broker(self) -> None:
        """Kill -9 the broker; it stays away until `start`."""
        child = self.broker._child
        assert child is not None
        child.process.kill()
        child.process.wait()


@contextmanager
def standing() -> Iterator[Stage]:
    """Have the servers run, with the tables made, and Django set up over them in this process."""
    folder = Path(tempfile.mkdtemp(prefix="casewalk-faults-", dir="/tmp"))
    folder.chmod(0o711)  # as root PostgreSQL runs as somebody else and has to pass it
    database, broker = Database(folder), Broker(folder / "broker")
    try:
        database.start()
        broker.start()
        environment = {
            "DATABASE_URL": database.url,
            "REDIS_URL": broker.url,
            "DEBUG": "1",
            "CASEWALK_VAR": str(folder),
            "LOG_LEVEL": "ERROR",
            "SMS_CONCURRENCY": "4",
            "C_FORCE_ROOT": "1",
        }
        _set_up(environment)
        yield Stage(folder, database, broker, environment)
    finally:
        broker.stop()
        database.stop()
        if not os.environ.get("KEEP_FAULTS"):
            shutil.rmtree(folder, ignore_errors=True)


def _set_up(environment: dict[str, str]) -> None:
    os.environ |= environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    # A time limit ends us as Ctrl-C does: with everything cleaned up.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    import django
    from django.core.management import call_command

    django.setup()
    # Forged receipts are refused by the hundred, and others meet a database that is away.
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    call_command("migrate", verbosity=0)


def patiently(work: Callable[[], Found], *, seconds: float = 120) -> Found:
    """Do it again until the database is back. The work must bear being done twice."""
    from django.db import Error, close_old_connections, connection

    ends_at = time.monotonic() + seconds
    while True:
        try:
            return work()
        except Error:
            if time.monotonic() > ends_at:
                raise
            connection.close()
            close_old_connections()
            time.sleep(NAP_SECONDS)


def wait_for(
    claim: Callable[[], bool], *, seconds: float, every: float = NAP_SECONDS
) -> float | None:
    """Ask until the claim holds; return the seconds it took, or None when time is up."""
    begun_at = time.monotonic()
    while True:
        holds = claim()
        took = time.monotonic() - begun_at
        if holds:
            return took
        if took > seconds:
            return None
        time.sleep(every)


def say(words: str) -> None:
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {words}\n")
    sys.stdout.flush()
