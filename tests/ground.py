"""Rows that many tests in a row begin with: stored once, in a transaction round all of theirs."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from tests.database import full_tables, put_in, rows_of


@dataclass
class Ground:
    """What `make` stores in empty tables; what it returned goes to each test as a copy."""

    make: Callable[[], Any]
    made: Any = None
    rows: dict[str, bytes] = field(default_factory=dict)
    mark: str = ""

    def lay(self) -> None:
        """Store the rows; ids and mark are the same each time, so what was read of them is kept."""
        if self.rows:
            put_in(self.rows)
            _set_mark(self.mark)
        else:
            self.made = self.make()
            self.rows, self.mark = rows_of(full_tables()), _mark()
        connection.check_constraints()  # or it would be done after each test


def _mark() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT value::text FROM marks_mark WHERE name = 'known'")
        return str(cursor.fetchone()[0])


def _set_mark(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE marks_mark SET value = %s WHERE name = 'known'", [value])


_laid: list[tuple[Ground, transaction.Atomic]] = []  # one or none


def stand_on(ground: Ground) -> Any:
    """Let the next test's transaction begin on these rows, and return a copy of what was made."""
    if not any(laid is ground for laid, _ in _laid) or connection.needs_rollback:
        leave_ground()
        around = transaction.atomic()
        around.__enter__()
        ground.lay()
        _laid.append((ground, around))
    return copy(ground.made)


def leave_ground() -> None:
    """Let the next test begin with empty tables, if it does not."""
    while _laid:
        _ground, around = _laid.pop()
        transaction.set_rollback(True)
        around.__exit__(None, None, None)
