"""Drills are played while agents go on at their desks: what it costs those who wait for a page.

By turns a drill is played, by a process of its own as in production by a worker, and twice none.
What two runs without one differ by is the noise; beside it stands what one with it differs by. The
table is kept in `RESULTS-drill.md`.
"""

import argparse
import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from statistics import quantiles

from benchmarks.ground import own_database
from benchmarks.meter import Spent
from benchmarks.outage import Desk, Times, working
from benchmarks.results import Table, keep

CASES = 20_000
PAYMENTS = 200  # of a drill, the most that are offered
ROUNDS = 4
EACH = 25  # times that each action is done, at least
RUNS = ("without", "without again", "with a drill")
HEAD = ("what", *(f"{run}, ms" for run in RUNS), "noise", "with a drill")
PARTS = {"p50": 9, "p95": -1}  # of quantiles in twentieths


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.drill", description=__doc__)
    asked.add_argument("--cases", type=int, default=CASES)
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--play", help=argparse.SUPPRESS)
    told = asked.parse_args()
    if told.play:
        _play(told.play)
        return
    with own_database():
        table = _measured(told.cases, told.rounds)
    print(f"\n{table}", flush=True)
    keep([table], Path(__file__).with_name("RESULTS-drill.md"), "make bench-drill")


def _measured(cases: int, rounds: int) -> Table:
    from benchmarks.hour import population

    population.settle(cases)
    desk, names = Desk(cases), count(1)
    desk.times(lambda done: done >= EACH)  # all is read and compiled once
    spent: dict[str, list[Times]] = {run: [] for run in RUNS}
    for turn in range(rounds):
        for run in RUNS[turn % 3 :] + RUNS[: turn % 3]:
            spent[run].append(_with_drill(desk, next(names)) if run == RUNS[-1] else _calm(desk))
    title = (
        f"An agent's pages among {cases:,} cases while drills of {PAYMENTS} payments are played; "
        f"{rounds} rounds, nothing left behind"
    )
    return Table(title, HEAD, list(_rows(spent)))


def _calm(desk: Desk) -> Times:
    return desk.times(lambda done: done >= EACH)


def _with_drill(desk: Desk, number: int) -> Times:
    """Work at the desk from before a drill begins until after it has ended."""
    with working("benchmarks.drill", "--play", f"DRILL-{number}") as player:
        times = desk.times(lambda done: done >= EACH and player.poll() is not None)
        told = json.loads(player.communicate()[0])
    assert (told["told"], told["left_behind"]) == (PAYMENTS, 0), told
    return times


def _rows(spent: dict[str, list[Times]]) -> Iterator[tuple[str, ...]]:
    for action in ("queue", "case", "reply"):
        for kind, of in (("wall", _wall), ("CPU", _cpu)):
            every = [[of(one) for times in spent[run] for one in times[action]] for run in RUNS]
            for part, place in PARTS.items():
                calm, again, drill = (quantiles(values, n=20)[place] for values in every)
                usual = (calm + again) / 2
                yield (
                    f"{action}, {kind} {part}", *(f"{value:.0f}" for value in (calm, again, drill)),
                    f"{abs(again - calm) / usual:.0%}", f"{(drill - usual) / usual:+.0%}",
                )  # fmt: skip


def _wall(one: Spent) -> float:
    return one.wall


def _cpu(one: Spent) -> float:
    return one.cpu


def _play(name: str) -> None:
    import django

    django.setup()
    from django.utils import timezone

    from support.lead.drills.playing import play
    from support.payments.models import Channel

    report = play(Channel.objects.order_by("pk")[0], PAYMENTS, name=name, now=timezone.now())
    print(json.dumps(report.kept()))


if __name__ == "__main__":
    main()
