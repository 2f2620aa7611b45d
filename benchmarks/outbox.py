"""What the outbox costs: delivery through it against a bare task that sends the same mail.

Both run in one worker with two processes, over one broker and one SMTP sink, each on a kept
connection, to different recipients, in turns. Django is set up and its database migrated when
`ratio` is called; `make bench` sees to that.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from typing import Any

from benchmarks.ground import CountingSink, mail_sink, mail_worker, own_database, wait_for
from benchmarks.messages import make_customers, queue_all, send_all_bare

WARM_UP = 40
ROUNDS = 2
GIVE_UP_SECONDS = 300

Queue = Callable[[list[Any]], None]


def ratio(messages: int = 10_000) -> dict[str, float]:
    """Return messages a second both ways and the outbox's share of the bare task's."""
    share = messages // ROUNDS
    seconds = {"bare": 0.0, "outbox": 0.0}
    queueing: dict[str, Queue] = {"bare": send_all_bare, "outbox": queue_all}
    with mail_sink() as (sink, url), mail_worker(url) as worker:
        for name, queue in queueing.items():
            _timed(queue, make_customers(WARM_UP, f"warm-{name}"), sink, worker)
        for number in range(ROUNDS):
            customers = make_customers(share, f"round{number}-")
            for name, queue in queueing.items():
                seconds[name] += _timed(queue, customers, sink, worker)
    rates = {name: share * ROUNDS / took for name, took in seconds.items()}
    return {
        "messages": share * ROUNDS,
        "bare_per_second": round(rates["bare"], 1),
        "outbox_per_second": round(rates["outbox"], 1),
        "ratio": round(rates["outbox"] / rates["bare"], 3),
    }


def _timed(
    queue: Queue, customers: list[Any], sink: CountingSink, worker: subprocess.Popen[bytes]
) -> float:
    """Queue while the worker is halted, then return the seconds until all mail has arrived."""
    wanted = sink.count + len(customers)
    os.killpg(worker.pid, signal.SIGSTOP)
    try:
        queue(customers)
    finally:
        started_at = time.monotonic()
        os.killpg(worker.pid, signal.SIGCONT)
    wait_for(lambda: sink.count >= wanted, worker, seconds=GIVE_UP_SECONDS)
    return time.monotonic() - started_at


def main() -> None:
    """Measure on servers of its own, thrown away afterwards."""
    with own_database():
        print(ratio())


if __name__ == "__main__":
    main()
