"""Rows of many tables, written in one statement at the end of a door's work.

Most of what a row costs is asking for it. The door opens `together`; who makes a row hands it to
`store` or `store_parent`, who changes one to `write_back`, and need not know whether it is written
now or at the end.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Field, ForeignKey, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.expressions import DatabaseDefault
from django.db.models.query_utils import DeferredAttribute

from troubleshooting.marks.asking import lines_of

KINDS_OF_STATEMENTS = 200
Tables = dict[type[Model], list[Model]]
M = TypeVar("M", bound=Model)
_JSON = json.JSONEncoder(default=str, ensure_ascii=False, check_circular=False)
Change = tuple[Model, tuple[str, ...]]  # a row that is there, and the fields to write back


@dataclass
class _Waiting:
    """What still waits to be written, and the ids kept for the first parent of some tables."""

    ids: dict[type[Model], int]
    rows: list[Model] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


@contextmanager
def together(ids: Mapping[type[Model], int] | None = None) -> Iterator[None]:
    """Let what is stored and written back within be written at its end, in one statement.

    `ids` are what the first parent of some tables is to have. Foreign keys are looked at when the
    transaction ends.
    """
    waiting = _Waiting({**(ids or {})})
    token = _together.set(waiting)
    try:
        yield
    finally:
        _together.reset(token)
    if waiting.rows or waiting.changes:
        _write(waiting.rows, waiting.changes)


def made(model: type[M], **values: Any) -> M:
    """Return a new row as `model(**values)` does, which looks through all fields for each."""
    begins = _beginning(model)
    row = model.__new__(model)
    held, state = row.__dict__, ModelState()
    held.update(begins.alike, _state=state)
    for name, begin in begins.called:
        held[name] = begin()
    for name, value in values.items():
        if name in begins.plain:
            held[name] = value
        elif isinstance(value, begins.pointed_to.get(name, ())):
            held[f"{name}_id"], state.fields_cache[name] = value.pk, value
        else:
            setattr(row, name, value)
    return row


class _Beginning(NamedTuple):
    """What a new row has in it before anything is said of it.

    `alike` is the same for every row, `called` is asked anew for each. `plain` are the fields
    that a row merely holds, `pointed_to` the tables of other rows that it keeps beside their ids.
    """

    alike: dict[str, Any]
    called: list[tuple[str, Callable[[], Any]]]
    plain: frozenset[str]
    pointed_to: dict[str, Any]


@lru_cache(KINDS_OF_STATEMENTS)
def _beginning(model: type[Model]) -> _Beginning:
    fields = model._meta.concrete_fields  # noqa: SLF001
    called = [one for one in fields if one.has_default() and callable(one.default)]
    held = [one for one in fields if type(getattr(model, one.attname)) is DeferredAttribute]
    pointing = [one for one in fields if type(one) is ForeignKey and one.target_field.primary_key]
    return _Beginning(
        {one.attname: one.get_default() for one in fields if one not in called},
        [(one.attname, one.get_default) for one in called],
        frozenset(one.attname for one in held),
        {one.name: one.target_field.model for one in pointing},
    )


def store(*rows: Model) -> None:
    """Insert new rows to whose ids nobody refers, in the caller's transaction.

    Within `together` no query finds them before its end, what changes of them till then is written
    with them, and an id that the database gives they never learn.
    """
    if (waiting := _together.get()) is not None:
        waiting.rows.extend(rows)
        return
    for model, group in _by_table(rows).items():
        table: QuerySet[Model] = QuerySet(model)
        table.bulk_create(group)


def store_parent(row: Model) -> None:
    """Insert a new row to which others refer: it has its id at once.

    Within `together` it waits as those of `store` do where an id was kept for it.
    """
    waiting = _together.get()
    if waiting is None or type(row) not in waiting.ids:
        row.save(force_insert=True)
        return
    row.pk = waiting.ids.pop(type(row))
    waiting.rows.append(row)


def is_waiting(row: Model) -> bool:
    """Tell whether a row was stored and is not written yet."""
    waiting = _together.get()
    return waiting is not None and any(other is row for other in waiting.rows)


def write_back(row: Model, *names: str) -> None:
    """Update some fields of a row that is there, as `save(update_fields=…)` does.

    Django would put the same SQL together anew, which takes longer than the update itself. Within
    `together` the change waits as new rows do: one change of a row, for a statement makes no more.
    """
    waiting = _together.get()
    if waiting is None:
        _write([], [(row, names)])
        return
    if any(other == row for other, _names in waiting.changes):
        raise ValueError(f"{row!r} is written back already.")
    waiting.changes.append((row, names))


def _by_table(rows: Sequence[Model]) -> Tables:
    tables: Tables = {}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    return tables


def _write(rows: Sequence[Model], changes: Sequence[Change]) -> None:
    parts: list[str] = []
    values: list[Any] = []
    for row, names in changes:
        meta = row._meta  # noqa: SLF001
        fields = [one for one in meta.concrete_fields if one.name in names]
        parts.append(_update(meta.db_table, tuple(one.column or "" for one in fields)))
        values += [one.get_db_prep_save(one.pre_save(row, add=False), connection) for one in fields]
        values.append(row.pk)
    for model, group in _by_table(rows).items():
        lines = [_values(row) for row in group]
        parts.append(_insertion(model._meta.db_table, tuple(lines[0])))  # noqa: SLF001
        values.append(_JSON.encode(lines))
    lines_of(_statement(tuple(parts)), values)
    alias = connection.alias
    for row in rows:
        state = row._state  # noqa: SLF001  as `save` leaves it
        state.adding, state.db = False, alias


def _values(row: Model) -> dict[str, object]:
    """Return a row's values by column, without those that the database gives."""
    columns = _columns(type(row))
    values: dict[str, object] = dict(zip(columns.names, columns.read(row.__dict__), strict=True))
    for column, field_itself in columns.with_a_say:
        values[column] = field_itself.pre_save(row, add=True)
    for column in columns.given:
        if type(values[column]) is DatabaseDefault:
            del values[column]
    if values[columns.key] is None:
        del values[columns.key]
    return values


