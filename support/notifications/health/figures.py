"""How the outbox does: what waits and for how long, what went wrong, what it cost."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, Q, Sum, Value

from support.notifications.models import (
    Channel,
    Notification,
    OutboxHold,
    Provider,
    State,
    Urgency,
)
from support.notifications.models.notification import STUCK_AFTER

DAY = timedelta(hours=24)
# What fails today was queued a few days ago at most; with that the index by creation bounds it.
LONGEST_LIFE = timedelta(days=5)


@dataclass(frozen=True)
class ChannelHealth:
    """One channel now. The counts of what came of messages are of the last 24 hours."""

    channel: Channel
    waiting: dict[Urgency, int]
    due: int = 0
    oldest_due: datetime | None = None
    stuck: int = 0
    claimed: int = 0
    needs_person: int = 0
    failures: dict[str, int] = field(default_factory=dict)
    sent_today: int = 0
    delivered_today: int = 0

    @property
    def depth(self) -> int:
        """How many messages are queued, those that wait for a later moment too."""
        return sum(self.waiting.values())

    @property
    def failed_today(self) -> int:
        return sum(self.failures.values())

    def oldest_due_seconds(self, now: datetime) -> float:
        """How long the message that is due longest has been due; 0 when none is."""
        return (now - self.oldest_due).total_seconds() if self.oldest_due else 0.0


@dataclass(frozen=True)
class ProviderHealth:
    """One provider, and whether it is left alone."""

    name: str
    channel: str
    failures: int = 0
    open_until: datetime | None = None  # None when messages may go to it


@dataclass(frozen=True)
class Health:
    """The whole outbox. Segments and cost are today's, by UTC; a budget of 0 is no limit."""

    channels: list[ChannelHealth]
    providers: list[ProviderHealth]
    segments: int
    cost: Decimal
    budget: Decimal
    is_held: bool = False  # a restored copy, from which nothing leaves

    @property
    def stuck(self) -> int:
        return sum(channel.stuck for channel in self.channels)

    @property
    def open_breakers(self) -> list[ProviderHealth]:
        return [provider for provider in self.providers if provider.open_until]

    @property
    def is_budget_spent(self) -> bool:
        return bool(self.budget) and self.cost >= self.budget


def outbox_health(now: datetime) -> Health:
    """Read the state of the outbox in seven queries, each over an index, whatever its size."""
    spent = Provider.objects.filter(channel=Channel.SMS, spent_on=now.date()).aggregate(
        segments=Sum("segments"), cost=Sum("cost")
    )
    return Health(
        channels=_channels(now),
        providers=_providers(now),
        segments=spent["segments"] or 0,
        cost=spent["cost"] or Decimal(0),
        budget=settings.SMS_DAILY_BUDGET,
        is_held=OutboxHold.objects.exclude(held_since=None).exists(),
    )


def _channels(now: datetime) -> list[ChannelHealth]:
    waiting = _waiting(now)
    held = _by_channel(Notification.objects.filter(state=State.CLAIMED))
    needing = _by_channel(Notification.objects.filter(state=State.NEEDS_PERSON))
    failures = _failures(now)
    gone = _gone(now)
    return [
        ChannelHealth(
            channel=channel,
            waiting={urgency: waiting[channel, urgency]["count"] for urgency in Urgency},
            due=sum(waiting[channel, urgency]["due"] for urgency in Urgency),
            oldest_due=min(
                (
                    oldest
                    for urgency in Urgency
                    if (oldest := waiting[channel, urgency]["oldest_due"])
                ),
                default=None,
            ),
            stuck=sum(waiting[channel, urgency]["stuck"] for urgency in Urgency),
            claimed=held.get(channel, 0),
            needs_person=needing.get(channel, 0),
            failures=failures[channel],
            sent_today=sum(gone[channel].values()),
            delivered_today=gone[channel].get(State.DELIVERED, 0),
        )
        for channel in Channel
    ]


def _waiting(now: datetime) -> dict[tuple[str, int], dict[str, Any]]:
    is_due = Q(not_before__lte=now)
    rows: Any = (
        Notification.objects.filter(state=State.QUEUED)
        .values("channel", "urgency")
        .annotate(
            count=Count("*"),
            due=Count(Value(1), filter=is_due),
            stuck=Count(Value(1), filter=Q(not_before__lte=now - STUCK_AFTER)),
            oldest_due=Min("not_before", filter=is_due),
        )
        .order_by()
    )
    nothing = {"count": 0, "due": 0, "stuck": 0, "oldest_due": None}
    found = {(row["channel"], row["urgency"]): row for row in rows}
    return {
        (channel, urgency): found.get((channel, urgency), nothing)
        for channel in Channel
        for urgency in Urgency
    }


def _by_channel(rows: Any) -> dict[str, int]:
    return dict(rows.values_list("channel").annotate(count=Count("*")).order_by())


def _failures(now: datetime) -> dict[str, dict[str, int]]:
    """Return the failures of 24 hours by channel and reason, what needs a person among them."""
    rows = (
        Notification.objects.in_trouble()
        .filter(created_at__gte=now - LONGEST_LIFE, updated_at__gte=now - DAY)
        .values_list("channel", "reason")
        .annotate(count=Count("*"))
        .order_by()
    )
    return _nested(rows)


def _gone(now: datetime) -> dict[str, dict[str, int]]:
    """Return what providers accepted in 24 hours by channel and present state."""
    rows = (
        Notification.objects.filter(sent_at__gte=now - DAY)
        .values_list("channel", "state")
        .annotate(count=Count("*"))
        .order_by()
    )
    return _nested(rows)


def _nested(rows: Any) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {channel: {} for channel in Channel}
    for channel, name, count in rows:
        counts[channel][name] = count
    return counts


def _providers(now: datetime) -> list[ProviderHealth]:
    return [
        ProviderHealth(
            name=provider.name,
            channel=provider.channel,
            failures=provider.failures,
            open_until=provider.open_until if provider.is_open(now) else None,
        )
        for provider in Provider.objects.order_by("channel", "name")
    ]
