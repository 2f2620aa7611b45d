"""The tests' database: migrated once, kept below var/, and copied for each run and process.

Nothing here may need Django's settings before `migrated` has been there: they need a server.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from config.local.servers.ensuring import Servers, ensure_servers

PROJECT = Path(__file__).resolve().parents[1]
KEPT = PROJECT / "var" / "tests"
# What the database of a run is made of; whatever else changes, the copy is as good as a new one.
SOURCES = (
    "config/local/servers/postgres.py",
    "config/settings/base.py",
    "requirements/run.txt",
    "support/**/migrations/*.py",
    "support/staff/roles.py",
    "troubleshooting/**/migrations/*.py",
)
TEMPLATE = "casewalk_tests"
# Rows that migrating left; Django's own flush throws them away and makes them anew.
MIGRATED = {
    "django_content_type", "auth_permission", "auth_group", "auth_group_permissions",
    "django_migrations", "marks_mark", "complaints_complaintrule", "inquiries_answerrule",
}  # fmt: skip


@contextmanager
def tests_servers(folder: Path) -> Iterator[Servers]:
    """Have both servers in an empty folder, over a copy of the migrated data."""
    copy_migrated(folder / "var", folder)
    with ensure_servers(folder / "var", given={}, forgetful=True) as servers:
        yield servers


def copy_migrated(to: Path, working: Path) -> None:
    """Make a folder with PostgreSQL's data as it is after migrating."""
    with _locked():
        if not (kept := KEPT / _digest()).exists():
            shutil.rmtree(KEPT, ignore_errors=True)
            _keep_migrated(working / "making", kept)
        to.mkdir(parents=True)
        _copy(kept, to)


def _digest() -> str:
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(PROJECT.glob(pattern)):
            digest.update(f"{path.relative_to(PROJECT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _keep_migrated(folder: Path, kept: Path) -> None:
    import psycopg

    folder.mkdir()
    with ensure_servers(folder, given={}, forgetful=True) as servers:
        with psycopg.connect(servers.database_url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {TEMPLATE}")
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity=0"],
            env=os.environ | {"DEBUG": "1"} | servers.as_environment()
            | {"DATABASE_URL": _url_of(servers.database_url, TEMPLATE)},
            cwd=PROJECT, check=True,
        )  # fmt: skip
    unfinished = kept.with_suffix(".unfinished")
    unfinished.mkdir(parents=True)
    _copy(folder, unfinished)
    unfinished.rename(kept)


def _copy(folder: Path, to: Path) -> None:
    """Copy PostgreSQL's data and password; it runs as somebody else when we are root."""
    data = [folder / "postgres", folder / "postgres.password"]
    subprocess.run(["cp", "-a", *data, to], check=True)


def _url_of(database_url: str, name: str) -> str:
    return f"{database_url.rpartition('/')[0]}/{name}"


@contextmanager
def _locked() -> Iterator[None]:
    """Let one run at a time make or copy what is kept."""
    lock = KEPT.with_name("tests.lock")
    lock.parent.mkdir(exist_ok=True)
    with lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def use_own_copy(process: str) -> None:
    """Give this process a copy of the migrated database. It goes when its server does."""
    from django.conf import settings
    from django.db import connection

    name = f"test_casewalk_{process}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def empty_tables(*_test_case: object) -> None:
    """Delete what a test committed.

    Django truncates instead, and makes every file of eighty tables and their indexes anew.
    """
    put_back({}, full_tables())


def full_tables() -> list[str]:
    """Return the tables that hold rows, without those that migrating filled."""
    from django.db import connection

    tables = set(connection.introspection.django_table_names()) - MIGRATED
    looks = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in sorted(tables))
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(looks))
        return [name for (name,) in cursor]


def rows_of(tables: Iterable[str]) -> dict[str, bytes]:
    """Return what tables hold, for `put_back`."""
    from django.db import connection

    rows = {}
    with connection.cursor() as cursor:
        for name in tables:
            with cursor.copy(f'COPY "{name}" TO STDOUT') as copy:
                rows[name] = b"".join(copy)
    return rows


def put_back(rows: Mapping[str, bytes], tables: Iterable[str]) -> None:
    """Let tables hold these rows and no others."""
    from django.db import connection, transaction

    if not (deletes := "; ".join(f'DELETE FROM "{name}"' for name in tables)):
        return
    with transaction.atomic(), connection.cursor() as cursor:
        # As a replica: in any order, and rows that may only ever be added to as well.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(deletes)
        put_in(rows)
        if not marked_tables().isdisjoint(tables):  # replicas fire no triggers
            cursor.execute("UPDATE marks_mark SET value = gen_random_uuid()")


@cache
def marked_tables() -> frozenset[str]:
    """Return the tables whose changes make every process read again what it keeps."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE tgname = 'marks_change'"
        )
        return frozenset(name for (name,) in cursor)


def put_in(rows: Mapping[str, bytes]) -> None:
    """Add rows as `rows_of` returned them."""
    from django.db import connection

    with connection.cursor() as cursor:
        for name, stored in rows.items():
            with cursor.copy(f'COPY "{name}" FROM STDIN') as copy:
                copy.write(stored)


def rows_read(table: str) -> int:
    """Count how often a row of a table was read in this transaction, by an index or not."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables"
            " WHERE relname = %s",
            [table],
        )
        return int(cursor.fetchone()[0])
