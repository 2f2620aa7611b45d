"""The board: one line a channel."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from support.incidents.models import Incident
from support.lead.channels.course import Courses, courses_of
from support.lead.channels.words import Open, hours_of, is_open, limits_of, range_of
from support.payments.models import Channel, ChannelState, PlannedStop, TestPayment

MOST_SHOWN = 200
LONGEST_SEARCH = 60


@dataclass(frozen=True)
class Line:
    """A channel as the board shows it; `said` is None where nobody said anything yet."""

    channel: Channel
    said: ChannelState | None
    stop: PlannedStop | None
    incidents: list[Incident]
    courses: Courses
    test: TestPayment | None
    now: datetime

    @property
    def state(self) -> str:
        return self.said.state if self.said else Channel.State.NORMAL

    @property
    def open(self) -> Open:
        return is_open(self.channel, self.state, self.stop, self.now)

    @property
    def hours(self) -> str:
        return hours_of(self.channel)

    @property
    def range(self) -> str:
        return range_of(self.channel)

    @property
    def limits(self) -> list[str]:
        return limits_of(self.channel)

    @property
    def is_stopped(self) -> bool:
        return self.stop is not None and self.stop.is_under_way(self.now)

    @property
    def urgency(self) -> int:
        return 1 if self.incidents else {"down": 0, "degraded": 2}.get(self.state, 3)


@dataclass(frozen=True)
class Board:
    lines: list[Line]
    typed: str
    has_more: bool

    @property
    def in_trouble(self) -> int:
        return sum(line.urgency < 3 for line in self.lines)


def build_board(typed: str, now: datetime) -> Board:
    """Build the board in seven queries, however many channels there are; trouble stands first.

    What is typed finds channels by our names and the customers', by code, method and currency.
    """
    typed = typed.replace("\0", "").strip()[:LONGEST_SEARCH]
    channels = list(_found(typed)[: MOST_SHOWN + 1])
    lines = lines_of(channels[:MOST_SHOWN], now)
    return Board(sorted(lines, key=lambda line: line.urgency), typed, len(channels) > MOST_SHOWN)


def _found(typed: str) -> QuerySet[Channel]:
    channels = Channel.objects.order_by("code")
    names = ("code", "name_en", "name_zh", "public_name_en", "public_name_zh", "method")
    for word in typed.split():
        wanted = Q(currency__iexact=word)
        for name in names:
            wanted |= Q(**{f"{name}__icontains": word})
        channels = channels.filter(wanted)
    return channels


def lines_of(channels: Iterable[Channel], now: datetime) -> list[Line]:
    """Read all that the board shows of channels; six queries."""
    channels = list(channels)
    said, stops, incidents = _said(channels, now), _stops(channels, now), _incidents(channels)
    courses, tests = courses_of([channel.pk for channel in channels], now), _tests(channels)
    return [
        Line(
            channel=channel,
            said=said.get(channel.pk),
            stop=stops.get(channel.pk),
            incidents=incidents.get(channel.pk, []),
            courses=courses[channel.pk],
            test=tests.get(channel.pk),
            now=now,
        )
        for channel in channels
    ]


def _said(channels: list[Channel], now: datetime) -> dict[int, ChannelState]:
    """Return what the board says of each now: the latest of its own, found by index."""
    latest = ChannelState.objects.filter(channel=OuterRef("pk"), since__lte=now)
    rows = ChannelState.objects.filter(pk__in=_newest(channels, latest.order_by("-since", "-pk")))
    return {row.channel_id: row for row in rows.select_related("actor", "stop")}


def _tests(channels: list[Channel]) -> dict[int, TestPayment]:
    """Return the last test payment of each that was to be accepted and has its answer."""
    ended = TestPayment.objects.ended().filter(channel=OuterRef("pk"), edge__in=TestPayment.INSIDE)
    rows = TestPayment.objects.filter(pk__in=_newest(channels, ended.order_by("-asked_at", "-pk")))
    return {row.channel_id: row for row in rows}


def _newest(channels: list[Channel], rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    """Return the keys of the first of some rows for each channel, each found by index."""
    wanted = Channel.objects.filter(pk__in=[channel.pk for channel in channels])
    return wanted.annotate(newest=Subquery(rows.values("pk")[:1])).values("newest")


def _stops(channels: list[Channel], now: datetime) -> dict[int, PlannedStop]:
    found: dict[int, PlannedStop] = {}
    for stop in PlannedStop.objects.ahead(now).filter(channel__in=channels):
        found.setdefault(stop.channel_id, stop)
    return found


def _incidents(channels: list[Channel]) -> dict[int, list[Incident]]:
    """Return the incidents that hold cases on each channel, the newest first; one query."""
    found: dict[int, list[Incident]] = {}
    links = Incident.channels.through.objects.filter(
        channel__in=channels, incident__state__in=Incident.HOLDING
    )
    for link in links.select_related("incident").order_by("-incident__began_at", "-incident_id"):
        found.setdefault(link.channel_id, []).append(link.incident)
    return found
