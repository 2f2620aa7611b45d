"""Reading a bank's file of 10,000 entries, against a parser that only looks at it.

The bare work is what no reader can do without: for XML a whole run of expat with its events, for
NACHA one over the lines. Memory is what Python held at most, beside that for a tenth of the file.
"""

import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.parsers import expat

from benchmarks.meter import spent_on
from benchmarks.results import Table, promised

ENTRIES = 10_000
SECONDS = 30.0
MATCHED = 100


def table() -> Table:
    from tests.files.making import write_ach, write_camt

    rows = []
    with TemporaryDirectory() as folder:
        for name, write, bare in (
            ("camt.054", write_camt, _parse),
            ("NACHA returns", write_ach, _lines),
        ):
            path = write(Path(folder) / "file", ENTRIES)
            spent, least = spent_on(partial(_read, path)), spent_on(partial(bare, path))
            tenth = write(Path(folder) / "tenth", ENTRIES // 10)
            grown = _peak(path) / _peak(tenth) - 1
            kept = promised(spent.wall / 1_000, SECONDS, " s")
            seconds = f"{spent.wall / 1_000:.1f}"
            share = f"{least.cpu / spent.cpu:.1%}"
            rows.append((name, seconds, kept, str(spent), share, f"{grown:+.1%}"))
        rows.append(_taken(write_camt(Path(folder) / "file", ENTRIES)))
    head = (
        "file",
        "seconds",
        "promised",
        "CPU",
        "of the bare parser's speed",
        "memory, against a tenth",
    )
    return Table(f"Files of {ENTRIES:,} entries", head, rows)


def _read(path: Path) -> None:
    from support.sources.files.reading import read_file
    from tests.files.making import a_source

    with path.open("rb") as stream:
        read = sum(1 for entry in read_file(stream, a_source()).entries if entry.news)
    if not read or read % (ENTRIES // 10):
        raise RuntimeError(f"{read} entries of {path.name} were read")


def _parse(path: Path) -> None:
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = _nothing
    with path.open("rb") as stream:
        parser.ParseFile(stream)


def _nothing(*_event: Any) -> None:
    pass


def _lines(path: Path) -> None:
    with path.open() as file:
        for line in file:
            line[3:6].strip()


def _peak(path: Path) -> int:
    """Return how many bytes Python held at most while it read a file."""
    return _traced(partial(_read, path))


def _traced(work: Callable[[], None]) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _taken(path: Path) -> tuple[str, ...]:
    """Take a file in of whose payments we know a hundred."""
    from django.utils import timezone

    from support.intake.files.report import Outcome
    from support.intake.files.taking import take_file
    from support.intake.services import Event, receive_news
    from support.payments.news import PaymentNews
    from tests.files.making import a_source

    source, now = a_source(slug="bench-bank"), timezone.now()
    for number in range(1, MATCHED + 1):  # every hundredth comes back, and is known or a new case
        news = PaymentNews(reference=f"P-{number:06d}", status="sent", direction="payout")
        receive_news(Event(f"bench-{number}"), news, now=now)
    reports = []

    def take() -> None:
        with path.open("rb") as stream:
            reports.append(take_file(stream, source, dry_run=False, now=now))

    spent = spent_on(take)
    counts = reports[0].counts
    ours = counts.total() - counts[Outcome.FOREIGN]
    seconds = f"{spent.wall / 1_000:.1f}"
    return (f"camt.054, taken in: {ours} ours", seconds, "", str(spent), "", "")
