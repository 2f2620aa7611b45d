"""An incident of 100,000 cases: linked, updated, ended, while agents go on at their desks.

What works through the cases is a process of its own, as in production a worker is; the desk is
measured in this one, calm and meanwhile. The table is kept in `RESULTS-outage.md`.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.ground import PROJECT, own_database
from benchmarks.meter import Spent, cpu_p95, p95
from benchmarks.results import Table, keep, promised

CASES = 100_000
SECONDS = 60.0  # that a stage may take
SLOWER = 2.0  # than calm the desk may be meanwhile
FEWEST = 40  # times that each action is done calm
HEAD = ("stage", "cases", "seconds", "promised", *(
    f"{name}, ms (CPU)" for name in ("queue", "case", "reply")), "of calm")  # fmt: skip
Times = dict[str, list[Spent]]

# All payments of the population are on one channel and late, and no case has a cause.
_AS_HIT = (
    """UPDATE cases_case SET status = 'open', resolved_at = NULL, ending = '', cause_id = NULL
    WHERE id >= 1000""",
    "UPDATE payments_payment SET status = 'pending', channel_id = %(channel)s WHERE id >= 1000",
)


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.outage", description=__doc__)
    asked.add_argument("--cases", type=int, default=CASES)
    asked.add_argument("--work", choices=STAGES, help=argparse.SUPPRESS)
    told = asked.parse_args()
    if told.work:
        _work(told.work)
        return
    with own_database():
        table = _measured(told.cases)
    print(f"\n{table}", flush=True)
    keep([table], Path(__file__).with_name("RESULTS-outage.md"), "make bench-outage")


def _measured(cases: int) -> Table:
    _fill(cases)
    desk = Desk(cases)
    desk.times(lambda done: done >= FEWEST // 4)  # all is read and compiled once
    calm = desk.times(lambda done: done >= FEWEST)
    rows = [("calm", "", "", "", *_shown(calm), "")]
    for stage, begin in STAGES.items():
        begin()
        with working("benchmarks.outage", "--work", stage) as worker:
            meanwhile = desk.times(lambda _done: worker.poll() is not None)
            told = json.loads(worker.communicate()[0])
        slower = max(p95(meanwhile[name]) / p95(calm[name]) for name in calm)
        rows.append((
            stage, f"{told['count']:,}", f"{told['seconds']:.1f}",
            promised(told["seconds"], SECONDS, " s"), *_shown(meanwhile),
            f"{slower:.1f} ×, {promised(slower, SLOWER, ' ×')}",
        ))  # fmt: skip
    return Table(f"An incident of {cases:,} cases; p95 of the desk meanwhile", HEAD, rows)


def _shown(times: Times) -> list[str]:
    # Of both: a statement that is slow at times would not be seen in what is usual.
    return [f"{p95(spent) * 1_000:.0f} ({cpu_p95(spent):.0f})" for spent in times.values()]


class Desk:
    """Agents who read the queue and cases, and reply, where `population` has settled."""

    def __init__(self, cases: int) -> None:
        from benchmarks.hour.population import FIRST, reference_of

        self._numbers = iter(range(FIRST, FIRST + cases, 7))
        self._reference_of = reference_of

    def times(self, is_over: Callable[[int], bool]) -> Times:
        """Do each action by turns till it is over; each on a case that nobody has touched."""
        from benchmarks.hour.actions import got, posted
        from benchmarks.meter import spent_on

        spent: Times = {"queue": [], "case": [], "reply": []}
        while not spent["reply"] or not is_over(len(spent["reply"])):
            case = f"/cases/{self._reference_of(next(self._numbers))}/"
            spent["queue"].append(spent_on(got("/")))
            spent["case"].append(spent_on(got(case)))
            spent["reply"].append(spent_on(posted(f"{case}reply/", body="We asked the bank.")))
        return spent


def _fill(cases: int) -> None:
    from django.db import connection

    from benchmarks.hour import population

    population.settle(cases)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in _AS_HIT:
            cursor.execute(statement, {"channel": _channel().pk})
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM (ANALYZE)")


def _channel() -> Any:
    from support.payments.models import Channel

    return Channel.objects.order_by("pk")[0]


def _open() -> None:
    from django.utils import timezone

    from benchmarks.samples import user
    from support.incidents.services import Scope, open_incident

    now = timezone.now()
    scope = Scope("Late", "延迟", [_channel()], now - timedelta(days=90))
    open_incident(scope, actor=user(), now=now)


def _update(state: str = "identified") -> None:
    from django.utils import timezone

    from benchmarks.samples import user
    from support.incidents.updating import Said, add_update

    now, incident = timezone.now(), _incident()
    said = Said(
        state, incident.updates.count(), customers_en="The bank works on it.",
        customers_zh="银行正在处理。",
        next_update_at=None if state == "resolved" else now + timedelta(hours=1),
    )  # fmt: skip
    add_update(incident, said, actor=user(), now=now)


def _resolve() -> None:
    _update("resolved")


def _incident() -> Any:
    from support.incidents.models import Incident

    return Incident.objects.get()


STAGES: dict[str, Callable[[], None]] = {
    "link": _open, "guides": lambda: None, "update": _update, "resolve": _resolve,
}  # fmt: skip


@contextmanager
def working(*what: str) -> Iterator[subprocess.Popen[bytes]]:
    """Let another process do a module's work; it says on its output what came of it."""
    command = [sys.executable, "-m", *what]
    with subprocess.Popen(
        command, cwd=PROJECT, env=os.environ.copy(), stdout=subprocess.PIPE
    ) as worker:
        yield worker


def _work(stage: str) -> None:
    import django

    django.setup()
    from django.utils import timezone

    from support.guidance.waiting.outage import walk_linked_anew
    from support.incidents.linking import link_earlier
    from support.incidents.recovery import recover
    from support.incidents.telling import tell_linked

    began, now, count = time.monotonic(), timezone.now(), 0
    if stage == "link":
        count = _by_timetable(lambda ends_at: link_earlier(now, ends_at=ends_at))
    elif stage == "guides":
        while time.monotonic() < began + SECONDS / 2 and (done := walk_linked_anew(now)):
            count += done
    else:
        count = _by_timetable(lambda ends_at: tell_linked(now, ends_at=ends_at))
        _by_timetable(lambda ends_at: recover(now, ends_at=ends_at))
    print(json.dumps({"count": count, "seconds": time.monotonic() - began}))


def _by_timetable(work: Callable[[float], int]) -> int:
    """Do a work as a worker does, round after round, till one ends before its time is over."""
    from config.timetable import TIMETABLE
    from troubleshooting.marks.resting import round_ends_at

    seconds = TIMETABLE["catch-up-with-incidents"]["schedule"].total_seconds()
    count = 0
    while True:
        next_at, ends_at = time.monotonic() + seconds, round_ends_at()
        count += work(ends_at)
        if time.monotonic() < ends_at:
            return count
        time.sleep(max(0.0, next_at - time.monotonic()))


if __name__ == "__main__":
    main()
