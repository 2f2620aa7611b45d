"""`make run`: the servers, the database's contents, the web server, the worker, the timetable."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from config.local.children import die_with_parent, dying_with_us, exit_on
from config.local.environment import PROJECT, has_own_database, name_addresses, var_folder
from config.local.errors import LocalServerError
from config.local.processes import commands, run_until_one_ends
from config.local.servers.ensuring import ensure_servers, made_folder
from config.local.terminal import say

PORTS_TO_TRY = 50


def main() -> None:
    exit_on(signal.SIGTERM, signal.SIGHUP)
    if os.environ.get("MAKELEVEL"):  # make is our parent: without it nobody could stop us
        die_with_parent(os.getppid(), signal.SIGTERM)
    try:
        raise SystemExit(run(made_folder(var_folder())))
    except LocalServerError as error:
        raise SystemExit(str(error)) from None
    except KeyboardInterrupt:
        raise SystemExit(128 + signal.SIGINT) from None


def run(var: Path) -> int:
    """Run everything until it is told to stop or a part ends. Return the exit code.

    A database of somebody else's is no demo: DEBUG is for them to set.
    """
    # The demo's source answers on the loopback interface, where nothing is called otherwise.
    demo = {"DEBUG": "1", "WEBHOOK_NETWORKS": "127.0.0.1/32"}
    debug = {} if has_own_database() else demo
    name_addresses()
    with only_one(var) as told_to_others:
        port = free_port(wanted_port())
        told_to_others.write(f"http://127.0.0.1:{port}/")
        told_to_others.flush()
        say("Starting PostgreSQL and Valkey …")
        with ensure_servers(var) as servers:
            environment = {
                **debug,
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "LOG_LEVEL": "WARNING",  # the address above shall stay in sight
                "PUBLIC_URL": f"http://127.0.0.1:{port}",
                "PYTHONUNBUFFERED": "1",
                # The servers of a laptop; root in a container is nothing to warn about.
                "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
                **os.environ,
                **servers.as_environment(),
            }
            if code := prepare_database(environment):
                return code
            say("Starting the web server, the worker and the timetable …")
            announce(port)
            to_run = commands(port, servers.local_pids)
            if debug:
                to_run["source"] = ["config.demo.simulator"]
            return run_until_one_ends(to_run, environment=environment, folder=PROJECT)


def wanted_port() -> int:
    text = os.environ.get("PORT", "8000")
    if not (text.isdecimal() and 0 < int(text) < 2**16 - PORTS_TO_TRY):
        raise LocalServerError(f"PORT is {text!r}, which is no number of a port.")
    return int(text)


def free_port(wanted: int) -> int:
    """Return the wanted port, or the next free one and say so."""
    for port in range(wanted, wanted + PORTS_TO_TRY):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port != wanted:
            say(f"Port {wanted} is taken, so the address ends in {port}.")
        return port
    raise LocalServerError(f"No port from {wanted} on is free: set PORT to another number.")


@contextmanager
def only_one(var: Path) -> Iterator[TextIO]:
    """Let one `make run` at a time work on a var/ folder; another is told what the first wrote."""
    with (var / "run.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            message = f"Casewalk runs here already, at {file.read()}: use that or stop it first."
            raise LocalServerError(message) from None
        file.truncate(0)
        yield file


def prepare_database(environment: dict[str, str]) -> int:
    return subprocess.run(
        [sys.executable, "-m", "config.local.prepare"],
        cwd=PROJECT,
        env=environment,
        preexec_fn=dying_with_us(signal.SIGTERM),
        check=False,
    ).returncode


def announce(port: int) -> None:
    """Let a process wait for the web server and say that it is ready; this one has to watch."""
    subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "config.local.welcome", str(port)],
        cwd=PROJECT,
        preexec_fn=dying_with_us(signal.SIGTERM),  # noqa: PLW1509 - no threads here
    )


if __name__ == "__main__":
    main()
