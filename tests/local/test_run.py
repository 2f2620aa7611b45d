import http.server
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from config.local.children import running_pid
from config.local.environment import PROJECT
from config.local.errors import LocalServerError
from config.local.processes import commands
from config.local.run import free_port, only_one, wanted_port
from config.local.welcome import LOGINS, first_status, text

PATIENCE_SECONDS = 20
LASTING = [sys.executable, "-m", "config.local.lasting", "worker"]
RUNS_TWO_PROCESSES = """
import os, sys, pathlib
from config.local.processes import run_until_one_ends
folder = pathlib.Path(sys.argv[1])
raise SystemExit(run_until_one_ends(
    {"first": ["tests.local.lingerer", "first"], "second": ["tests.local.lingerer", "second"]},
    environment={**os.environ, "LINGER_IN": str(folder)}, folder=pathlib.Path.cwd(),
))
"""


class Launcher:
    """Two lingering processes under a launcher in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUNS_TWO_PROCESSES, str(folder)],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.pids = {name: pid_in(folder / name) for name in ("first", "second")}

    def wait_until_all_have_gone(self) -> str:
        said, _ = self.process.communicate(timeout=PATIENCE_SECONDS)
        wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in self.pids.values()))
        return said


def pid_in(file: Path) -> int:
    """Wait until a lingerer has written its pid down, and take the note away."""
    wait_until(lambda: file.exists() and file.read_text().endswith("\n"))
    pid = int(file.read_text())
    file.unlink()
    return pid


def wait_until(condition: object) -> None:
    assert callable(condition)
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < give_up_at
        time.sleep(0.02)


def test_when_one_process_ends_the_others_stop_and_the_exit_is_an_error(tmp_path: Path) -> None:
    launcher = Launcher(tmp_path)

    os.kill(launcher.pids["first"], signal.SIGKILL)
    said = launcher.wait_until_all_have_gone()

    assert launcher.process.returncode not in (0, None)
    assert "first stopped (rc=-9)" in said


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_it_stops_everything_and_that_is_no_error(
    tmp_path: Path, asked: signal.Signals
) -> None:
    launcher = Launcher(tmp_path)

    launcher.process.send_signal(asked)
    launcher.wait_until_all_have_gone()

    assert launcher.process.returncode == 0


def test_killing_the_launcher_leaves_nothing_running(tmp_path: Path) -> None:
    launcher = Launcher(tmp_path)

    launcher.process.kill()
    launcher.wait_until_all_have_gone()

    assert launcher.process.returncode == -signal.SIGKILL


def test_a_worker_that_ends_is_started_again_and_that_is_said(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*LASTING, "tests.local.lingerer", "first"],
        cwd=PROJECT,
        env={**os.environ, "LINGER_IN": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    ) as keeper:
        pids = [pid_in(tmp_path / "first")]
        os.kill(pids[0], signal.SIGKILL)
        pids.append(pid_in(tmp_path / "first"))
        keeper.terminate()
        said, _ = keeper.communicate(timeout=PATIENCE_SECONDS)

    assert pids[0] != pids[1]
    assert said == "The worker ended by itself (exit -9); it starts again in 1 s.\n"
    assert keeper.returncode == 0
    wait_until(lambda: not Path(f"/proc/{pids[1]}").exists())


def test_killing_who_keeps_a_worker_running_leaves_nothing_running(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*LASTING, "tests.local.lingerer", "first"],
        cwd=PROJECT,
        env={**os.environ, "LINGER_IN": str(tmp_path)},
    ) as keeper:
        kept = pid_in(tmp_path / "first")
        keeper.kill()

    wait_until(lambda: not Path(f"/proc/{kept}").exists())


def test_the_processes_are_web_worker_timetable_and_a_watch_on_the_servers() -> None:
    to_run = commands(8000, {"PostgreSQL": 12, "Valkey": 13})

    assert list(to_run) == ["web", "worker", "timetable", "servers"]
    assert "127.0.0.1:8000" in to_run["web"]
    assert to_run["servers"] == ["config.local.watch", "PostgreSQL=12", "Valkey=13"]
    assert "servers" not in commands(8000, {})


def test_the_watch_names_the_server_that_ended() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as server:
        watch = subprocess.Popen(
            [sys.executable, "-m", "config.local.watch", f"Valkey={server.pid}"],
            cwd=PROJECT,
            stderr=subprocess.PIPE,
            text=True,
        )
        server.kill()
        _, said = watch.communicate(timeout=PATIENCE_SECONDS)

    assert watch.returncode == 1
    assert said.startswith("Valkey has ended")


def test_a_taken_port_gives_way_to_the_next_and_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        found = free_port(port)

    assert found > port
    assert f"Port {port} is taken, so the address ends in {found}." in capsys.readouterr().out


@pytest.mark.parametrize("port", ["eighty", "0", "99999", ""])
def test_a_port_that_is_none_is_refused(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)

    with pytest.raises(LocalServerError, match="no number of a port"):
        wanted_port()


def test_a_second_run_is_told_where_the_first_is(tmp_path: Path) -> None:
    with only_one(tmp_path) as first:
        first.write("http://127.0.0.1:8003/")
        first.flush()

        with (
            pytest.raises(LocalServerError, match=r"already, at http://127\.0\.0\.1:8003/"),
            only_one(tmp_path),
        ):
            pass

    with only_one(tmp_path) as next_one:
        assert next_one.read() == ""


def test_the_welcome_waits_for_an_answer_and_says_where_to_look() -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        status = first_status(server.server_port)

    assert status == 501  # it has no do_GET, and has answered all the same
    assert all(name in text(8000) for name in LOGINS)
    assert "http://127.0.0.1:8000/outbox/" in text(8000)
    assert "工单" in text(8000)


def test_the_welcome_gives_up_on_a_silent_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.local.welcome.PATIENCE_SECONDS", 0.2)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))

        assert first_status(unused.getsockname()[1]) is None


@pytest.mark.parametrize(
    "content",
    ["", "no number", "4194305", str(os.getpid())],
    ids=["empty", "torn", "nobody", "another program"],
)
def test_a_pid_file_counts_only_while_its_process_works_on_the_folder(
    tmp_path: Path, content: str
) -> None:
    (tmp_path / "pid").write_text(content)

    assert running_pid(tmp_path / "pid", tmp_path) is None
    assert running_pid(tmp_path / "missing", tmp_path) is None


def test_an_old_python_is_refused_with_a_sentence() -> None:
    answer = subprocess.run(
        ["make", "python", "PYTHON=/bin/false"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode != 0
    assert "Casewalk needs Python 3.11 or newer" in answer.stderr
