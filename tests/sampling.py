"""Long tables of which `make test` asks a fixed part, and `make whole`, as `.ci/run`, every row."""

import os
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

Row = TypeVar("Row")
IS_WHOLE = bool(os.environ.get("WHOLE"))


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
    """Return one of so many shares of the rows: who asks with one turn more each time asks all."""
    return rows if IS_WHOLE else rows[turn % of :: of]


def examples(number: int) -> int:
    """Return how many examples Hypothesis makes up: of so many, a tenth in each `make test`."""
    return number if IS_WHOLE else -(-number // 10)
