"""A channel with a calm past, and payments of made-up people that stop."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import pi, sin
from random import Random

from django.db.models import Max

from support.customers.contacts import Contact
from support.incidents.detection.rising import threshold
from support.incidents.detection.series import DAY, LEARNING, Series
from support.incidents.models import Watch, WatchedSeries
from support.intake.services import Event, receive_news
from support.payments.models import Channel, Payment, PaymentStatus
from support.payments.news import PaymentNews
from support.sources.kinds.simulator.book import Book
from support.sources.models import Access, Source

SOURCE = "outage-simulator"
DOWN, CALM = "outage-bank", "calm-bank"
CHANNELS = (
    (DOWN, "Outage Bank (play)", "演练银行（停机）", "Instant transfer", "即时转账"),
    (CALM, "Calm Bank (play)", "演练银行（正常）", "Calm transfer", "普通转账"),
)
# What is usual a minute of a bank that does not say why; each is a series of each channel.
USUAL = {("", ""): 0.3, ("iso20022", "bank_processing_slow"): 2.0, ("iso20022", ""): 0.05}


@dataclass(frozen=True)
class World:
    """`began` is the first minute of the outage; `people` is how many it hits."""

    channel: Channel
    other: Channel
    book: Book
    began: datetime
    people: int

    def stop(self, number: int, channel: Channel, at: datetime) -> None:
        """Let a payment be made that the bank holds; its source says so."""
        reference = f"PLAY-{self.began:%m%d%H%M}-{number:05}"
        self.book.put(reference, "held", occurred_at=at.isoformat())
        contact = Contact(
            name=f"Mock Birch {number}", email=f"{reference.lower()}@example.net", locale="en-GB"
        )
        news = PaymentNews(
            reference=reference, status="held", status_said="held", occurred_at=at,
            direction="payout", amount="120.00", currency="GBP", method=channel.method,
            channel=channel.code, created_at=at.isoformat(), contact=contact,
        )  # fmt: skip
        receive_news(Event(f"{reference}-held", "payout.updated", SOURCE), news, now=at)

    def payments(self) -> list[str]:
        begun = f"PLAY-{self.began:%m%d%H%M}-"
        rows = Payment.objects.filter(reference__startswith=begun, channel=self.channel)
        return list(rows.order_by("reference").values_list("reference", flat=True))


def make_world(book: Book, address: str, *, began: datetime, people: int) -> World:
    """Put both channels and the simulator's source there."""
    for code, english, chinese, public, public_zh in CHANNELS:
        Channel.objects.get_or_create(
            code=code,
            defaults={
                "name_en": english, "name_zh": chinese, "public_name_en": public,
                "public_name_zh": public_zh, "direction": "payout", "method": "bank_transfer",
                "currency": "GBP", "schemes": ["iso20022"], "time_zone": "Europe/London",
            },
        )  # fmt: skip
    Source.objects.get_or_create(slug=SOURCE, defaults={"name": "Simulator", "kind": "simulator"})
    Access.objects.update_or_create(
        name=SOURCE, defaults={"look_up_address": f"{address}/payments/{{reference}}"}
    )
    named = {one.code: one for one in Channel.objects.filter(code__in=(DOWN, CALM))}
    return World(named[DOWN], named[CALM], book, began, people)


def live_calmly(world: World, days: int) -> tuple[int, int]:
    """Feed detection with calm days up to the outage, after two weeks in which it learns.

    Returns how many minutes of all series were calm, and how many false alarms were raised.
    """
    end, lived, alarms = minute_of(world.began), 0, 0
    calm_from = end - days * DAY
    start = (calm_from - 2 * LEARNING) // DAY * DAY  # the same days whatever the time of day
    limit = threshold(WatchedSeries.objects.count() + 2 * len(USUAL))
    WatchedSeries.objects.filter(channel__in=(world.channel, world.other)).delete()
    for channel in (world.channel, world.other):
        for (scheme, cause), usual in USUAL.items():
            series = Series(start, start)
            chance = Random(f"{channel.code} {scheme} {cause}")  # noqa: S311  the same each time
            for minute, count in _counts(usual, start, end, chance):
                alarm = series.tick(count, limit)
                lived += minute >= calm_from
                alarms += alarm is not None
            row = WatchedSeries(channel=channel, scheme=scheme, cause=cause)
            row.remember(series)
            row.save()
    last = PaymentStatus.objects.aggregate(last=Max("pk"))["last"] or 0
    Watch.objects.update_or_create(pk=1, defaults={"began": start, "next": end, "after": last})
    return lived, alarms


def minute_of(moment: datetime) -> int:
    return int(moment.timestamp()) // 60


def minutes_after(began: datetime, count: float) -> datetime:
    return began + timedelta(minutes=count)


def _counts(usual: float, start: int, end: int, chance: Random) -> Iterator[tuple[int, int]]:
    """Yield a Poisson count for each minute, more of it by day than by night."""
    for minute in range(start, end):
        rate = usual * (1 + 0.6 * sin(2 * pi * (minute % DAY) / DAY))
        count, due = 0, 0.0
        while due < 1:
            due += chance.expovariate(rate)
            count += due < 1
        yield minute, count
