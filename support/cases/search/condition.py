"""Which cases hold what is asked, as a condition on them."""

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from support.cases.search.asking import Asked
from support.cases.search.vectors import MORE, quoted

FOUND = "SELECT case_id FROM cases_searchentry WHERE words @@ %s::tsquery"
# As `models.search_entry.UNPAIRED`: its index holds these alone, at last none.
_UNPAIRED = """SELECT 1 FROM cases_searchentry WHERE NOT (words @@ '''>'''::tsquery)
    ORDER BY case_id LIMIT 1"""


def holding(asked: Asked) -> Q:
    """Return the condition; without a word every case fulfils it."""
    if not asked.terms:
        return Q()
    asked = sooner(asked)
    parts = parts_of(asked)
    sql = FOUND if not parts else f"{FOUND} UNION ALL ({in_parts(parts)})"
    return Q(pk__in=RawSQL(sql, [asked.query, *parts]))  # noqa: S611  all typed is a parameter


def sooner(asked: Asked) -> Asked:
    """Return the same, asked by words side by side where every entry tells of them."""
    if (paired := asked.paired) is asked:
        return asked
    with connection.cursor() as cursor:
        cursor.execute(_UNPAIRED)
        return asked if cursor.fetchone() else paired


def parts_of(asked: Asked) -> list[str]:
    """Return what entries are asked each for one word, where the words can stand in several.

    Of cases with more than one there are few, and all are marked.
    """
    if len(asked.terms) < 2:
        return []
    return [f"{term.query} & {quoted(MORE)}" for term in asked.terms]


def in_parts(parts: list[str]) -> str:
    return " INTERSECT ".join([FOUND] * len(parts))