class _Columns(NamedTuple):
    """A table's columns, and what reads a row's values for them.

    Most fields write what the attribute is; some have a say, or may leave it to the database.
    """

    key: str
    names: list[str]
    read: Callable[[dict[str, Any]], tuple[Any, ...]]
    with_a_say: "list[tuple[str, Field[Any, Any]]]"
    given: list[str]


@lru_cache(KINDS_OF_STATEMENTS)
def _columns(model: type[Model]) -> _Columns:
    fields = {str(one.column): one for one in model._meta.local_concrete_fields}  # noqa: SLF001
    return _Columns(
        str(model._meta.pk.column),  # noqa: SLF001
        [*fields],
        itemgetter(*(one.attname for one in fields.values())),
        [(column, one) for column, one in fields.items() if _has_a_say(one)],
        [column for column, one in fields.items() if one.has_db_default()],
    )


def _has_a_say(one: "Field[Any, Any]") -> bool:
    """Tell whether a field may write another value than its attribute; most times don't."""
    is_set = getattr(one, "auto_now", True) or getattr(one, "auto_now_add", True)
    return is_set and type(one).pre_save is not Field.pre_save


@lru_cache(KINDS_OF_STATEMENTS)
def _statement(parts: Sequence[str]) -> str:
    *others, last = parts
    before = ", ".join(f"rows_{number} AS ({one})" for number, one in enumerate(others))
    return f"WITH {before} {last}" if before else last


@lru_cache(KINDS_OF_STATEMENTS)
def _update(table: str, names: Sequence[str]) -> str:
    columns = ", ".join(f"{connection.ops.quote_name(name)} = %s" for name in names)
    return f'UPDATE "{table}" SET {columns} WHERE id = %s'  # noqa: S608


@lru_cache(KINDS_OF_STATEMENTS)
def _insertion(table: str, names: Sequence[str]) -> str:
    columns = ", ".join(map(connection.ops.quote_name, names))
    rows = f'json_populate_recordset(NULL::"{table}", %s::json)'
    return f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM {rows}'  # noqa: S608


_together: ContextVar[_Waiting | None] = ContextVar("together", default=None)
