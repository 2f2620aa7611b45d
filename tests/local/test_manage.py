import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.local.environment import NOWHERE, PROJECT, local_environment, needs_servers
from config.local.errors import LocalServerError
from config.local.servers.ensuring import ensure_servers
from tests.every import every

ASKS_THE_DATABASE = """
import os
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT pg_postmaster_start_time()")
    print(cursor.fetchone()[0].isoformat(), os.environ["REDIS_URL"])
"""


def manage(var: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    hidden = {"DATABASE_URL", "REDIS_URL", "DEBUG"}
    environment = {name: text for name, text in os.environ.items() if name not in hidden}
    ours = {"CASEWALK_VAR": str(var), "DJANGO_SETTINGS_MODULE": "tests.local.bare_settings"}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env=environment | ours | more,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def ask_database(var: Path) -> subprocess.CompletedProcess[str]:
    return manage(var, "shell", "--no-imports", "-c", ASKS_THE_DATABASE)


def test_a_command_starts_the_servers_and_stops_them_after(var: Path) -> None:
    answer = ask_database(var)

    assert answer.returncode == 0, answer.stderr
    assert "redis+socket:///" in answer.stdout
    assert not (var / "postgres/postmaster.pid").exists()
    assert not (var / "valkey/valkey.pid").exists()


def test_commands_find_the_servers_that_run(var: Path) -> None:
    with ensure_servers(var, given={}, forgetful=True) as servers:
        answers = [ask_database(var).stdout for _ in range(2)]

        assert servers.redis_url in answers[0]
        assert answers[0] == answers[1]
        assert (var / "postgres/postmaster.pid").exists()


def test_servers_stop_when_the_command_ends_with_an_error(var: Path) -> None:
    answer = manage(var, "shell", "--no-imports", "-c", "raise ValueError('broken')")

    assert answer.returncode == 1
    assert "broken" in answer.stderr
    assert not (var / "postgres/postmaster.pid").exists()


def test_help_starts_nothing(var: Path) -> None:
    answer = manage(var, "migrate", "--help")

    assert answer.returncode == 0, answer.stderr
    assert "usage: manage.py migrate" in answer.stdout
    assert not var.exists()


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file")

    answer = ask_database(tmp_path / "var")

    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert "CASEWALK_VAR" in answer.stderr


HIDES_HONCHO = """
import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *of: None if name == "honcho" else find(name, *of)
"""


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    """As where `requirements/production.txt` alone is installed; the system has servers."""
    (tmp_path / "sitecustomize.py").write_text(HIDES_HONCHO)
    return {"PYTHONPATH": str(tmp_path)}


def test_in_production_no_command_makes_a_database_up(
    var: Path, production: dict[str, str]
) -> None:
    answer = manage(var, "backup", "casewalk.dump", **production)

    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr.count("\n") == 1
    assert "DATABASE_URL is not set" in answer.stderr
    assert "casewalk COMMAND" in answer.stderr
    assert not var.exists()


def test_in_production_help_is_given_without_a_database(
    var: Path, production: dict[str, str]
) -> None:
    answer = manage(var, "migrate", "--help", **production)

    assert answer.returncode == 0, answer.stderr
    assert not var.exists()


@pytest.fixture
def bare_production(var: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This process as one there, with nothing in its environment."""
    for name in ("DATABASE_URL", "REDIS_URL", "DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CASEWALK_VAR", str(var))
    monkeypatch.setattr("config.local.environment.is_for_production", lambda: True)
    return var


@every(
    "command",
    [
        *("backup casewalk.dump", "restore casewalk.dump", "purge", "hold_outbox"),
        *("release_outbox", "take_bounce", "createsuperuser", "migrate", "load_reference"),
        *("check", "collectstatic", "shell", "replay_payments x.jsonl"),
    ],
)
def test_all_that_may_read_or_write_are_refused_there(bare_production: Path, command: str) -> None:
    with (
        pytest.raises(LocalServerError, match="DATABASE_URL is not set"),
        local_environment(command.split()),
    ):
        pytest.fail("the command would run")

    assert not bare_production.exists()


@every("command", ["", "help", "help migrate", "version", "--version", "migrate --help"])
def test_all_that_only_tell_of_themselves_are_not(
    bare_production: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "DEBUG"):  # as they were, for the other tests
        monkeypatch.setenv(name, "")
    with local_environment(command.split()):
        assert os.environ["DATABASE_URL"] == NOWHERE.database_url

    assert not bare_production.exists()


@every(
    ("arguments", "expected"),
    [
        ([], False),
        (["--version"], False),
        (["help", "migrate"], False),
        (["makemessages", "-l", "zh_Hans"], False),
        (["compilemessages"], False),
        (["migrate", "--help"], False),
        (["migrate"], True),
        (["shell", "-c", "print(1)"], True),
        (["runserver"], True),
    ],
)
def test_only_commands_that_may_ask_the_database_wait_for_it(
    arguments: list[str], expected: bool
) -> None:
    assert needs_servers(arguments) is expected
