"""How many cases a view has, counted up to a bound: what nobody works off today is "99+"."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from support.cases.models import CaseQuerySet

BOUND = 100
Statement = tuple[str, Sequence[Any]]


def bounded_counts(views: Mapping[str, CaseQuerySet]) -> dict[str, int]:
    """Count the cases of many views in one query, none of which looks further than `BOUND`.

    Each comes in its view's order, by whose index (`models.queued.QUEUE_INDEXES`) it is counted
    then.
    """
    return counts_by({name: statement_of(cases) for name, cases in views.items()})


def statement_of(cases: CaseQuerySet) -> Statement:
    """Return the SQL of what is counted of a view."""
    return sql_of(bounded(cases))


def sql_of(rows: "QuerySet[Any, Any]") -> Statement:
    """Return the SQL of what is asked, also where that can have nothing."""
    sql, given = rows.query.get_compiler(connection=connection, elide_empty=False).as_sql()
    return sql, given


def bounded(cases: CaseQuerySet) -> Any:
    """Return what is counted of a view."""
    return cases.values("pk")[:BOUND]


def counts_by(statements: Mapping[str, Statement]) -> dict[str, int]:
    """Count what each statement finds; one query."""
    if not statements:
        return {}
    parts = [f"(SELECT count(*) FROM ({sql}) AS found)" for sql, _given in statements.values()]  # noqa: S608 - Django's own SQL
    given = [value for _sql, values in statements.values() for value in values]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", given)
        return dict(zip(statements, cursor.fetchone(), strict=True))


def in_words(count: int, bound: int | None = None) -> str:
    """Return a count up to a bound as it is shown, in a rail by its own."""
    bound = bound or BOUND
    return str(count) if count < bound else f"{bound - 1}+"
