"""Counting each minute once it is over."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Min, Q

from support.incidents.detection.habit import HOUR
from support.incidents.detection.rising import threshold
from support.incidents.detection.series import DAY, Alarm, Series
from support.incidents.models import Incident
from support.incidents.watching.alarms import propose
from support.incidents.watching.counting import Key, count_told, passed_by
from support.incidents.watching.models import Watch, WatchedSeries
from support.payments.models import Payment, PaymentStatus
from troubleshooting.marks.reading import once

SETTLED = 5  # seconds after the end of a minute in which what was read in it is committed
MOST_AT_ONCE = 2 * HOUR  # what is older is not counted any more: nobody hears of it in time
FORGOTTEN = 90 * DAY


@dataclass(frozen=True)
class Span:
    """Minutes that are counted now, from `first` to before `until`."""

    first: int
    until: int
    has_gap: bool

    @property
    def ends_an_hour(self) -> bool:
        return self.first // HOUR != self.until // HOUR


@once()
@transaction.atomic
def watch(now: datetime) -> list[Incident]:
    """Count the minutes that are over since the last look, and propose what is out of order.

    Called again, or while somebody else does it, it does nothing. The first look only begins it.
    """
    until = int(now.timestamp() - SETTLED) // 60
    held = _claimed(until)
    if held is None or held.next >= until:
        return []
    first = max(held.next, until - MOST_AT_ONCE)
    span = Span(first, until, first > held.next)
    counts = count_told(held.after, span.first, span.until)
    alarms = list(_look(span, counts, held.began))
    held.next, held.after = until, passed_by(held.after, until)
    held.save(update_fields=["next", "after"])
    if span.ends_an_hour:
        WatchedSeries.objects.filter(is_rising=False, seen__lt=until - FORGOTTEN).delete()
    return [propose(key, alarm, now=now) for key, alarm in alarms]


def _claimed(until: int) -> Watch | None:
    """Return the watch, begun where there was none; None while somebody else keeps it."""
    held = Watch.objects.select_for_update(skip_locked=True).filter(pk=1).first()
    if held is None and not Watch.objects.filter(pk=1).exists():
        last = PaymentStatus.objects.aggregate(last=Max("pk"))["last"] or 0
        begun = Watch(pk=1, began=until, next=until, after=last)
        Watch.objects.bulk_create([begun], ignore_conflicts=True)
    return held


def _look(span: Span, counts: dict[Key, Counter[int]], began: int) -> Iterator[tuple[Key, Alarm]]:
    """Let each series that has news, or could be rising, count the span; yield the alarms.

    The others count their minutes without news when the hour is over.
    """
    rows = WatchedSeries.objects.order_by("pk")
    is_for_all = span.ends_an_hour or span.has_gap
    if not is_for_all:
        rows = rows.filter(Q(is_rising=True) | Q(channel__in={key.channel for key in counts}))
    found = {Key(row.channel_id, row.scheme, row.cause): row for row in rows}
    known = {key: row for key, row in found.items() if is_for_all or row.is_rising or key in counts}
    new = {key: _born(key, span.first, began) for key in counts if key not in found}
    limit = threshold(WatchedSeries.objects.count() + len(new))
    for key, row in (known | new).items():
        series = row.series
        if span.has_gap:
            series.skip_to(span.first)
        told = counts.get(key, Counter())
        ticks = (series.tick(told[minute], limit) for minute in range(series.next, span.until))
        yield from [(key, alarm) for alarm in ticks if alarm is not None]
        row.remember(series)
    WatchedSeries.objects.bulk_create(new.values())
    WatchedSeries.objects.bulk_update(known.values(), ["is_rising", "seen", "memory"], 200)


def _born(key: Key, minute: int, began: int) -> WatchedSeries:
    """Return a series of its own: none has been seen, for as long as its channel was watched."""
    made = Payment.objects.filter(channel=key.channel).aggregate(at=Min("initiated_at"))["at"]
    born = max(began, int(made.timestamp()) // 60) if made else minute
    row = WatchedSeries(channel_id=key.channel, scheme=key.scheme, cause=key.cause)
    row.remember(Series(minute, min(born, minute)))
    return row
