"""What work costs: seconds on the wall, and processor time of Python and of PostgreSQL.

The wall is for what people wait for; it is as slow as the machine is busy. Processor time is told
beside it, and of many times the 10th percentile: a shared machine makes some of them dearer, none
cheaper. It is read from Linux's /proc.
"""

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

TICKS = os.sysconf("SC_CLK_TCK")
POSTGRES = "BENCH_POSTGRES_PID"  # of the benchmark's own server, in the environment


@dataclass(frozen=True)
class Spent:
    """Milliseconds."""

    wall: float
    python: float
    postgres: float

    @property
    def cpu(self) -> float:
        return self.python + self.postgres

    def __str__(self) -> str:
        return f"{self.python:.1f} + {self.postgres:.1f} = {self.cpu:.1f}"

    def shared_by(self, count: int) -> "Spent":
        return Spent(self.wall / count, self.python / count, self.postgres / count)


def spent_on(work: Callable[[], Any]) -> Spent:
    """Do it, on this thread and its connection to the database."""
    from django.db import connection

    connection.ensure_connection()
    backend = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    began = time.perf_counter(), time.process_time(), _run_for(backend)
    work()
    ended = time.perf_counter(), time.process_time(), _run_for(backend)
    return Spent(*(1_000 * (end - begin) for begin, end in zip(began, ended, strict=True)))


def _run_for(backend: Path) -> float:
    return int(backend.read_text().split()[0]) / 1e9


def spent_by(worker: int, work: Callable[[], Any]) -> Spent:
    """Do it while a worker's processes and the whole database server work for it."""
    postgres = int(os.environ[POSTGRES])
    began = time.perf_counter(), cpu_of(worker), cpu_of(postgres)
    work()
    ended = time.perf_counter(), cpu_of(worker), cpu_of(postgres)
    return Spent(*(1_000 * (end - begin) for begin, end in zip(began, ended, strict=True)))


def cpu_of(pid: int) -> float:
    """Return the processor seconds of a process and its children, those that ended as well."""
    own = [int(ticks) for ticks in _after_name(pid)[11:15]]
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return sum(own) / TICKS + sum(cpu_of(int(child)) for child in children)


def _after_name(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def added(spent: Iterable[Spent]) -> Spent:
    every = list(spent)
    return Spent(*(sum(getattr(one, name) for one in every) for name in FIELDS))


def usual(spent: list[Spent]) -> Spent:
    """Return the median of the wall and the 10th percentile of processor time."""
    return Spent(
        median(one.wall for one in spent),
        *(quantiles((getattr(one, name) for one in spent), n=10)[0] for name in FIELDS[1:]),
    )


def p95(spent: list[Spent]) -> float:
    """Return the seconds on the wall that one time in twenty is above."""
    return quantiles((one.wall for one in spent), n=20)[-1] / 1_000


def cpu_p95(spent: list[Spent]) -> float:
    """Return the milliseconds of a processor that one time in twenty is above."""
    return quantiles((one.cpu for one in spent), n=20)[-1]


FIELDS = ("wall", "python", "postgres")
