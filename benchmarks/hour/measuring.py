"""What an action costs: time, statements, and how many rows PostgreSQL reads for it."""

from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from benchmarks.meter import Spent, cpu_p95, p95, spent_on, usual

Work = Callable[[], Any]
HEAD = (
    "action",
    "p95, ms",
    "CPU p95",
    "CPU (py + pg = ms)",
    "statements",
    "rows read",
    "read whole",
)
# Rows of which a table read whole is worth a word.
LARGE = 2_000
_ROWS = """
    SELECT tables.relname, tables.seq_tup_read, coalesce(tables.idx_tup_fetch, 0) + coalesce((
        SELECT sum(indexes.idx_tup_read) FROM pg_stat_user_indexes AS indexes
        WHERE indexes.relid = tables.relid), 0)
    FROM pg_stat_user_tables AS tables
"""


@dataclass(frozen=True)
class Measured:
    """What one action took, each time it was done; rows are those of its last time."""

    name: str
    spent: list[Spent]
    statements: int
    rows: int
    whole: tuple[str, ...] = ()

    @property
    def cpu(self) -> float:
        return usual(self.spent).cpu

    @property
    def told(self) -> tuple[str, ...]:
        return (
            self.name, f"{p95(self.spent) * 1_000:.0f}", f"{cpu_p95(self.spent):.0f}",
            str(usual(self.spent)), str(self.statements), f"{self.rows:,}",
            ", ".join(self.whole) or "–",
        )  # fmt: skip


def measured(name: str, prepare: Callable[[], Work], times: int) -> Measured:
    """Do an action so many times and twice more: first to warm up, at last to count."""
    prepare()()
    spent = [spent_on(prepare()) for _time in range(times)]
    work = prepare()
    asked: list[str] = []
    with _rows() as (rows, whole), _statements(asked):
        work()
    return Measured(name, spent, len(asked), sum(rows.values()), tuple(sorted(whole)))


@contextmanager
def _statements(asked: list[str]) -> Any:
    from django.db import connection

    def count(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        yield


@contextmanager
def _rows() -> Any:
    """Count rows of tables and entries of indexes that are read meanwhile, as PostgreSQL does."""
    rows: Counter[str] = Counter()
    whole: list[str] = []
    before = _read_so_far()
    yield rows, whole
    for table, (scanned, fetched) in _read_so_far().items():
        was_scanned, was_fetched = before.get(table, (0, 0))
        rows[table] = scanned - was_scanned + fetched - was_fetched
        if scanned - was_scanned > LARGE:
            whole.append(table)


def _read_so_far() -> dict[str, tuple[int, int]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT 1")  # it is told when the next one ends
        cursor.execute(_ROWS)
        return {name: (int(whole), int(fetched)) for name, whole, fetched in cursor.fetchall()}
