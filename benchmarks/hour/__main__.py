"""Fill a database, work an agent's hour in it, and keep the tables in `RESULTS-<cases>.md`."""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.ground import own_database
from benchmarks.hour.measuring import HEAD, Measured
from benchmarks.results import Table, keep

CASES = 200_000


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.hour", description=__doc__)
    asked.add_argument("--cases", type=int, default=CASES)
    cases = asked.parse_args().cases
    tables = []
    with own_database():
        for table in _tables(cases):
            print(f"\n{table}", flush=True)
            tables.append(table)
    keep(tables, Path(__file__).with_name(f"RESULTS-{cases}.md"), "make bench-hour")


def _tables(cases: int) -> Iterator[Table]:
    from benchmarks.hour import actions, planted

    yield _filled(cases)
    began = time.monotonic()
    searched = list(planted.searches())
    found = list(planted.recalls())
    done = [*actions.hour(cases), *searched]
    yield Table(f"An agent's hour, {cases:,} cases", HEAD, [one.told for one in done])
    yield _promises({one.name: one for one in done})
    rows = [(one.typed, str(one.planted), f"{one.found / one.planted:.0%}") for one in found]
    yield Table("What was hidden and is found", ("typed", "cases", "found"), rows)
    print(f"measured in {time.monotonic() - began:.0f} s", flush=True)


def _filled(cases: int) -> Table:
    from django.db import connection
    from django.utils import timezone

    from benchmarks.hour import planted, population
    from troubleshooting.walks.tallying import tally

    began = time.monotonic()
    population.settle(cases)
    planted.plant(cases)
    while tally(timezone.now()):  # what the timetable has done by then
        pass
    rows = [("filling", f"{time.monotonic() - began:.0f} s")]
    with connection.cursor() as cursor:
        for name in ("cases_case", "cases_message", "cases_searchentry", "search_entry_words"):
            cursor.execute("SELECT pg_total_relation_size(%s::regclass)", [name])
            rows.append((name, f"{cursor.fetchone()[0] / 2**20:.0f} MiB"))
    return Table(
        f"{cases:,} cases, {cases * population.SPEAKING:,} messages", ("what", "size"), rows
    )


def _promises(done: dict[str, Measured]) -> Table:
    from benchmarks.hour import actions

    bare = done["bare page of 50 rows"].cpu
    first = done["queue, page 1"].cpu
    far = next(one for name, one in done.items() if name.startswith(actions.FAR))
    rows = [
        ("queue, page 1, of a bare page", f"{first / bare:.2f}", "1.5"),
        (f"{far.name}, of page 1", f"{far.cpu / first:.2f}", "0.9 to 1.1"),
        ("case, of a bare page", f"{done['case, 20 messages and guide'].cpu / bare:.2f}", "2"),
        ("queue, ms of CPU", f"{first:.0f}", "17"),
        ("case, ms of CPU", f"{done['case, 20 messages and guide'].cpu:.0f}", "22"),
        ("rows read to count views", f"{done['view counts alone'].rows:,}", "no table whole"),
    ]  # fmt: skip
    return Table("What was promised", ("what", "is", "promised"), rows)


if __name__ == "__main__":
    main()
