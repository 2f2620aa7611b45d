"""Statements that are asked again and again: their SQL is put together once, their plan is kept.

Only the hottest doors use it, which find rows by their keys: a plan that is kept does not look at
the values, and would be wrong for lists and searches.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from inspect import signature
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Expression, ForeignKey, Func, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.sql.compiler import SQLCompiler
from psycopg._queries import PostgresQuery, _query2pg
from psycopg.sql import Literal
from psycopg.types.datetime import TimestamptzLoader

from troubleshooting.marks.behind import fetch

TIMES = 3  # asked so often, a statement is kept
MOST_CURSORS = 100  # of a connection, as many as psycopg keeps plans of it

M = TypeVar("M", bound=Model)


class _KeptQuery(PostgresQuery):
    """Knows what a statement is made of: psycopg takes those above 4,096 bytes apart each time."""

    def convert(self, query: Any, vars: Any) -> None:  # noqa: A002  psycopg calls it so
        if type(query) is not str or vars is None:
            super().convert(query, vars)
            return
        parts = _query2pg(query.encode(), "utf-8")
        self.query, self._want_formats, self._order, self._parts = parts
        self.dump(vars)


class _TellingCursor(ServerBindingCursor):
    """Tells what was asked by a plan that is kept too: psycopg does not, and Django logs `None`.

    It reads moments as psycopg itself does: in Python, as Django has it, each takes 20 times as
    long, and a page of the queue has 450. The zone is that of the connection, as it is there.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.adapters.register_loader("timestamptz", TimestamptzLoader)  # type: ignore[attr-defined]

    _query_cls = _KeptQuery

    def _convert_query(self, query: Any, params: Any = None) -> Any:
        self._query = super()._convert_query(query, params)  # type: ignore[misc]  # psycopg has it
        return self._query


def keep_plans(connection: Any, **_signal: object) -> None:
    """Have a new connection plan what is kept, statements of functions too, once for all values.

    PostgreSQL else plans a statement of many joins anew each time, which takes thrice as long as to
    execute it. What is not kept is planned for its values as ever.
    """
    if not connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        with connection.cursor() as cursor:
            cursor.execute("SET plan_cache_mode = force_generic_plan")


@contextmanager
def plans_kept() -> Iterator[None]:
    """Let values go beside the statements made within, and the statements' plans be kept.

    Behind a pooler each transaction is on another connection, where they would not be found.
    """
    connection.close_if_health_check_failed()  # a cursor that is kept does not ask
    connection.ensure_connection()
    real = connection.connection
    before = real.cursor_factory, real.prepare_threshold
    real.cursor_factory = _TellingCursor
    if not connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        real.prepare_threshold = TIMES
    try:
        yield
    finally:
        real.cursor_factory, real.prepare_threshold = before


def lines_of(sql: str, values: Sequence[Any] | Mapping[str, Any]) -> list[Sequence[Any]]:
    """Execute a statement, and return the lines that it tells, of one that tells nothing none.

    Where plans are kept its cursor is kept with the connection: it knows by then how values of
    these kinds are written and read. So the statement is one of a few, always the same text; where
    there are too many all are let go, with the values and lines that each has last seen.
    """
    database: Any = connections[DEFAULT_DB_ALIAS]  # by `connection` each step would look it up
    real = database.connection
    if real is None or real.cursor_factory is not _TellingCursor:
        with database.cursor() as cursor:
            return _lines(cursor, sql, values)
    kept: dict[str, Any] = real.__dict__.setdefault("kept_cursors", {})
    if sql not in kept:
        if len(kept) >= MOST_CURSORS:
            kept.clear()
        kept[sql] = database.create_cursor()
    return _lines(database._prepare_cursor(kept[sql]), sql, values)  # noqa: SLF001


def _lines(cursor: Any, sql: str, values: Any) -> list[Sequence[Any]]:
    cursor.execute(sql, values)
    # Asked for its columns, psycopg would describe each.
    return cursor.fetchall() if cursor.cursor.pgresult.nfields else []


def among(keys: Any, kind: str = "bigint") -> Func:
    """Return what `__in` takes in a question: one list of keys, whose number may differ."""
    return Func(keys, template=f"(SELECT unnest(%(expressions)s::{kind}[]))")


