"""A backup of a real database, restored into an empty one beside it, whole and silent."""

import os
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql

from support.cases.models import Case
from support.notifications.models import Notification
from tests.factories import make_case

PROJECT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def empty() -> Iterator[str]:
    """An empty database on the same server, and its address."""
    given = connection.settings_dict
    name = f"{given['NAME']}_restored"
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield address(name)
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def address(name: str) -> str:
    given = connection.settings_dict
    host = quote(given["HOST"], safe="")
    return f"postgresql://{given['USER']}:{given['PASSWORD']}@{host}/{name}"


def manage(*arguments: str, database: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, PROJECT / "manage.py", *arguments],
        env=os.environ | {"DATABASE_URL": database, "REDIS_URL": settings.REDIS_URL, "DEBUG": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_restored_copy_is_whole_and_sends_nothing(tmp_path, empty):
    case = make_case()
    waiting = Notification.objects.filter(state="queued").count()
    file = tmp_path / "night.dump"

    call_command("backup", str(file))
    answer = manage("restore", str(file), database=empty)

    assert answer.returncode == 0, answer.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob("*.unfinished"))
    with psycopg.connect(empty) as copy:
        assert copy.execute("SELECT reference FROM cases_case").fetchall() == [(case.reference,)]
        held = copy.execute("SELECT reason, held_since FROM notifications_outboxhold").fetchone()
        states = "SELECT count(*) FROM notifications_notification WHERE state = 'queued'"
        assert held is not None
        assert held[0] == "restored"
        assert held[1] is not None
        assert copy.execute(states).fetchone() == (waiting,)
        with pytest.raises(psycopg.errors.RaiseException):
            copy.execute("DELETE FROM cases_caseevent")

    released = manage("release_outbox", database=empty)

    assert f"{waiting} that had been waiting are cancelled" in released.stdout


def test_it_says_how_many_cases_it_holds(tmp_path):
    make_case()
    out = StringIO()

    call_command("backup", str(tmp_path / "night.dump"), stdout=out)

    assert "night.dump: 1 cases, " in out.getvalue()


def test_a_database_without_casewalk_is_not_backed_up(tmp_path, empty):
    answer = manage("backup", str(tmp_path / "night.dump"), database=empty)

    assert answer.returncode == 1
    assert answer.stderr == (
        "CommandError: This database holds no tables of Casewalk: see where DATABASE_URL leads.\n"
    )
    assert not list(tmp_path.iterdir())


def test_an_older_backup_is_never_written_over(tmp_path):
    file = tmp_path / "night.dump"
    file.write_text("last night's")

    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", str(file))

    assert file.read_text() == "last night's"
    assert list(tmp_path.iterdir()) == [file]


def test_nothing_is_restored_over_what_stands_there(tmp_path):
    make_case()
    file = tmp_path / "night.dump"
    call_command("backup", str(file))

    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", str(file))

    assert Case.objects.count() == 1


def test_a_file_that_is_no_backup_leaves_the_new_database_empty(tmp_path, empty):
    file = tmp_path / "night.dump"
    file.write_text("no dump")

    answer = manage("restore", str(file), database=empty)

    assert answer.returncode == 1
    assert "pg_restore failed" in answer.stderr
    with psycopg.connect(empty) as copy:
        tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        assert copy.execute(tables).fetchone() == (0,)


def test_a_folder_that_is_not_there_is_told_in_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("backup", str(tmp_path / "nowhere" / "night.dump"))
