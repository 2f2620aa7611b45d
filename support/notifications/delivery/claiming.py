"""Claiming what leaves next. The lock of a channel's providers lets one worker at a time decide."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from support.notifications.models import Channel, Notification, Provider, State, Urgency
from support.notifications.transports import Way, ways_of
from support.sending.leases import LEASE, worker_token

A_MOMENT = timedelta(seconds=10)  # by which the clocks of two machines may differ
BATCH = {Channel.EMAIL: 20, Channel.SMS: 10}

# What a policy holds back does not hold up what follows it, and a mass message nothing but another.
# Asked one by one, not by NOT EXISTS: with old statistics that is joined against the whole queue.
CLAIM = """
    WITH candidate AS (
        SELECT waiting.*
        FROM generate_series(0, %(least_urgent)s) AS level (urgency),
        LATERAL (
            SELECT id, address, urgency, not_before, sequence
            FROM notifications_notification AS queued
            WHERE state = 'queued' AND channel = %(channel)s
                AND urgency = level.urgency AND not_before <= %(now)s AND expires_at > %(now)s
                AND (
                    SELECT TRUE FROM notifications_notification AS held
                    WHERE held.state = 'claimed' AND held.channel = queued.channel
                        AND held.address = queued.address
                    LIMIT 1) IS NULL
                AND (
                    SELECT TRUE FROM notifications_notification AS earlier
                    WHERE earlier.state = 'queued' AND earlier.channel = queued.channel
                        AND earlier.address = queued.address AND earlier.thread = queued.thread
                        AND earlier.sequence < queued.sequence AND queued.thread <> ''
                        AND earlier.reason NOT IN
                            ('quiet', 'folded', 'capped', 'budget', 'paused')
                        AND (earlier.urgency < 2 OR queued.urgency = 2)
                    LIMIT 1) IS NULL
            ORDER BY not_before, sequence
            LIMIT %(limit)s
            FOR UPDATE SKIP LOCKED
        ) AS waiting
    ), one_an_address AS (
        SELECT DISTINCT ON (address) * FROM candidate
        ORDER BY address, urgency, not_before, sequence
    ), chosen AS (
        SELECT id FROM one_an_address ORDER BY urgency, not_before, sequence LIMIT %(limit)s
    )
    UPDATE notifications_notification
    SET state = 'claimed', claimed_by = %(token)s, lease_until = %(lease_until)s,
        handed_at = NULL, provider = %(provider)s, updated_at = %(now)s
    WHERE id IN (SELECT id FROM chosen) AND state = 'queued'
    RETURNING *
"""


@dataclass(frozen=True)
class Batch:
    """Messages claimed for one provider, in the order in which they leave.

    `wait` is the time in seconds after which asking again makes sense, where a rate allows no
    more now. `is_full` says that there may be more, `was_at_fault` that the provider's last
    message was not taken.
    """

    way: Way | None = None
    notifications: list[Notification] = field(default_factory=list)
    wait: float | None = None
    is_full: bool = False
    was_at_fault: bool = False


@transaction.atomic
def claim_batch(channel: str, now: datetime, *, size: int | None = None) -> Batch:
    """Claim what is due on a channel for the first of its providers that is fit to take it.

    Returns an empty batch when nothing is due, every provider is at fault, or as many workers as
    allowed are at it.
    """
    channel = Channel(channel)
    ways = ways_of(channel)
    rows = _locked(channel, [way.name for way in ways])
    found = next(
        ((way, rows[way.name]) for way in ways if not rows[way.name].is_open(now)),
        None,
    )
    if found is None or _is_crowded(channel, now):
        return Batch()
    way, provider = found
    limit = min(size or BATCH[channel], 1 if provider.open_until else BATCH[channel])
    rate = _setting(channel, "RATE")
    if rate:
        tokens = _tokens(provider, rate, now)
        if tokens < 1:
            return Batch(way, wait=(1 - tokens) / rate)
        limit = min(limit, int(tokens))
    claimed = _claim(channel, way.name, limit, now, least_urgent=_least_urgent(channel, rows, now))
    if rate:
        provider.tokens, provider.filled_at = tokens - len(claimed), now
        provider.save(update_fields=["tokens", "filled_at"])
    return Batch(way, claimed, is_full=len(claimed) == limit, was_at_fault=provider.failures > 0)


def _claim(
    channel: Channel, provider: str, limit: int, now: datetime, *, least_urgent: int
) -> list[Notification]:
    values: dict[str, Any] = {
        "channel": channel,
        "provider": provider,
        "limit": limit,
        "now": now,
        "least_urgent": least_urgent,
        "token": worker_token(),
        "lease_until": now + LEASE,
    }
    claimed = Notification.objects.raw(CLAIM, values)
    return sorted(claimed, key=lambda row: (row.urgency, row.not_before, row.sequence))


def _locked(channel: Channel, names: list[str]) -> dict[str, Provider]:
    found = Provider.objects.select_for_update().filter(name__in=names).order_by("pk")
    rows = {row.name: row for row in found}
    if len(rows) < len(set(names)):
        new = [Provider(name=name, channel=channel) for name in names if name not in rows]
        Provider.objects.bulk_create(new, ignore_conflicts=True)
        rows = {row.name: row for row in found.all()}
    return rows


def _is_crowded(channel: Channel, now: datetime) -> bool:
    """Tell whether as many other workers as allowed hold messages of this channel."""
    allowed = _setting(channel, "CONCURRENCY")
    if not allowed:
        return False
    held = Notification.objects.filter(state=State.CLAIMED, channel=channel, lease_until__gt=now)
    others = held.exclude(claimed_by__in=[worker_token(), ""]).values("claimed_by").distinct()
    return others.count() >= allowed


def _tokens(provider: Provider, rate: float, now: datetime) -> float:
    """Return how many messages the rate allows now; a second's worth at most is saved up.

    Filled up in the future, it was so before the clock was set back.
    """
    if provider.filled_at is None or provider.filled_at > now + A_MOMENT:
        return max(rate, 1.0)
    passed = max((now - provider.filled_at).total_seconds(), 0.0)
    return min(provider.tokens + passed * rate, max(rate, 1.0))


def _least_urgent(channel: Channel, rows: dict[str, Provider], now: datetime) -> int:
    budget = settings.SMS_DAILY_BUDGET
    if channel == Channel.EMAIL or not budget:
        return Urgency.MASS
    spent = sum(row.cost for row in rows.values() if row.spent_on == now.date())
    return Urgency.URGENT if spent >= budget else Urgency.MASS


def _setting(channel: Channel, name: str) -> float:
    return float(getattr(settings, f"{channel.upper()}_{name}"))