class Question(Generic[M]):
    """Rows that are asked for by a few values, with SQL that Django puts together once a process.

    For a row with all that it points to that takes several times what the database does, and
    making the rows as much again. `of` returns the queryset; it is called once, with blanks in the
    place of the values. The plan is kept: rows are found by their keys.
    """

    def __init__(self, of: Callable[..., QuerySet[M]]) -> None:
        self.of = of

    def ask(self, *values: Any) -> list[M]:
        """Return the rows for these values, which are of their columns' own types.

        They come from the database itself, never from a copy of it.
        """
        made, shape = self._made, self._shape
        rows = [shape.row(line, connection.alias) for line in self.lines(*values)]
        for name in made.fetched if rows else ():
            fetch(rows, name, _pointing)
        return rows

    def lines(self, *values: Any) -> list[Sequence[Any]]:
        """Return the same as plain values, of which no rows are made."""
        made = self._made
        with plans_kept():
            lines = lines_of(*self.statement(*values))
        return [made.read(line) for line in lines] if made.converters else lines

    def statement(self, *values: Any) -> tuple[str, list[Any]]:
        """Return the SQL, and what is put into it for these values."""
        return self._made.sql, [values[place] for place in self._made.places]

    @cached_property
    def _made(self) -> "_Made":
        rows = self.of(*map(_Blank, range(len(signature(self.of).parameters))))
        compiler = rows.query.get_compiler(connection.alias)
        sql, given = compiler.as_sql()
        read = [selected[0] for selected in compiler.select[: compiler.col_count]]
        places = [one.place for one in given if isinstance(one, _Blank)]
        fetched = rows._prefetch_related_lookups  # type: ignore[attr-defined]  # noqa: SLF001
        converters = compiler.get_converters(read)
        return _Made(compiler, _told(sql, given), places, converters, fetched)

    @cached_property
    def _shape(self) -> "_Shape[M]":
        compiler = self._made.compiler
        shape: _Shape[M] = _Shape(compiler, compiler.klass_info)
        shape.beside = list(compiler.annotation_col_map.items())
        return shape


@cache
def _pointing(field: "ForeignKey[Any, Any]") -> Question[Any]:
    """Return the question for what points by a field to rows of some keys."""
    rows, kind = field.model._default_manager, field.db_type(connection) or ""  # noqa: SLF001
    return Question(lambda keys: rows.filter(**{f"{field.name}__in": among(keys, kind)}))


def _told(sql: str, given: Iterable[Any]) -> str:
    """Return a statement with all values in its text but for blanks.

    A plan that is kept knows those alone: by a status beside it no partial index is found.
    """
    values = iter(given)

    def told(found: re.Match[str]) -> str:
        if found[0] == "%%" or isinstance(value := next(values), _Blank):
            return found[0]
        return Literal(value).as_string(connection.connection).replace("%", "%%")

    return re.sub("%[s%]", told, sql)


class _Made(NamedTuple):
    compiler: SQLCompiler
    sql: str
    places: list[int]
    converters: dict[int, Any]
    fetched: tuple[Any, ...]

    def read(self, line: Sequence[Any]) -> Sequence[Any]:
        """Return a line with the values that Django reads otherwise than the database tells."""
        read = list(line)
        for place, (converters, column) in self.converters.items():
            for convert in converters:
                read[place] = convert(read[place], column, connection)
        return read


class _Shape(Generic[M]):
    """Which columns of a line make a row, and those that it points to.

    A row is as Django makes it, but not by way of its class, which goes through all of its fields:
    what was not read is asked for once somebody wants it.
    """

    def __init__(self, compiler: SQLCompiler, told: Mapping[str, Any]) -> None:
        places = told["select_fields"]
        names = [compiler.select[place][0].target.attname for place in places]
        self.model: type[M] = told["model"]
        self.begins, self.ends, self.names = places[0], places[-1] + 1, names
        self.key = places[names.index(self.model._meta.pk.attname)]  # noqa: SLF001
        self.beside: list[tuple[str, int]] = []
        self.others = [
            (_Shape[Model](compiler, one), one["local_setter"], one["remote_setter"])
            for one in told.get("related_klass_infos", ())
        ]

    def row(self, line: Sequence[Any], alias: str) -> M:
        row = _held(self.model, self.names, line[self.begins : self.ends], alias)
        for other, set_here, set_there in self.others:
            found = None if line[other.key] is None else other.row(line, alias)
            set_here(row, found)
            if found is not None:
                set_there(found, row)
        for name, place in self.beside:
            setattr(row, name, line[place])
        return row


def _held(model: type[M], names: Iterable[str], values: Iterable[Any], alias: str) -> M:
    """Return a row that holds what was read of it."""
    row, state = model.__new__(model), ModelState()
    state.adding, state.db = False, alias
    row.__dict__.update(zip(names, values, strict=True), _state=state)
    return row


class Written(Generic[M]):
    """Rows of a table by SQL that is written out, as `Manager.raw` reads them.

    It returns the model's `columns`, and after them those that are told `beside`:
    Django would look up each time again which is which.
    """

    def __init__(self, model: type[M], sql: str, *beside: str) -> None:
        self.model, self.sql, self.beside = model, sql, beside

    def ask(self, values: Sequence[Any] | Mapping[str, Any]) -> list[M]:
        return [self._row(line) for line in lines_of(self.sql, values)]

    def _row(self, line: Sequence[Any]) -> M:
        names, converters = self._columns
        own = list(line[: len(names)])
        for place, convert in converters:
            own[place] = convert(own[place], None, connection)
        row = _held(self.model, names, own, connection.alias)
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


def columns(model: type[Model], table: str) -> str:
    """Return how `Written` has the columns of a table that its SQL calls so."""
    return ", ".join(f"{table}.{field.column}" for field in model._meta.concrete_fields)  # noqa: SLF001


class _Blank(Expression):
    """The place of a value that is not known yet."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place

    def as_sql(self, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)
