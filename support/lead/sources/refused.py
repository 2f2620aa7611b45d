"""What the door of a source refused: how much, and the newest with a press that lets them in."""

from datetime import datetime

from django.db.models import Max, Q, Sum

from support.intake.refusals.refused import RefusedEvent
from support.lead.sources.figures import DAY, MONTH

SHOWN = 20


def count_refused(now: datetime) -> dict[str, tuple[int, int]]:
    """Count by source what was refused in a day and in 30, in one query; few rows are kept."""
    kept = RefusedEvent.objects.filter(last_at__gt=now - MONTH).values("source")
    rows = kept.annotate(
        day=Sum("times", filter=Q(last_at__gt=now - DAY), default=0), month=Sum("times")
    ).values_list("source", "day", "month")
    return {source: (day, month) for source, day, month in rows}


def newest_refused(source: str) -> tuple[list[RefusedEvent], bool]:
    """Return what can be let in, the newest first, and strangers' bodies counted by reason.

    With it comes whether there is more that can be let in.
    Nothing can be done about a stranger's, so that a flood of them hides nobody else's.
    """
    waiting = RefusedEvent.objects.waiting().filter(source=source)
    known = list(waiting.exclude(sealed=None)[: SHOWN + 1])
    strangers = (
        waiting.filter(sealed=None)
        .order_by()
        .values("sentence", "status")
        .annotate(often=Sum("times"), latest=Max("last_at"), largest=Max("size"))
    )
    counted = [
        RefusedEvent(
            source=source,
            sentence=one["sentence"],
            status=one["status"],
            times=one["often"],
            last_at=one["latest"],
            size=one["largest"],
        )
        for one in strangers
    ]
    shown = sorted([*known[:SHOWN], *counted], key=lambda one: one.last_at, reverse=True)
    return shown, len(known) > SHOWN
