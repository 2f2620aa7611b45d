"""How a channel did of late, from its tallies: numbers, and the same drawn small."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import TruncHour

from support.payments.channels.tallying import STEP
from support.payments.models import ChannelTally

HOUR = timedelta(hours=1)
WIDTH, HEIGHT = 5, 20  # of a slot in the drawing


@dataclass(frozen=True)
class Slot:
    """What was paid within one span of time; `answer_ms` is the mean, None where nobody said."""

    begins_at: datetime
    made: int = 0
    failed: int = 0
    answered: int = 0
    answered_ms: int = 0

    @property
    def answer_ms(self) -> int | None:
        return round(self.answered_ms / self.answered) if self.answered else None

    @property
    def seconds(self) -> float | None:
        return None if self.answer_ms is None else self.answer_ms / 1000


@dataclass(frozen=True)
class Course:
    """Some slots one after the other, each as long as the next."""

    slots: list[Slot]

    @property
    def whole(self) -> Slot:
        """All of them as one."""
        sums = (
            sum(getattr(slot, name) for slot in self.slots)
            for name in ("made", "failed", "answered", "answered_ms")
        )
        return Slot(self.slots[0].begins_at, *sums)

    @property
    def told(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.made]

    @property
    def box(self) -> str:
        return f"0 0 {len(self.slots) * WIDTH} {HEIGHT}"

    @property
    def made_bars(self) -> str:
        return self._bars(slot.made for slot in self.slots)

    @property
    def failed_bars(self) -> str:
        return self._bars(slot.failed for slot in self.slots)

    def _bars(self, counts: Iterable[int]) -> str:
        """Return bars as an SVG path, as high as the most that was made within one slot."""
        most = max(slot.made for slot in self.slots) or 1
        return "".join(
            f"M{place * WIDTH} {HEIGHT}v-{max(1, round(count / most * HEIGHT))}h4V{HEIGHT}z"
            for place, count in enumerate(counts)
            if count
        )

    @property
    def answer_lines(self) -> str:
        """Return the answer times as an SVG path, broken where there are none."""
        slowest = max((slot.answer_ms or 0 for slot in self.slots), default=0) or 1
        numbered = groupby(enumerate(self.slots), lambda one: one[1].answer_ms is not None)
        drawn = ""
        for is_known, run in numbered:
            for number, (place, slot) in enumerate(run if is_known else ()):
                height = HEIGHT - 1 - round((slot.answer_ms or 0) / slowest * (HEIGHT - 2))
                start = f"M{place * WIDTH + 1} {height}" if number == 0 else f"V{height}"
                drawn += f"{start}h{WIDTH}"
        return drawn


@dataclass(frozen=True)
class Courses:
    hour: Course
    day: Course

    @property
    def both(self) -> list[Course]:
        return [self.day, self.hour]


def courses_of(channels: Collection[int], now: datetime) -> dict[int, Courses]:
    """Read how channels did in the last hour, by five minutes, and the last day; two queries."""
    rows = ChannelTally.objects.filter(channel__in=channels)
    since, day_since = _floor(now, STEP) - 11 * STEP, _floor(now, HOUR) - 23 * HOUR
    steps = _read(rows.filter(begins_at__gte=since), F("begins_at"))
    hours = _read(rows.filter(begins_at__gte=day_since), TruncHour("begins_at", tzinfo=UTC))
    return {
        channel: Courses(
            _course(steps.get(channel, {}), since, STEP, 12),
            _course(hours.get(channel, {}), day_since, HOUR, 24),
        )
        for channel in channels
    }


def _floor(moment: datetime, step: timedelta) -> datetime:
    return moment - (moment - datetime.fromtimestamp(0, UTC)) % step


def _read(rows: QuerySet[ChannelTally], at: Any) -> dict[int, dict[datetime, Slot]]:
    found: dict[int, dict[datetime, Slot]] = {}
    sums = [Sum(name) for name in ("made", "failed", "answered", "answer_ms")]
    told = rows.annotate(at=at).values_list("channel", "at").annotate(*sums)
    for channel, begins_at, *counts in told:
        found.setdefault(channel, {})[begins_at] = Slot(begins_at, *counts)
    return found


def _course(slots: Mapping[datetime, Slot], since: datetime, step: timedelta, count: int) -> Course:
    moments = (since + number * step for number in range(count))
    return Course([slots.get(moment) or Slot(moment) for moment in moments])
