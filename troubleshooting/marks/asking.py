"""Statements that are asked again and again: their SQL is put together once, their plan is kept.

Only the hottest doors use it, which find rows by their keys: a plan that is kept does not look at
the values, and would be wrong for lists and searches.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from functools import cached_property
from inspect import signature
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connection, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Expression, Model, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

TIMES = 3  # asked so often, a statement is kept

M = TypeVar("M", bound=Model)


@contextmanager
def plans_kept() -> Iterator[None]:
    """Let values go beside the statements made within, and the statements' plans be kept.

    Behind a pooler each transaction is on another connection, where they would not be found.
    """
    connection.ensure_connection()
    real = connection.connection
    before = real.cursor_factory, real.prepare_threshold
    real.cursor_factory = ServerBindingCursor
    if not connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        real.prepare_threshold = TIMES
    try:
        yield
    finally:
        real.cursor_factory, real.prepare_threshold = before


class Question(Generic[M]):
    """Rows that are asked for by a few values, with SQL that Django puts together once a process.

    For a row with all that it points to that takes several times what the database does. `of`
    returns the queryset; it is called once, with blanks in the place of the values.
    """

    def __init__(self, of: Callable[..., QuerySet[M]]) -> None:
        self.of = of

    def ask(self, *values: Any) -> list[M]:
        """Return the rows for these values, which are of their columns' own types."""
        made = self._made
        filled = tuple(values[one.place] if isinstance(one, _Blank) else one for one in made.given)
        rows, compiler = made.rows.all(), copy(made.compiler)
        compiler.connection = connections[rows.db]  # each thread has its own
        compiler.as_sql = lambda *_, **__: (made.sql, filled)  # type: ignore[method-assign]
        rows.query = query = rows.query.chain(_MadeQuery)
        assert isinstance(query, _MadeQuery)  # noqa: S101
        query.made = compiler
        return list(rows)

    @cached_property
    def _made(self) -> "_Made[M]":
        rows = self.of(*map(_Blank, range(len(signature(self.of).parameters))))
        compiler = rows.query.get_compiler(rows.db)
        return _Made(rows, compiler, *compiler.as_sql())


class _Made(NamedTuple, Generic[M]):
    rows: QuerySet[M]
    compiler: SQLCompiler
    sql: str
    given: tuple[Any, ...]


class _Blank(Expression):
    """The place of a value that is not known yet."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place

    def as_sql(self, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


class _MadeQuery(Query):
    """A query that is not put together any more."""

    made: SQLCompiler

    def get_compiler(self, *_: Any, **__: Any) -> SQLCompiler:
        return self.made
