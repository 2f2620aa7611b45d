"""Long tables: `make test` asks a part, by the clock; `make whole`, as `.ci/run`, every row."""

import os
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

import pytest

Row = TypeVar("Row")
IS_WHOLE = bool(os.environ.get("WHOLE"))
TURN = "CASEWALK_TESTS_TURN"  # set for a run of all tests; whoever names a file asks all its rows


def one_of_each(rows: Iterable[Row], kind: Callable[[Row], Hashable]) -> list[Row]:
    """Return the first row of each kind: of rows that are the same to what is asked of them."""
    rows = list(rows)
    if IS_WHOLE:
        return rows
    firsts: dict[Hashable, Row] = {}
    for row in rows:
        firsts.setdefault(kind(row), row)
    return list(firsts.values())


def spread(rows: Sequence[Row], step: int) -> Sequence[Row]:
    """Return every so-manieth row, of a product in which each part still meets many others."""
    return rows if IS_WHOLE else rows[::step]


def share(rows: Sequence[Row], turn: int, of: int) -> Sequence[Row]:
    """Return one of so many shares of the rows: who asks with one turn more each time asks all.

    What one asks and what another does changes from run to run.
    """
    return rows if IS_WHOLE else rows[(turn + int(os.environ.get(TURN) or 0)) % of :: of]


def examples(number: int) -> int:
    """Return how many examples Hypothesis makes up: of so many, a tenth in each `make test`."""
    return number if IS_WHOLE else -(-number // 10)


LONG = 8
SHARES = 3


def without_left_out(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the tests of this run: of a long table over the database a third, by the clock.

    Such a row costs what a whole test does. A short table is asked whole, and so is one that needs
    no database, which costs nothing.
    """
    if IS_WHOLE or TURN not in os.environ:
        return items
    tables: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if hasattr(item, "callspec") and item.get_closest_marker("django_db"):
            tables[item.nodeid.partition("[")[0]].append(item)
    turn = int(os.environ[TURN]) % SHARES
    left_out = {
        id(row)
        for rows in tables.values()
        if len(rows) > LONG
        for number, row in enumerate(rows)
        if number % SHARES != turn
    }
    return [item for item in items if id(item) not in left_out]
