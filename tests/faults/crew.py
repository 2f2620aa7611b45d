"""Celery workers and the timetable as in production, to be killed and started again."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from config.local.children import dying_with_us

PROJECT = Path(__file__).resolve().parents[2]
CELERY = [sys.executable, "-m", "celery", "--quiet", "--app"]
WORKER = [
    *CELERY,
    "config",
    "worker",
    "--concurrency",
    "2",
    "--without-gossip",
    "--queues",
    "celery,webhooks",
    "--loglevel",
    "WARNING",
]

KILLED = -signal.SIGKILL


class Crew:
    """Workers with two processes each, and the timetable that has the outbox swept.

    What is killed stays dead until `replace_dead`; a worker whose parent died leaves its
    children behind, as kill -9 does.
    """

    def __init__(
        self, folder: Path, environment: Mapping[str, str], *, workers: int = 2, beats: bool = True
    ) -> None:
        self.folder = folder
        self.log = folder / "workers.log"
        self.environment = os.environ | {"CELERY_SKIP_CHECKS": "1"} | dict(environment)
        self.wanted = workers
        self.beats = beats
        self.workers: list[subprocess.Popen[bytes]] = []
        self.beat: subprocess.Popen[bytes] | None = None
        self.groups: list[int] = []
        self._ended: list[str] = []

    def __enter__(self) -> "Crew":
        self.replace_dead()
        return self

    def __exit__(self, *_error: object) -> None:
        for group in self.groups:
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        for worker in [*self.workers, *([self.beat] if self.beat else [])]:
            worker.wait(10)

    def replace_dead(self) -> None:
        """Start what is missing, as a supervisor would."""
        self._ended = self.exits()
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        while len(self.workers) < self.wanted:
            name = f"worker{len(self.groups)}@faults"
            self.workers.append(self._start([*WORKER, "--hostname", name]))
        if self.beats and (self.beat is None or self.beat.poll() is not None):
            self.beat = self._start(
                [*CELERY, "config.beat", "beat", "--pidfile=", "--loglevel", "WARNING"]
            )

    def exits(self) -> list[str]:
        """Name those that ended by themselves: whoever is killed has no code of its own."""
        running = {"timetable": self.beat} if self.beat else {}
        running |= {f"worker {worker.pid}": worker for worker in self.workers}
        ended = {name: one.poll() for name, one in running.items()}
        now = [
            f"{name} (exit {code})" for name, code in ended.items() if code not in (None, KILLED)
        ]
        return self._ended + now

    def kill_parent(self, chance: random.Random) -> int:
        """Kill -9 the parent of a worker; its children find out by themselves."""
        worker = chance.choice(self.workers)
        worker.kill()
        worker.wait(10)
        return worker.pid

    def kill_child(self, chance: random.Random) -> int:
        """Kill -9 one process of a worker's pool; 0 when there was none yet."""
        children = [pid for worker in self.workers for pid in children_of(worker.pid)]
        if not children:
            return 0
        chosen = chance.choice(children)
        with suppress(ProcessLookupError):
            os.kill(chosen, signal.SIGKILL)
        return chosen

    def kill_whole(self, worker: subprocess.Popen[bytes]) -> None:
        """Kill -9 a worker and all of its processes, as a machine that goes out does."""
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(10)

    def last_words(self) -> str:
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as output:
            started = subprocess.Popen(
                command,
                cwd=PROJECT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=dying_with_us(signal.SIGKILL),  # noqa: PLW1509 - it takes no lock
            )
        self.groups.append(started.pid)
        return started


def children_of(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            # The name in the middle may hold anything, even brackets.
            after_name = entry.read_text(errors="replace").rpartition(")")[2].split()
            if int(after_name[1]) == pid and after_name[0] != "Z":
                found.append(int(entry.parent.name))
    return found
