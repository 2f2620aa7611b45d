"""Statements that are asked again and again: their SQL is put together once, their plan is kept.

Only the hottest doors use it, which find rows by their keys: a plan that is kept does not look at
the values, and would be wrong for lists and searches.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from inspect import signature
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import get_related_populators

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
        """Return the rows for these values, which are of their columns' own types.

        They come from the database itself, never from a copy of it.
        """
        made = self._made
        filled = [values[one.place] if isinstance(one, _Blank) else one for one in made.given]
        with connection.cursor() as cursor:
            cursor.execute(made.sql, filled)
            return [made.row(line) for line in cursor.fetchall()]

    @cached_property
    def _made(self) -> "_Made[M]":
        return _Made(self.of(*map(_Blank, range(len(signature(self.of).parameters)))))


class _Made(Generic[M]):
    """What Django works out anew for each query: its SQL, and how rows are made of what it reads.

    It follows `ModelIterable`, `related` are the rows that `select_related` reads beside.
    """

    def __init__(self, rows: QuerySet[M]) -> None:
        compiler = rows.query.get_compiler(connection.alias)
        self.sql, self.given = compiler.as_sql()
        self.model, own = rows.model, compiler.klass_info["select_fields"]
        self.own = slice(own[0], own[-1] + 1)
        self.names = [selected[0].target.attname for selected in compiler.select[self.own]]
        self.related = get_related_populators(  # type: ignore[call-arg]  # the stubs are newer
            compiler.klass_info, compiler.select, connection.alias
        )
        self.beside = compiler.annotation_col_map
        read = [selected[0] for selected in compiler.select[: compiler.col_count]]
        self.converters = [
            (place, convert, expression)
            for place, (converters, expression) in compiler.get_converters(read).items()
            for convert in converters
        ]

    def row(self, line: Sequence[Any]) -> M:
        values = list(line)
        for place, convert, expression in self.converters:
            values[place] = convert(values[place], expression, connection)
        row = self.model.from_db(connection.alias, self.names, values[self.own])
        for one in self.related:
            one.populate(values, row)
        for name, place in self.beside.items():
            setattr(row, name, values[place])
        return row


class Written(Generic[M]):
    """Rows of a table by SQL that is written out, as `Manager.raw` reads them.

    It returns the table's columns in their order, and after them those that are told `beside`:
    Django would look up each time again which is which.
    """

    def __init__(self, model: type[M], sql: str, *beside: str) -> None:
        self.model, self.sql, self.beside = model, sql, beside

    def ask(self, values: Sequence[Any] | Mapping[str, Any]) -> list[M]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            return [self._row(line) for line in cursor.fetchall()]

    def _row(self, line: Sequence[Any]) -> M:
        names, converters = self._columns
        own = list(line[: len(names)])
        for place, convert in converters:
            own[place] = convert(own[place], None, connection)
        row = self.model.from_db(connection.alias, names, own)
        for name, value in zip(self.beside, line[len(names) :], strict=True):
            setattr(row, name, value)
        return row

    @cached_property
    def _columns(self) -> tuple[list[str], list[tuple[int, Callable[..., Any]]]]:
        fields = self.model._meta.concrete_fields  # noqa: SLF001
        converters = [
            (place, convert)
            for place, one in enumerate(fields)
            for convert in one.get_db_converters(connection)
        ]
        return [one.attname for one in fields], converters


class _Blank(Expression):
    """The place of a value that is not known yet."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place

    def as_sql(self, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)
