"""Backups of the database: PostgreSQL's own programs with our settings.

Passwords go by the environment, which other users of the machine cannot read, never by arguments.
"""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from config.local.servers.programs import find_postgres_program
from support.cases.models import Case

# Nothing is restored into a database that holds anything.
TABLES = (
    "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
)


class BackupError(Exception):
    """A program of PostgreSQL failed, or may not do what was asked; the text says why."""


@dataclass(frozen=True)
class Backup:
    """What was written."""

    size_bytes: int
    cases: int  # counted just before, so that an empty one is seen for what it is


def back_up(file: Path) -> Backup:
    """Write everything into one compressed file for its owner alone.

    The file stands there whole or not at all, and takes nobody's place. Raises BackupError.
    """
    if file.exists():
        raise BackupError(f"{file} is there already: choose another name.")
    if Case._meta.db_table not in connection.introspection.table_names():  # noqa: SLF001 - Django's name
        raise BackupError(
            "This database holds no tables of Casewalk: see where DATABASE_URL leads."
        )
    cases = Case.objects.count()
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished.touch(mode=0o600)
    try:
        options = ["--format=custom", "--no-owner", "--no-privileges"]
        _run("pg_dump", *options, f"--file={unfinished}")
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return Backup(file.stat().st_size, cases)


def restore(file: Path) -> None:
    """Load a backup into an empty database, whole or not at all. Raises BackupError."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        if cursor.fetchone()[0]:
            raise BackupError(
                "The database is not empty. A backup is restored into a new one: make it with "
                "createdb, name it in DATABASE_URL and try again."
            )
    connection.close()
    options = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    _run("pg_restore", *options, f"--dbname={settings.DATABASES['default']['NAME']}", str(file))


def _run(program: str, *arguments: str) -> None:
    path = find_postgres_program(program)
    if path is None:
        raise BackupError(f"{program} is not installed: it comes with PostgreSQL's client.")
    answer = subprocess.run(  # noqa: S603 - PostgreSQL's own programs
        [str(path), *arguments],
        env=os.environ | _connection(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise BackupError(f"{program} failed: {answer.stderr.strip()}")


def _connection() -> dict[str, str]:
    given: Mapping[str, Any] = settings.DATABASES["default"]
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    found = {variable: str(given[name]) for name, variable in names.items() if given.get(name)}
    return found | {"PGDATABASE": str(given["NAME"])}
