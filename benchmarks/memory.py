"""Whether a worker's memory stays flat over 100,000 messages: `make bench-long`.

Django is set up and its database migrated when `measure` is called.
"""

import os
from pathlib import Path

from benchmarks.ground import mail_sink, mail_worker, own_database, wait_for
from benchmarks.messages import make_customers, queue_all

MESSAGES = 100_000
STEP = 10_000
PAGE_KIB = os.sysconf("SC_PAGE_SIZE") // 1024


def measure(messages: int = MESSAGES) -> dict[str, float]:
    """Return the memory (MiB) of all processes of a worker early and late, and how much it grew.

    Early is after the first step: by then everything that is kept was made once.
    """
    resident: list[float] = []
    with mail_sink() as (sink, url), mail_worker(url) as worker:
        for number in range(messages // STEP):
            queue_all(customers := make_customers(STEP, f"step{number}-"))
            wait_for(sink, [customer.email for customer in customers], worker)
            resident.append(_resident_mib(worker.pid))
            print(f"  {len(sink.arrived_at)} messages: {resident[-1]:.1f} MiB", flush=True)
    return {
        "messages": messages,
        "early": round(resident[0], 1),
        "late": round(resident[-1], 1),
        "growth": round(resident[-1] / resident[0] - 1, 4),
    }


def _resident_mib(pid: int) -> float:
    """Return what a process and its children hold in memory; what they share counts for each."""
    processes = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    pages = [int(Path(f"/proc/{process}/statm").read_text().split()[1]) for process in processes]
    return sum(pages) * PAGE_KIB / 1024


def main() -> None:
    with own_database():
        print(measure())


if __name__ == "__main__":
    main()
