"""What is thrown away each night, and what would be."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, transaction
from django.db.models import Count, Min

from support.audit.models import Entry
from support.audit.services import record
from support.files.orphans import remove_orphans
from support.notifications.outbox.holding import is_held
from support.retention.kinds import KINDS, Kind, Table
from support.retention.services import Days, days_in_force, entered_days
from web.bounding import TookTooLong, bounded

if TYPE_CHECKING:
    from django.db.models import QuerySet

logger = logging.getLogger(__name__)

# Each of these is a transaction of its own, so that nobody waits for a night's work.
AT_ONCE = 5_000
# Beforehand nobody counts further than this, nor one table for longer.
COUNTED, COUNTED_MILLISECONDS = 10_000, 300
FILES, CONTENTS = "files", "contents"


@dataclass(frozen=True)
class Loss:
    """What a night would take of one kind: `more` where it was not counted to the end."""

    count: int = 0
    oldest: datetime | None = None
    more: bool = False


@dataclass
class Night:
    """What was taken of each kind, and of which it failed."""

    counts: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


def purge(now: datetime) -> Night:
    """Throw away what is stale by now, and log how many of each. A second call finds none.

    What fails with one kind keeps no other from its turn. Files stay while the outbox is held: they
    may be those of the original of a restored copy.
    """
    night, days, held = Night(), days_in_force(entered_days()), is_held(now)
    for slug, kind in _due(held=held).items():
        with _noting(night, slug):
            stale = _stale(kind, days[slug], now)
            night.counts[slug] = sum(_take(table, moment) for table, moment in stale)
    if not held:
        with _noting(night, CONTENTS):
            night.counts[CONTENTS] = remove_orphans(now)
    taken = {slug: count for slug, count in night.counts.items() if count}
    record(Entry.Kind.PURGED, actor=None, now=now, counts=taken, failed=night.failed)
    return night


def latest_night() -> Entry | None:
    """Return what the last night has logged; one query."""
    return Entry.objects.filter(kind=Entry.Kind.PURGED).order_by("-pk").first()


def dry_run(typed: Days, now: datetime) -> dict[str, Loss]:
    """Say what tonight would take with days as typed, None for the usual ones.

    It costs a query and a bound for each table.
    """
    days, due = days_in_force(typed), _due(held=is_held(now))
    return {
        slug: _loss(kind, days[slug], now) if slug in due else Loss()
        for slug, kind in KINDS.items()
    }


def _due(*, held: bool) -> dict[str, Kind]:
    return {slug: kind for slug, kind in KINDS.items() if slug != FILES or not held}


def _stale(kind: Kind, days: int | None, now: datetime) -> Iterator[tuple[Table, datetime]]:
    if days is not None:
        for table in kind.tables:
            yield table, now - timedelta(days=days)


@contextmanager
def _noting(night: Night, slug: str) -> Iterator[None]:
    try:
        yield
    except (DatabaseError, OSError):
        logger.exception("The purge of %s failed", slug)
        night.failed.append(slug)


def _take(table: Table, moment: datetime) -> int:
    taken = 0
    while keys := list(table.before(moment).values_list("pk", flat=True)[:AT_ONCE]):
        table.take(keys, moment)
        taken += len(keys)
    return taken


def _loss(kind: Kind, days: int | None, now: datetime) -> Loss:
    stale = _stale(kind, days, now)
    found = [_count(table.before(moment), table.at) for table, moment in stale]
    ages = [one.oldest for one in found if one.oldest]
    return Loss(
        sum(one.count for one in found), min(ages, default=None), any(one.more for one in found)
    )


def _count(rows: "QuerySet[Any]", at: str) -> Loss:
    counted = rows.order_by().values(at)[:COUNTED]
    try:
        with transaction.atomic(), bounded(statement_timeout=str(COUNTED_MILLISECONDS)):
            found = counted.aggregate(count=Count(at), oldest=Min(at))
    except TookTooLong:
        return Loss(more=True)
    return Loss(found["count"], found["oldest"], found["count"] == COUNTED)
