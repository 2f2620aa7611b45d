"""How long a message takes from the commit of its row to the SMTP server, at a steady pace.

Django is set up and its database migrated when `measure` is called; `make bench` sees to that.
"""

import statistics
import time
import uuid

from benchmarks.ground import mail_sink, mail_worker, own_database, wait_for
from benchmarks.messages import CONTEXT, make_customers

A_SECOND = 20
SECONDS = 30


def measure() -> dict[str, float]:
    """Return the median, the 95th percentile and the longest of the times in seconds."""
    from support.notifications.services import queue_message

    committed_at: dict[str, float] = {}
    with mail_sink() as (sink, url), mail_worker(url) as worker:
        started_at = time.monotonic()
        for number, customer in enumerate(make_customers(A_SECOND * SECONDS, "pace")):
            time.sleep(max(started_at + number / A_SECOND - time.monotonic(), 0))
            queue_message(
                customer, "solution", channel="email", dedupe_key=str(uuid.uuid4()), context=CONTEXT
            )
            committed_at[customer.email] = time.monotonic()
        wait_for(sink, committed_at, worker)
    times = sorted(sink.arrived_at[email] - at for email, at in committed_at.items())
    return {
        "messages": len(times),
        "median": round(statistics.median(times), 3),
        "p95": round(times[int(len(times) * 0.95)], 3),
        "longest": round(times[-1], 3),
    }


def main() -> None:
    with own_database():
        print(measure())


if __name__ == "__main__":
    main()
