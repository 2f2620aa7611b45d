"""What `make test` leaves out of long tables comes in the runs after it, and in `make whole`."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests import sampling

NUMBERS = range(sampling.SHARES)


def table(name: str, length: int, *marks: str) -> list[Any]:
    return [
        SimpleNamespace(
            nodeid=f"tests/x.py::{name}[{number}]", callspec=True,
            get_closest_marker=lambda mark: mark in marks,
        )
        for number in range(length)
    ]  # fmt: skip


LONG = table("long", 20, "django_db")
OTHERS = table("short", sampling.LONG, "django_db") + table("pure", 99)
ALL = [*LONG, *OTHERS]


@pytest.fixture(autouse=True)
def _sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "IS_WHOLE", False)


def run(turn: int, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    monkeypatch.setenv(sampling.TURN, str(turn))
    return sampling.without_left_out(ALL)


def test_every_row_has_its_turn_and_all_that_is_cheap_is_always_asked(monkeypatch):
    runs = [run(turn, monkeypatch) for turn in NUMBERS]

    assert sorted(id(one) for found in runs for one in found if one in LONG) == sorted(
        map(id, LONG)
    )
    assert all(one in found for found in runs for one in OTHERS)


def test_in_make_whole_and_where_a_file_is_named_every_row_is_asked(monkeypatch):
    monkeypatch.delenv(sampling.TURN, raising=False)
    assert sampling.without_left_out(ALL) == ALL

    monkeypatch.setattr(sampling, "IS_WHOLE", True)
    assert run(0, monkeypatch) == ALL


def test_shares_of_a_table_are_together_all_of_it():
    rows = list(range(10))

    shares = [sampling.share(rows, turn, 4) for turn in range(7, 11)]

    assert sorted(row for asked in shares for row in asked) == rows
