"""The outbox's metrics in Prometheus' form."""

from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from support.notifications.health.figures import (
    ChannelHealth,
    Health,
    ProviderHealth,
)


class OutboxCollector(Collector):
    """Tells one reading of the outbox's health."""

    def __init__(self, health: Health, now: datetime) -> None:
        self.health = health
        self.now = now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from _of_channels(self.health.channels, self.now)
        yield from _of_providers(self.health.providers)
        yield _one(
            "sms_segments_today", "SMS segments paid for today, by UTC", self.health.segments
        )
        yield _one("sms_cost_today", "Cost of today's SMS, by UTC", float(self.health.cost))
        yield _one(
            "sms_budget", "What SMS may cost in a day; 0: no limit", float(self.health.budget)
        )


def _of_channels(channels: list[ChannelHealth], now: datetime) -> Iterator[GaugeMetricFamily]:
    waiting = _family("messages_queued", "Messages that wait", "channel", "urgency")
    failed = _family(
        "messages_failed_24h", "Messages that failed or need a person", "channel", "reason"
    )
    by_channel = {
        "messages_due": "Messages that should leave now",
        "oldest_due_seconds": "How long the message that is due longest has been due",
        "messages_stuck": "Messages that should have left a quarter of an hour ago",
        "messages_claimed": "Messages that a worker holds",
        "messages_need_person": "Messages about which a person has to decide",
        "messages_sent_24h": "Messages that a provider accepted",
        "messages_delivered_24h": "Messages that have arrived, by a receipt",
    }
    plain = {name: _family(name, help_text, "channel") for name, help_text in by_channel.items()}
    for channel in channels:
        for urgency, count in channel.waiting.items():
            waiting.add_metric([channel.channel, urgency.name.lower()], count)
        for reason, count in channel.failures.items():
            failed.add_metric([channel.channel, reason], count)
        values = {
            "messages_due": channel.due,
            "oldest_due_seconds": channel.oldest_due_seconds(now),
            "messages_stuck": channel.stuck,
            "messages_claimed": channel.claimed,
            "messages_need_person": channel.needs_person,
            "messages_sent_24h": channel.sent_today,
            "messages_delivered_24h": channel.delivered_today,
        }
        for name, value in values.items():
            plain[name].add_metric([channel.channel], value)
    yield from (waiting, failed, *plain.values())


def _of_providers(providers: list[ProviderHealth]) -> Iterator[GaugeMetricFamily]:
    breaker = _family(
        "breaker_open", "1 while a provider at fault is left alone", "provider", "channel"
    )
    for provider in providers:
        breaker.add_metric([provider.name, provider.channel], int(bool(provider.open_until)))
    yield breaker


def _one(name: str, help_text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"casewalk_outbox_{name}", help_text, value=value)


def _family(name: str, help_text: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"casewalk_outbox_{name}", help_text, labels=labels)
