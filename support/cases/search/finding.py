"""Finding cases for a page: the likeliest first, counted as far as anybody reads.

What a case is called weighs more than what was said in it (PostgreSQL's `ts_rank` by weights);
of equals the newest comes first. Of more than `MOST` cases the newest alone are ranked. The newest
entries are asked first, then as many more as have `MOST` at that rate, so that a word of every
second case costs no more than a rare one; all are asked for what is rare among the newest.
"""

from collections.abc import Collection
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.fields import BooleanField, FloatField
from django.utils import timezone

from support.cases.models import Case, CaseQuerySet, SearchEntry, Unfound
from support.cases.search.asking import Asked
from support.cases.search.condition import in_parts, parts_of, sooner
from support.cases.search.filters import narrowing
from support.cases.search.vectors import ERA, era_of, quoted
from troubleshooting.marks.asking import Question, among
from web.bounding import bounded

if TYPE_CHECKING:
    from datetime import timedelta

    from django.contrib.auth.models import User

ROWS = 25
MOST = 1_000
RANKED = 300  # of more than `MOST`
LOOKED_AT = 20_000  # entries that are put in order
NEAR, FAR = 8, 64  # eras: so many are looked through first, and at most where not all are
SPARE = 1.2  # so many times the eras that should do are looked through


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
        by_pk = {case.pk: case for case in _SHOWN.ask(shown)} if shown else {}
        return Found([by_pk[pk] for pk in shown if pk in by_pk], count, page, pages)


_SHOWN = Question(
    lambda keys: Case.objects.for_list().filter(pk__in=among(keys), merged_into=None).order_by()
)


def behind() -> "timedelta | None":
    """Return for how long something has been said that is not found yet, None where nothing is."""
    return next((timezone.now() - oldest.said_at for oldest in _OLDEST.ask()), None)


_OLDEST = Question(lambda: Unfound.objects.order_by("pk")[:1])


def _holding(asked: Asked, narrowed: CaseQuerySet) -> tuple[int, list[int]]:
    """Return how many cases hold all words, and those that are ranked, the likeliest first."""
    quick = sooner(asked)
    found = _newest_of_all(quick, narrowed)
    if len(found) <= MOST:
        found = {*found, *_over_parts(quick, narrowed)}
    if len(found) > MOST:
        return MOST + 1, _ranked(asked, sorted(found, reverse=True)[:RANKED])
    return len(found), _ranked(asked, found)


def _newest_of_all(asked: Asked, narrowed: CaseQuerySet) -> set[int]:
    """Return the cases that hold all words; of more than `MOST` the newest, and perhaps others."""
    newest: set[int] = set()
    last = (SearchEntry.objects.aggregate(newest=Max("case_id"))["newest"] or 0) >> ERA
    looked, eras = 0, NEAR
    while eras <= min(last, FAR):
        # Each look begins where the one before ended.
        newest |= {*_near(asked, narrowed, range(last - eras + 1, last - looked + 1))}
        if len(newest) > MOST:
            return newest
        looked, eras = eras, ceil(eras * MOST * SPARE / len(newest)) if newest else last + 1
    found = _read(_holds(asked.query).filter(**_of(narrowed)))
    if len(found) == LOOKED_AT and len(newest) < RANKED:
        newest |= {*_near(asked, narrowed, range(last - FAR + 1, last - looked + 1))}
    return newest if len(found) == LOOKED_AT and len(newest) >= RANKED else newest | {*found}


def _near(asked: Asked, narrowed: CaseQuerySet, eras: range) -> list[int]:
    """Return the cases of some eras, each of which is looked at for the filters by itself.

    PostgreSQL can't know how few they are, and would read all cases that a filter leaves.
    """
    within = " | ".join(quoted(era_of(era << ERA)) for era in eras)
    entries = _holds(f"({asked.query}) & ({within})")
    if narrowed.query.where:
        of_entry = narrowed.order_by().filter(pk=OuterRef("case_id"))
        entries = entries.filter(Subquery(of_entry.values(is_left=Value(value=True))))
    return _read(entries)


def _holds(query: str) -> "QuerySet[SearchEntry]":
    asks = RawSQL("words @@ %s::tsquery", [query], output_field=BooleanField())
    return SearchEntry.objects.filter(asks).order_by()


def _of(narrowed: CaseQuerySet) -> dict[str, CaseQuerySet]:
    return {"case__in": narrowed.order_by()} if narrowed.query.where else {}


def _read(entries: "QuerySet[SearchEntry]") -> list[int]:
    """Return the case of each entry, of which a long case has several.

    They are put in order here: asked to, PostgreSQL would read all entries from the newest on.
    """
    return list(entries.values_list("case_id", flat=True)[:LOOKED_AT])


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


def _ranked(asked: Asked, found: Collection[int]) -> list[int]:
    if not found:
        return []
    rank = RawSQL("ts_rank(words, %s::tsquery)", [asked.query], output_field=FloatField())
    entries = SearchEntry.objects.filter(case_id__in=among([*found])).values("case_id")
    ranks = entries.annotate(best=Max(rank)).order_by("-best", "-case_id")
    return list(ranks.values_list("case_id", flat=True))
