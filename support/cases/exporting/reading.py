"""Rows as they come from the database, a few at a time."""

from collections.abc import Generator, Sequence

from django.db import connections, transaction

from support.cases.exporting.columns import Cell, Column
from support.cases.models import CaseQuerySet

AT_ONCE = 500


def rows_of(
    cases: CaseQuerySet, columns: Sequence[Column]
) -> Generator[list[list[Cell]], None, None]:
    """Yield the rows of cases in pieces, as all of them were when the first was read.

    By a cursor of the server, also where Django's own are off for the sake of a pool: it lives in
    one transaction, so every answer comes from the same connection.
    """
    asked = {f"column_{number}": column.asked for number, column in enumerate(columns)}
    found = cases.select_related(None).annotate(**asked).values_list(*asked)
    statement, values = found.query.sql_with_params()
    makers = [column.made for column in columns]
    with (
        transaction.atomic(found.db, durable=False),
        connections[found.db].chunked_cursor() as cursor,
    ):
        cursor.execute(statement, values)
        while read := cursor.fetchmany(AT_ONCE):
            yield [[make(value) for make, value in zip(makers, row, strict=True)] for row in read]
