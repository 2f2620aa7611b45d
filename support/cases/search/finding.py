"""Finding cases for a page: the likeliest first, counted as far as anybody reads.

What a case is called weighs more than what was said in it (PostgreSQL's `ts_rank` by weights);
of equals the newest comes first. Of more than `MOST` cases the newest alone are ranked: they are
looked for in the newest entries first, so that a word of every second case costs no more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Max, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.fields import BooleanField, FloatField
from django.utils import timezone

from support.cases.models import Case, CaseQuerySet, SearchEntry, Unfound
from support.cases.search.asking import Asked
from support.cases.search.condition import in_parts, parts_of
from support.cases.search.filters import narrowing
from support.cases.search.vectors import ERA, era_of, quoted
from web.bounding import bounded

if TYPE_CHECKING:
    from datetime import timedelta

    from django.contrib.auth.models import User

ROWS = 25
MOST = 1_000
RANKED = 300  # of more than `MOST`
ERAS = (1, 8, 64)  # how many of the newest are looked through, one after the other


@dataclass(frozen=True)
class Found:
    """A page of cases, how many there are in all, and of how many only that there are more."""

    rows: list[Case]
    count: int
    page: int = 1
    pages: int = 1

    @property
    def is_more(self) -> bool:
        return self.count > MOST


def find(
    asked: Asked, cases: CaseQuerySet, *, asker: "User", page: int = 1, rows: int = ROWS
) -> Found:
    """Find what is asked among `cases`, which are those that the asker may see.

    Raises ValidationError for filters that can't be meant, `TookTooLong` where it does.
    """
    with bounded(enable_seqscan="off"):
        narrowed = cases.filter(narrowing(asked.filters, asker))
        if asked.terms:
            count, found = _holding(asked, narrowed)
        else:
            found = _newest(narrowed.filter(merged_into=None).order_by("-pk"), MOST + 1)
            count = len(found)
        pages = max(-(-min(len(found), MOST) // rows), 1)
        page = min(page, pages)
        shown = found[(page - 1) * rows : page * rows]
        by_pk = Case.objects.for_list().filter(merged_into=None).in_bulk(shown)
        return Found([by_pk[pk] for pk in shown if pk in by_pk], count, page, pages)


def behind() -> "timedelta | None":
    """Return for how long something has been said that is not found yet, None where nothing is."""
    oldest = Unfound.objects.order_by("pk").values_list("said_at", flat=True).first()
    return timezone.now() - oldest if oldest else None


def _holding(asked: Asked, narrowed: CaseQuerySet) -> tuple[int, list[int]]:
    """Return how many cases hold all words, and those that are ranked, the likeliest first."""
    entries = _entries(asked.query, narrowed)
    found = {*_newest(entries.order_by(), MOST + 1), *_over_parts(asked, narrowed)}
    count = len(found)
    if count > MOST:
        found = {*_newest_of_all(asked, narrowed)}
    return count, _ranked(asked, found)


def _entries(query: str, narrowed: CaseQuerySet) -> "QuerySet[SearchEntry]":
    asks = RawSQL("words @@ %s::tsquery", [query], output_field=BooleanField())
    entries = SearchEntry.objects.filter(asks)
    return entries.filter(case__in=narrowed.order_by()) if narrowed.query.where else entries


def _newest(rows: "CaseQuerySet | QuerySet[SearchEntry]", most: int) -> list[int]:
    name = "pk" if rows.model is Case else "case_id"
    return list(dict.fromkeys(rows.values_list(name, flat=True)[:most]))


def _newest_of_all(asked: Asked, narrowed: CaseQuerySet) -> list[int]:
    for query in _by_era(asked):
        found = _newest(_entries(query, narrowed).order_by("-case_id"), RANKED)
        if len(found) >= RANKED:
            break
    return found


def _by_era(asked: Asked) -> Iterator[str]:
    newest = SearchEntry.objects.aggregate(newest=Max("case_id"))["newest"] or 0
    for eras in ERAS:
        within = [quoted(era_of(newest - (back << ERA))) for back in range(eras)]
        yield f"({asked.query}) & ({' | '.join(within)})"
    yield asked.query


def _over_parts(asked: Asked, narrowed: CaseQuerySet) -> list[int]:
    """Return the cases whose entries hold all words only together."""
    parts = parts_of(asked)
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(in_parts(parts), parts)
        found = [row[0] for row in cursor.fetchall()]
    if found and narrowed.query.where:
        return list(narrowed.filter(pk__in=found).values_list("pk", flat=True))
    return found


def _ranked(asked: Asked, found: set[int]) -> list[int]:
    rank = RawSQL("ts_rank(words, %s::tsquery)", [asked.query], output_field=FloatField())
    entries = SearchEntry.objects.filter(case_id__in=found).values("case_id")
    ranks = entries.annotate(best=Max(rank)).order_by("-best", "-case_id")
    return list(ranks.values_list("case_id", flat=True))
