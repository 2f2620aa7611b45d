"""Every metric in Prometheus' form, read from the database at each scrape.

Nothing is counted in processes: they come and go, and the rows know it all.
"""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from config.health.cases import cases_by_status
from config.health.counters import COUNTERS, Totals
from config.health.models import Tally
from config.health.parts import Part, look
from support.notifications.health.figures import outbox_health
from support.notifications.health.metrics import OutboxCollector
from support.portal.models import Ask, Asker


def render_metrics(now: datetime) -> bytes:
    """Return every metric in the text format, as of now; few while the database is away."""
    parts = {part.name: part for part in look()}
    registry = CollectorRegistry(auto_describe=False)
    registry.register(PartsCollector(parts))
    if parts["database"].ok and parts["migrations"].ok:
        registry.register(HouseCollector())
        registry.register(OutboxCollector(outbox_health(now), now))
    return generate_latest(registry)


class PartsCollector(Collector):
    """Tells what is there and what answers."""

    def __init__(self, parts: dict[str, Part]) -> None:
        self.parts = parts

    def collect(self) -> Iterator[Metric]:
        build = GaugeMetricFamily("casewalk_build_info", "What runs here", labels=["version"])
        build.add_metric([settings.VERSION], 1)
        yield build
        up = GaugeMetricFamily("casewalk_up", "1 while a part works as it should", labels=["part"])
        for part in self.parts.values():
            up.add_metric([part.name], int(part.ok))
        yield up
        age = self.parts["timetable"].details.get("beat_age_seconds")
        if age is not None:
            yield GaugeMetricFamily(
                "casewalk_beat_age_seconds", "Since the timetable last had work done", value=age
            )


class HouseCollector(Collector):
    """Tells of cases, and of all that is counted for ever."""

    def collect(self) -> Iterator[Metric]:
        cases = GaugeMetricFamily(
            "casewalk_cases",
            "Cases by where they stand, done ones as of the last hour",
            labels=["status"],
        )
        for status, count in cases_by_status().items():
            cases.add_metric([status], count)
        yield cases
        yield GaugeMetricFamily(
            "casewalk_asks_unproven",
            "Asks at the public form whose contact is not proven",
            value=Ask.objects.waiting().count(),
        )
        yield GaugeMetricFamily(
            "casewalk_form_links_due",
            "Links of the public form that wait to be sent",
            value=Asker.objects.exclude(due_at=None).count(),
        )
        for counter in COUNTERS:
            yield _counter(counter.name, counter.help_text, [*counter.labels], counter.total())
        refused = Tally.objects.filter(name="payment_events_refused")
        yield _counter(
            "payment_events_refused",
            "Payment events refused, by the status that was answered",
            ["status"],
            {tuple(row.labels): row.total for row in refused},
        )


def _counter(name: str, help_text: str, labels: list[str], totals: Totals) -> CounterMetricFamily:
    family = CounterMetricFamily(f"casewalk_{name}", help_text, labels=labels)
    for values, count in totals.items():
        family.add_metric(list(values), count)
    return family
