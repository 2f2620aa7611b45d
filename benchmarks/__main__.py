"""Run every benchmark over throw-away servers, print the tables and keep them in RESULTS.md."""

from collections.abc import Iterator

from benchmarks.ground import own_database
from benchmarks.meter import Spent, p95, usual
from benchmarks.results import Table, keep, promised

# Below these the change that made it so needs a reason.
FLOORS = {"event": 0.30, "answer": 0.45, "delivery": 0.85}
# What people wait for, in seconds.
CEILINGS = {
    "mass": 8.0,
    "latency": 1.0,
    "open": 1.5,
    "graph": 1.5,
    "keystroke": 0.15,
    "replay": 5.0,
}
MESSAGES = 4_000


def main() -> None:
    tables = []
    with own_database():
        for table in _tables():
            print(f"\n{table}", flush=True)
            tables.append(table)
    keep(tables)


def _tables() -> Iterator[Table]:
    from benchmarks import authoring, cost, editor, files, latency, mass, outbox, web

    yield cost.of_writing()
    rates = web.rates()
    yield Table(
        "Requests a second, eight clients at one gunicorn with two workers",
        ("request", "a second", "of the bare insert", "floor"),
        [
            (name, f"{rate:.0f}", *_share(name, rate / rates["bare"]))
            for name, rate in rates.items()
        ],
    )
    sent = outbox.measure(MESSAGES)
    yield Table(
        f"Delivery of {MESSAGES:,} messages, against a bare task that sends the same",
        ("way", "a second", "CPU a message", "of the bare task's", "floor"),
        [
            (name, f"{1_000 / spent.wall:.0f}", str(spent), *_share(name, ratio))
            for name, spent, ratio in (
                ("bare", sent["bare"], 1.0),
                ("delivery", sent["outbox"], sent["bare"].wall / sent["outbox"].wall),
            )
        ],
    )
    pace = latency.measure()  # before the mass message, which leaves 100,000 waiting to be sent
    told = mass.measure()
    waited = {"mass": ([told["mass"]], [told["bare"]]), **authoring.measure()}
    yield _waiting(waited, pace)
    yield cost.of_pages()
    yield editor.table()
    yield files.table()


def _share(name: str, ratio: float) -> tuple[str, str]:
    floor = FLOORS.get(name)
    if floor is None:
        return f"{ratio:.1%}", ""
    return f"{ratio:.1%}", f"{floor:.0%}" + ("" if ratio >= floor else ", missed")


def _waiting(waited: dict[str, tuple[list[Spent], list[Spent]]], pace: dict[str, float]) -> Table:
    """What people wait for, each beside reading, writing or inserting the same bare."""
    rows = [
        ("latency", f"{pace['p95']:.2f}", promised(pace["p95"], CEILINGS["latency"], " s"), "", "")
    ]
    for name, (spent, bare) in waited.items():
        is_once = len(spent) == 1
        seconds = spent[0].wall / 1_000 if is_once else p95(spent)
        cpu, least = (spent[0], bare[0]) if is_once else (usual(spent), usual(bare))
        kept = promised(seconds, CEILINGS[name], " s")
        rows.append((name, f"{seconds:.2f}", kept, str(cpu), f"{least.cpu / cpu.cpu:.1%}"))
    head = ("what", "seconds (p95)", "promised", "CPU", "of the bare work's speed")
    return Table("What people wait for", head, rows)


if __name__ == "__main__":
    main()
