import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import dj_database_url
import psycopg
import pytest
from kombu import Connection

from config.local.environment import PROJECT
from config.local.errors import LocalServerError
from config.local.servers.ensuring import Servers, ensure_servers
from config.local.servers.owner import owner_of
from config.local.servers.sockets import socket_folder

PATIENCE_SECONDS = 30

COMMITS_ROWS_FOR_EVER = """
import sys, psycopg, pathlib
from config.local.servers.ensuring import ensure_servers
with ensure_servers(pathlib.Path(sys.argv[1]), given={}) as servers:
    with psycopg.connect(servers.database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (number int)")
        number = 0
        while True:
            connection.execute("INSERT INTO kept VALUES (%s)", [number])
            print(number, flush=True)
            number += 1
"""
PRINTS_WHAT_IT_STARTED = """
import sys, time, pathlib
from config.local.servers.ensuring import ensure_servers
with ensure_servers(pathlib.Path(sys.argv[1]), given={}, forgetful=True) as servers:
    print(servers.database_url, sorted(servers.local_pids.values()), flush=True)
    sys.stdin.read()
"""


def start_python(script: str, var: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, str(var)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def rows(servers: Servers, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(servers.database_url) as connection:
        return connection.execute(query).fetchall()


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def wait_until_gone(pids: list[int]) -> None:
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while any(map(is_alive, pids)):
        assert time.monotonic() < give_up_at, f"one of {pids} still runs"
        time.sleep(0.02)


def test_a_new_folder_gets_both_servers_without_an_open_port(var: Path) -> None:
    with ensure_servers(var, given={}, forgetful=True) as servers:
        settings = dj_database_url.parse(servers.database_url)
        assert (settings["USER"], settings["NAME"]) == ("casewalk", "casewalk")
        assert Path(settings["HOST"]).is_absolute()
        assert rows(servers, "SHOW listen_addresses") == [("",)]
        assert rows(servers, "SHOW data_checksums") == [("on",)]
        assert rows(servers, "SHOW server_encoding") == [("UTF8",)]
        with Connection(servers.redis_url) as broker:
            broker.ensure_connection(max_retries=1)
            assert broker.connected

    assert (var / "postgres.password").stat().st_mode & 0o777 == 0o600
    assert not Path(settings["HOST"]).parent.exists()


def test_a_wrong_password_is_refused_on_the_socket(used_var: Path) -> None:
    with ensure_servers(used_var, given={}, forgetful=True) as servers:
        host = dj_database_url.parse(servers.database_url)["HOST"]
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(host=host, user="casewalk", password="guessed", dbname="casewalk")


def test_servers_that_run_are_used_and_left_running(used_var: Path) -> None:
    with ensure_servers(used_var, given={}, forgetful=True) as first:
        with ensure_servers(used_var, given={}, forgetful=True) as second:
            assert second == first

        assert rows(first, "SELECT 1") == [(1,)]
        assert all(map(is_alive, first.local_pids.values()))

    assert not any(map(is_alive, first.local_pids.values()))


def test_servers_stop_when_the_command_fails(used_var: Path) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        ensure_servers(used_var, given={}, forgetful=True) as servers,
    ):
        raise KeyboardInterrupt

    assert not any(map(is_alive, servers.local_pids.values()))


def test_a_given_address_stands_for_a_server_of_somebody_elses(var: Path) -> None:
    given = {"DATABASE_URL": "postgresql://db.example/casewalk"}

    with ensure_servers(var, given=given, forgetful=True) as servers:
        assert servers.database_url == given["DATABASE_URL"]
        assert list(servers.local_pids) == ["Valkey"]
        assert not (var / "postgres").exists()


def test_two_given_addresses_leave_the_folder_untouched(var: Path) -> None:
    given = {"DATABASE_URL": "postgresql://db.example/c", "REDIS_URL": "redis://broker.example"}

    with ensure_servers(var, given=given) as servers:
        assert servers.as_environment() == given

    assert not var.exists()


def test_killing_the_command_ends_its_servers_and_keeps_every_committed_row(used_var: Path) -> None:
    command = start_python(COMMITS_ROWS_FOR_EVER, used_var)
    assert command.stdout
    committed = [int(command.stdout.readline()) for _ in range(200)][-1]
    pids = [int((used_var / "postgres/postmaster.pid").read_text().split()[0])]
    pids.append(int((used_var / "valkey/valkey.pid").read_text()))

    command.kill()
    committed = max([committed, *map(int, command.stdout.read().split())])
    command.communicate()
    wait_until_gone(pids)

    with ensure_servers(used_var, given={}) as servers:
        [(count, highest)] = rows(servers, "SELECT count(*), max(number) FROM kept")
    assert count == highest + 1
    assert highest >= committed


def test_killed_servers_start_again_at_once_with_their_data(used_var: Path) -> None:
    with ensure_servers(used_var, given={}) as servers:
        with psycopg.connect(servers.database_url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        with Connection(servers.redis_url) as broker, broker.SimpleQueue("kept") as queue:
            queue.put({"number": 7})
        for pid in servers.local_pids.values():
            os.kill(pid, signal.SIGKILL)

        # The killed ones are zombies now, for this process has not asked after them.
        with ensure_servers(used_var, given={}) as again:
            assert again.local_pids != servers.local_pids
            assert rows(again, "SELECT number FROM kept") == [(7,)]
            with Connection(again.redis_url) as broker, broker.SimpleQueue("kept") as queue:
                assert queue.get(timeout=5).payload == {"number": 7}


@pytest.mark.parametrize(
    "pid", [os.getpid(), 2**22 + 1, "torn"], ids=["another program", "nobody", "torn"]
)
def test_a_stale_pid_file_does_not_stop_the_next_start(used_var: Path, pid: int | str) -> None:
    with ensure_servers(used_var, given={}, forgetful=True):
        left_behind = (used_var / "postgres/postmaster.pid").read_text().split("\n")
    left_behind[0] = str(pid)
    owner = owner_of(used_var / "postgres")
    for path in ("postgres/postmaster.pid", "valkey/valkey.pid"):
        (used_var / path).write_text("\n".join(left_behind))
        os.chown(used_var / path, owner.uid, owner.gid)

    with ensure_servers(used_var, given={}, forgetful=True) as servers:
        assert rows(servers, "SELECT 1") == [(1,)]


def test_two_commands_at_once_share_one_pair_of_servers(var: Path) -> None:
    commands = [start_python(PRINTS_WHAT_IT_STARTED, var) for _ in range(2)]

    first, second = [command.stdout and command.stdout.readline() for command in commands]

    assert first
    assert first == second
    for command in commands:
        command.communicate(timeout=PATIENCE_SECONDS)
    assert [command.returncode for command in commands] == [0, 0]


def test_a_long_path_with_spaces_and_chinese_is_no_trouble(tmp_path: Path) -> None:
    var = tmp_path / "a project of mine" / "客服 工单" / ("long " * 30).strip() / "var"

    with ensure_servers(var, given={}, forgetful=True) as servers:
        host = dj_database_url.parse(servers.database_url)["HOST"]

        assert rows(servers, "SELECT 1") == [(1,)]
        assert len(f"{host}/.s.PGSQL.5432") < 60


def test_a_lost_password_is_named_and_the_data_left_alone(used_var: Path) -> None:
    with ensure_servers(used_var, given={}, forgetful=True):
        pass
    (used_var / "postgres.password").unlink()

    with (
        pytest.raises(LocalServerError, match=r"postgres\.password is missing"),
        ensure_servers(used_var, given={}, forgetful=True),
    ):
        pass

    assert (used_var / "postgres/PG_VERSION").exists()


def test_an_interrupted_first_start_is_begun_anew(var: Path) -> None:
    unfinished = var / "postgres.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18")

    with ensure_servers(var, given={}, forgetful=True) as servers:
        assert rows(servers, "SELECT 1") == [(1,)]

    assert not unfinished.exists()


def test_a_server_that_cannot_start_says_why_and_the_other_stops(
    used_var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ensure_servers(used_var, given={}):
        pass
    (used_var / "valkey/appendonlydir/appendonly.aof.manifest").write_text("torn")
    monkeypatch.setattr("config.local.servers.server.TRYING_SECONDS", 0.0)

    with (
        pytest.raises(LocalServerError, match=r"Valkey did not start.*valkey\.log"),
        ensure_servers(used_var, given={}),
    ):
        pass

    assert not (used_var / "postgres/postmaster.pid").exists()


def test_a_socket_that_nobody_listens_on_is_replaced(used_var: Path) -> None:
    sockets = socket_folder(used_var, owner_of(used_var / "postgres"))
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(sockets / "valkey.sock"))

    with (
        ensure_servers(used_var, given={}, forgetful=True) as servers,
        Connection(servers.redis_url) as broker,
    ):
        broker.ensure_connection(max_retries=1)
        assert broker.connected
