"""Everything that compose.yaml and the units start, on loopback and without a container engine."""

import base64
import logging
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import dj_database_url

from tests.faults.crew import Crew
from tests.faults.sinks import MailSink, TextSink, serving
from tests.faults.stage import Database, wait_for
from tests.notifications.workers import Broker
from tests.production.load import House
from tests.production.machines import PROJECT, Pooler, Proxy, WebMachine

START_SECONDS = 120.0
NEEDED = ("nginx", "openssl", "/usr/sbin/pgbouncer")


class Standing:
    """All parts of a house in production form; `replace_dead` is what systemd does."""

    def __init__(
        self, folder: Path, database: Database, broker: Broker, sinks: tuple[MailSink, TextSink]
    ) -> None:
        self.folder = folder
        self.database = database
        self.broker = broker
        self.mail, self.text = sinks
        self.secret = f"whsec_{base64.b64encode(os.urandom(32)).decode()}"
        self.pooler = Pooler(folder, dj_database_url.parse(database.url))
        self.environment = self._environment()
        self.machines = [
            WebMachine(name, folder, os.environ | self.environment) for name in ("web-1", "web-2")
        ]
        self.crew = Crew(folder, self.environment, workers=2)
        self.proxy: Proxy

    def start(self) -> None:
        self.pooler.start()
        for machine in self.machines:
            machine.start()
        self.proxy = Proxy(self.folder, [machine.port for machine in self.machines])
        self.proxy.start()

    def replace_dead(self) -> None:
        self.pooler.start()
        self.proxy.start()
        for machine in self.machines:
            machine.start()
        self.crew.replace_dead()

    def kill_all(self) -> None:
        for machine in self.machines:
            machine.kill()
        self.proxy.kill()
        self.pooler.kill()

    def reached(self, token: str) -> House:
        url = f"https://127.0.0.1:{self.proxy.port}"
        return House(url, self.proxy.certificate, token, self.secret)

    def _environment(self) -> dict[str, str]:
        key = self.folder / "secret_key"
        key.write_text(secrets.token_urlsafe(50))
        return {
            "DEBUG": "0",
            "DATABASE_URL": self.pooler.url,
            "DATABASE_POOLED": "1",
            "REDIS_URL": self.broker.url,
            "SECRET_KEY_FILE": str(key),
            "PAYMENT_EVENT_SECRET": self.secret,
            "ALLOWED_HOSTS": "casewalk.example",
            "PUBLIC_URL": "https://casewalk.example",
            "TRUSTED_PROXIES": "1",
            # One user asks for all agents and for the watchers as well.
            "API_RATE": "0",
            "EVENT_RATE": "0",
            "EMAIL_URL": self.mail.url,
            "SMS_URL": self.text.url(),
            "SMS_CONCURRENCY": "4",
            "CASEWALK_VAR": str(self.folder),
            "LOG_LEVEL": "WARNING",
            "C_FORCE_ROOT": "1",
        }


@contextmanager
def standing() -> Iterator[Standing]:
    """Have everything run, with the tables made, and Django set up over them in this process."""
    if missing := [name for name in NEEDED if shutil.which(name) is None]:
        sys.exit(f"This needs Debian's nginx-light, openssl and pgbouncer: no {missing[0]} here.")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a time limit cleans up as well
    folder = Path(tempfile.mkdtemp(prefix="casewalk-production-", dir="/tmp"))
    folder.chmod(0o711)  # as root PostgreSQL runs as somebody else and has to pass it
    with ExitStack() as stack:
        if not os.environ.get("KEEP_PRODUCTION"):
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        database, broker = Database(folder), Broker(folder / "broker")
        stack.callback(database.stop)
        database.start()
        stack.callback(broker.stop)
        broker.start()
        sinks = MailSink(), TextSink()
        stack.enter_context(serving(*sinks))  # they have addresses from now on
        house = Standing(folder, database, broker, sinks)
        stack.callback(house.kill_all)
        _prepare(house)
        house.start()
        stack.enter_context(house.crew)
        yield house


def _prepare(house: Standing) -> None:
    """Do what casewalk-migrate does, past the pooler, then be a reader of the same database."""
    direct = house.environment | {"DATABASE_URL": house.database.url, "DATABASE_POOLED": "0"}
    for command in (["collectstatic", "--noinput"], ["migrate", "--noinput"], ["load_reference"]):
        subprocess.run(
            [sys.executable, "manage.py", *command, "--verbosity", "0"],
            cwd=PROJECT, env=os.environ | direct, check=True,
        )  # fmt: skip
    os.environ |= direct | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    import django

    django.setup()
    logging.getLogger().setLevel(logging.ERROR)


def wait_until_it_answers(house: House) -> None:
    import httpx2

    def answers() -> bool:
        try:
            with house.client() as client:
                return client.get("/api/v1/channels/").is_success
        except httpx2.TransportError:
            return False

    if wait_for(answers, seconds=START_SECONDS) is None:
        sys.exit(
            "The house did not answer; its logs lie in the folder that KEEP_PRODUCTION=1 keeps."
        )
