"""What the outbox costs: delivery through it against a bare task that sends the same mail.

Both run in one worker with two processes, over one broker and one SMTP sink, each on a kept
connection, to different recipients, in turns. Django is set up and its database migrated when
`measure` is called; `make bench` sees to that.
"""

import os
import signal
import subprocess
from collections.abc import Callable
from typing import Any

from benchmarks.ground import Sink, mail_sink, mail_worker, own_database, wait_for
from benchmarks.messages import make_customers, queue_all, send_all_bare
from benchmarks.meter import Spent, added, spent_by

WARM_UP = 40
ROUNDS = 2

Queue = Callable[[list[Any]], None]


def measure(messages: int) -> dict[str, Spent]:
    """Return what one message takes of the worker and the database, both ways."""
    share = messages // ROUNDS
    queueing: dict[str, Queue] = {"bare": send_all_bare, "outbox": queue_all}
    spent: dict[str, list[Spent]] = {name: [] for name in queueing}
    with mail_sink() as (sink, url), mail_worker(url) as worker:
        for name, queue in queueing.items():
            _send(queue, make_customers(WARM_UP, f"warm-{name}"), sink, worker)
        for number in range(ROUNDS):
            for name, queue in queueing.items():
                customers = make_customers(share, f"round{number}-{name}-")
                spent[name].append(_send(queue, customers, sink, worker))
    return {name: added(every).shared_by(share * ROUNDS) for name, every in spent.items()}


def _send(queue: Queue, customers: list[Any], sink: Sink, worker: subprocess.Popen[bytes]) -> Spent:
    """Queue while the worker is halted, then let it send all."""
    wanted = [customer.email for customer in customers]
    os.killpg(worker.pid, signal.SIGSTOP)
    try:
        queue(customers)
    except BaseException:
        os.killpg(worker.pid, signal.SIGCONT)
        raise

    def go_on() -> None:
        os.killpg(worker.pid, signal.SIGCONT)
        wait_for(sink, wanted, worker)

    return spent_by(worker.pid, go_on)


def main() -> None:
    """Measure on servers of its own, thrown away afterwards."""
    with own_database():
        print(measure(2_000))


if __name__ == "__main__":
    main()
