"""Finding cases for a page: the likeliest first, counted as far as anybody reads.

What a case is called weighs more than what was said in it (PostgreSQL's `ts_rank` by weights);
of equals the newest comes first. Of more than `MOST` cases the newest alone are ranked. The newest
entries are asked first, so that a word of every second case costs no more than a rare one.
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
LOOKED_AT = 20_000  # entries that are put in order, those of 64 eras with few in the newest 8
ERAS = (8, 64)  # how many of the newest are looked through, one after the other


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
            newest = narrowed.filter(merged_into=None).order_by("-pk")
            found = list(newest.values_list("pk", flat=True)[: MOST + 1])
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
    newest, is_more = _newest_of_all(asked, narrowed)
    found = {*newest, *_over_parts(asked, narrowed)}
    if is_more or len(found) > MOST:
        return MOST + 1, _ranked(asked, {*newest[:RANKED]})
    return len(found), _ranked(asked, found)


def _entries(query: str, narrowed: CaseQuerySet) -> "QuerySet[SearchEntry]":
    asks = RawSQL("words @@ %s::tsquery", [query], output_field=BooleanField())
    entries = SearchEntry.objects.filter(asks)
    return entries.filter(case__in=narrowed.order_by()) if narrowed.query.where else entries


def _newest_of_all(asked: Asked, narrowed: CaseQuerySet) -> tuple[list[int], bool]:
    """Return cases that hold all words, the newest first, and whether there are more than `MOST`.

    They are put in order here: asked to, PostgreSQL would read all entries from the newest on.
    """
    newest: set[int] = set()
    for query, is_whole in _by_era(asked):
        # What is cut is any of them: those that a nearer look found stay.
        newest |= _read(query, narrowed, LOOKED_AT)
        if is_whole or len(newest) > MOST:
            return sorted(newest, reverse=True), len(newest) > MOST
    found = _read(asked.query, narrowed, MOST + 1)
    if len(found) > MOST and len(newest) >= RANKED:
        return sorted(newest, reverse=True), True
    found |= newest | _read(asked.query, narrowed, LOOKED_AT)
    return sorted(found, reverse=True), len(found) > MOST


def _read(query: str, narrowed: CaseQuerySet, most: int) -> set[int]:
    """Return the cases of so many entries, of which a long case has several."""
    entries = _entries(query, narrowed).order_by()
    return {*entries.values_list("case_id", flat=True)[:most]}


def _by_era(asked: Asked) -> Iterator[tuple[str, bool]]:
    """Yield what asks the newest alone, and whether these are all."""
    newest = SearchEntry.objects.aggregate(newest=Max("case_id"))["newest"] or 0
    for eras in ERAS:
        if newest >> ERA < eras:
            yield asked.query, True
            return
        within = [quoted(era_of(newest - (back << ERA))) for back in range(eras)]
        yield f"({asked.query}) & ({' | '.join(within)})", False


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
