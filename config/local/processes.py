"""The processes of `make run`, over honcho: one stops, all stop; we die, they die.

The worker and the timetable are started again instead.
"""

import functools
import os
import shlex
import signal
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from honcho.manager import Manager
from honcho.process import Popen, Process

from config.local.children import die_with_parent, dying_with_us

EARLY_SECONDS = 0.2
ASKED_TO_STOP = {130, 143}  # honcho's codes for Ctrl-C and SIGTERM


class BoundProcess(Process):
    """A process that ends with the launcher even when that is killed with -9.

    honcho puts a process of its own between the launcher and the command: both are bound.
    """

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:  # noqa: FBT001, FBT002 - honcho's
        die_with_parent(os.getppid(), signal.SIGKILL)
        self._child_ctor = functools.partial(Popen, preexec_fn=dying_with_us(signal.SIGTERM))
        super().run(events, ignore_signals)


class Processes(Manager):
    """honcho's manager with bound processes, that may be told to stop at any time."""

    def __init__(self) -> None:
        super().__init__()
        self._process_ctor = BoundProcess

    def terminate(self) -> None:
        """Stop all. honcho knows a process once it has reported; wait for those that have not."""
        if self._all_started():
            super().terminate()
        else:
            threading.Timer(EARLY_SECONDS, self.terminate).start()


def commands(port: int, watched: Mapping[str, int]) -> dict[str, list[str]]:
    """Return what runs beside the servers, by name: modules of Python with their arguments.

    `watched` are processes that are not ours to stop, but without which nothing works.
    """
    servers = [f"{name}={pid}" for name, pid in watched.items()]
    can_watch = servers and hasattr(os, "pidfd_open")  # Linux
    watch = {"servers": ["config.local.watch", *servers]} if can_watch else {}
    celery = ["celery", "--quiet", "--app"]
    lasting = "config.local.lasting"
    return {
        "web": [
            *["gunicorn", "--config", "deploy/gunicorn.conf.py"],
            # No proxy stands before it: a request of which only half ever comes holds a thread.
            *["--bind", f"127.0.0.1:{port}", "--threads", "16"],
        ],
        "worker": [
            *[lasting, "worker", *celery, "config", "worker"],
            *["--concurrency", "2", "--without-gossip", "--queues", "celery,webhooks"],
        ],
        "timetable": [
            *[lasting, "timetable", *celery, "config.beat", "beat", "--pidfile="],
            *["--loglevel", "WARNING"],
        ],
        **watch,
    }


def run_until_one_ends(
    to_run: Mapping[str, list[str]], *, environment: Mapping[str, str], folder: Path
) -> int:
    """Run all of them until one ends or a signal comes; then stop the others. Return the exit code.

    It is 0 only when we were asked to stop: no process is meant to end by itself.
    """
    processes = Processes()
    for name, command in to_run.items():
        line = "exec " + shlex.join([sys.executable, "-m", *command])
        processes.add_process(name, line, env=dict(environment), cwd=str(folder))
    # honcho answers to SIGINT and SIGTERM; a closed terminal means the same.
    signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
    processes.loop()
    return 0 if processes.returncode in ASKED_TO_STOP else int(processes.returncode) or 1
