"""How many cases a view has, counted up to a bound: what nobody works off today is "99+"."""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import IntegerField, Subquery

from support.cases.models import CaseQuerySet

BOUND = 100


def bounded_counts(views: Mapping[str, CaseQuerySet]) -> dict[str, int]:
    """Count the cases of many views in one query, none of which looks further than `BOUND`.

    Each comes in its view's order, by whose index (`models.queued.QUEUE_INDEXES`) it is counted
    then.
    """
    if not views:
        return {}
    parts: list[str] = []
    given: list[Any] = []
    for cases in views.values():
        sql, params = cases.values("pk")[:BOUND].query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS found)")  # noqa: S608 - Django's own SQL
        given += params
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", given)
        return dict(zip(views, cursor.fetchone(), strict=True))


class BoundedCount(Subquery):
    """How many rows of a query belong to each row of another, counted up to `BOUND`."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS found)"
    output_field = IntegerField()

    def __init__(self, cases: CaseQuerySet) -> None:
        super().__init__(cases.order_by().values("pk")[:BOUND])


def in_words(count: int) -> str:
    """Return a bounded count as a rail shows it."""
    return str(count) if count < BOUND else f"{BOUND - 1}+"
