"""Numbers that only grow, whichever process tells them and however often it began anew.

They are counted from rows that are only ever added. Every hour what has settled is counted for the
last time and kept, so a scrape counts no more than two hours, however many years there are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, Count, F, QuerySet, Value, When
from django.db.models.fields.json import KT

from config.health.cases import keep_done_cases
from config.health.models import Tally
from support.cases.models import CaseEvent
from support.intake.models import PaymentEvent
from support.notifications.models import Attempt

# Until then a transaction that began before may still add a row with an earlier time.
SETTLED_AFTER = timedelta(hours=1)
LOCK = 0x7A11E5

Totals = dict[tuple[str, ...], int]


@dataclass(frozen=True)
class Counter:
    """A name as Prometheus knows it, the rows it counts, when each came and how it is labelled."""

    name: str
    help_text: str
    rows: Callable[[], QuerySet[Any]]
    at: str
    labels: Mapping[str, Any]

    def total(self) -> Totals:
        kept = list(Tally.objects.filter(name=self.name))
        until = max((row.until for row in kept if row.until), default=None)
        totals = self.count(**({"gte": until} if until else {}))
        for row in kept:
            labels = tuple(row.labels)
            totals[labels] = totals.get(labels, 0) + row.total
        return totals

    def count(self, **period: datetime) -> Totals:
        """Count the rows of a period, whose ends are named as lookups are."""
        within = {f"{self.at}__{end}": moment for end, moment in period.items()}
        counted = (
            self.rows()
            .filter(**within)
            .values_list(*self.labels.values())
            .annotate(count=Count("*"))
            .order_by()
        )
        return {tuple(str(label or "") for label in labels): count for *labels, count in counted}

    def keep(self, until: datetime) -> None:
        """Count for the last time what came before a moment. Call it under the lock."""
        kept = Tally.objects.filter(name=self.name)
        since = max((row.until for row in kept if row.until), default=None)
        if since and since >= until:
            return
        for labels, count in self.count(**({"gte": since} if since else {}), lt=until).items():
            Tally.objects.add(self.name, list(labels), count)
        kept.update(until=until)


COUNTERS = (
    Counter(
        "payment_events_received",
        "Payment events taken, each id once",
        PaymentEvent.objects.all,
        "received_at",
        {"kind": F("kind")},
    ),
    Counter(
        "case_events",
        "Lines of the cases' timelines: opened, answered, outcome, resolved, reopened and others",
        CaseEvent.objects.all,
        "happened_at",
        {"kind": F("kind")},
    ),
    Counter(
        "walk_outcomes",
        "Outcomes of guides that were applied to cases",
        lambda: CaseEvent.objects.filter(kind=CaseEvent.Kind.OUTCOME),
        "happened_at",
        {"cause": KT("values__cause")},
    ),
    Counter(
        "outbox_attempts",
        "Attempts to hand a message over, by what came of them",
        Attempt.objects.all,
        "ended_at",
        {
            "provider": F("provider"),
            "result": Case(
                When(ok=True, then=Value("accepted")),
                When(uncertain=True, then=Value("uncertain")),
                default=Value("refused"),
            ),
        },
    ),
)


@transaction.atomic
def keep_counts(now: datetime) -> None:
    """Keep the counts of what has settled; run twice it changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    for counter in COUNTERS:
        counter.keep(now - SETTLED_AFTER)
    keep_done_cases()
