"""Orders of cases, and pages that begin where the one before ended, however far that is.

A page costs the same anywhere: an index is entered at the last row that was seen. What a row moved
to meanwhile is nobody's second page.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Value
from django.utils.dateparse import parse_datetime

from support.cases.models import Case, CaseQuerySet, Order
from support.cases.models.queued import BY_DUE, ENDLESS

Key = Sequence[Any]
ROWS = 50


def in_order(left: Key, sign: str, right: Key) -> Func:
    """Compare two rows of values as PostgreSQL does, one after the other, by an index on them."""
    boolean = models.BooleanField()
    rows = [Func(*side, function="ROW", output_field=boolean) for side in (left, right)]
    return Func(*rows, arg_joiner=f" {sign} ", template="%(expressions)s", output_field=boolean)


@dataclass(frozen=True)
class Ordering:
    """By which columns, none of which is empty, and whether from their end."""

    columns: tuple[str, ...]
    keys: tuple[Any, ...]
    is_reversed: bool = False

    def apply(self, cases: CaseQuerySet, *, backwards: bool = False) -> CaseQuerySet:
        down = self.is_reversed != backwards
        keys = [F(key) if isinstance(key, str) else key for key in self.keys]
        return cases.order_by(*(key.desc() if down else key.asc() for key in keys))

    def beyond(self, place: "Place") -> Func:
        """Return the condition for what comes after a place, or before one that looks back."""
        sign = "<" if self.is_reversed != place.looks_back else ">"
        moments = [
            Value(value, models.DateTimeField()) if value else ENDLESS for value in place.moments
        ]
        return in_order(self.keys, sign, [*moments, Value(place.pk)])

    def rows_of(self, cases: CaseQuerySet) -> Any:
        """Return what a page is made of, and one more: cases that are in this order."""
        return cases.values_list("pk", *self.columns)[: ROWS + 1]

    def place_of(self, case: Case) -> "Place":
        return Place(tuple(getattr(case, column) for column in self.columns), case.pk)


_OPENED = (("opened_at",), (F("opened_at"), F("id")))
ORDERINGS = {
    Order.DUE: Ordering(("unreached_since", "due_at"), BY_DUE),
    Order.NEWEST: Ordering(*_OPENED, is_reversed=True),
    Order.OLDEST: Ordering(*_OPENED),
    "status": Ordering(("due_at",), BY_DUE[1:]),
    "overdue": Ordering(("due_at",), (F("due_at"), F("id"))),
    "snoozed": Ordering(("wakes_at",), (F("wakes_at"), F("id"))),
    "unreached": Ordering(("unreached_since",), (F("unreached_since"), F("id"))),
}


@dataclass(frozen=True)
class Place:
    """The row at which a page begins or, looking back, ends; it is not on it."""

    moments: Sequence[datetime | None]
    pk: int
    looks_back: bool = field(default=False, kw_only=True)

    def __str__(self) -> str:
        words = [moment.isoformat() if moment else "" for moment in self.moments]
        text = "|".join(["<" if self.looks_back else ">", *words, str(self.pk)])
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_place(text: str, ordering: Ordering) -> Place | None:
    """Return the place that an address names; None for none, and for what no page gave out."""
    try:
        told = base64.urlsafe_b64decode(f"{text}{'=' * (-len(text) % 4)}").decode()
        side, *words, pk = told.split("|")
        moments = tuple(parse_datetime(word) if word else None for word in words)
        number = int(pk)
    except (ValueError, ValidationError):
        return None
    named = all(moment or not word for moment, word in zip(moments, words, strict=True))
    is_whole = named and len(moments) == len(ordering.columns) and 0 < number < 2**63
    return Place(moments, number, looks_back=side == "<") if is_whole else None


@dataclass(frozen=True)
class CasePage:
    """Keys of the cases of a page, and the places where the pages beside it begin; "" for none."""

    keys: list[int]
    before: str = ""
    after: str = ""


def page_of(cases: CaseQuerySet, ordering: Ordering, place: Place | None) -> CasePage:
    """Read one page in one query."""
    backwards = place is not None and place.looks_back
    found = ordering.apply(cases, backwards=backwards)
    if place is not None:
        found = found.filter(ordering.beyond(place))
    return page_from(list(ordering.rows_of(found)), place)


def page_from(rows: list[tuple[Any, ...]], place: Place | None = None) -> CasePage:
    """Make a page of its rows, of which one more says that there is another."""
    backwards = place is not None and place.looks_back
    has_more, rows = len(rows) > ROWS, rows[:ROWS]
    if backwards:
        rows.reverse()
    if not rows:
        return CasePage([])
    first, last = (Place(moments, pk) for pk, *moments in (rows[0], rows[-1]))
    has_before = has_more if backwards else place is not None
    return CasePage(
        keys=[pk for pk, *_moments in rows],
        before=str(replace(first, looks_back=True)) if has_before else "",
        after=str(last) if has_more or backwards else "",
    )
