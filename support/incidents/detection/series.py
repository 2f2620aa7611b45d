"""One series: counts go in minute by minute, an alarm comes out."""

from dataclasses import dataclass, field

from support.incidents.detection.habit import HOUR, Habit, Hour, slot_of, usual
from support.incidents.detection.rising import weigh

DAY = 24 * HOUR
# Nothing is unusual before a habit was seen whole.
LEARNING = 7 * DAY
# What lasts longer is no outage but another habit.
LONGEST = 3 * DAY


@dataclass(frozen=True)
class Alarm:
    """A series that fails more than usual: by how much and since when.

    Both rates are a minute's, `since` a minute since 1970: the last one before which nothing
    pointed to it (Page's estimate of the change).
    """

    since: int
    until: int
    usual: float
    now: float
    count: int


@dataclass
class Series:
    """The memory of one series, of the same size for ever. All times are minutes since 1970.

    `next` is the minute that was not counted yet, `born` the first that was watched; `seen` the
    last that had any news. While `score` is above 0 something may be rising, since `rising` and
    with `risen` so far, where `foreseen` were usual; `alarmed` is when that was certain.
    """

    next: int
    born: int
    seen: int = 0
    score: float = 0.0
    rising: int = 0
    risen: int = 0
    foreseen: float = 0.0
    alarmed: int | None = None
    hour: Hour = field(default_factory=Hour)
    habit: Habit = field(default_factory=Habit)
    rates: tuple[float, float, float] | None = None

    def tick(self, count: int, limit: float) -> Alarm | None:
        """Count the next minute; return an alarm in the minute in which it is raised.

        `limit` is the threshold of all series watched. While an alarm stands, and in an hour that
        had one, nothing is learned.
        """
        minute, self.next = self.next, self.next + 1
        if count:
            self.seen = minute
        if self.rates is None:
            self.rates = self.habit.rates(slot_of(minute))
        by_habit = usual(self.rates, minute)
        rate = by_habit * self.habit.growth
        step = weigh(count, rate, self.habit.dispersion, limit)
        is_new = minute - self.born < LEARNING  # then its rates say nothing of a count yet
        self.hour.add(count if is_new else step.counted, by_habit, None if is_new else rate)
        raised = None if is_new else self._sum(minute, count, rate, step.gain, limit)
        if self.next % HOUR == 0:
            self._end_hour(minute)
        return raised

    def skip_to(self, minute: int) -> None:
        """Go on from a minute before which nobody counted."""
        self.next, self.score, self.hour, self.rates = minute, 0.0, Hour(), None

    def _sum(self, minute: int, count: int, rate: float, gain: float, limit: float) -> Alarm | None:
        if self.score <= 0:
            self.rising, self.risen, self.foreseen = minute, 0, 0.0
        self.risen += count
        self.foreseen += rate
        self.score = min(max(self.score + gain, 0.0), limit)
        if self.alarmed is not None:
            self._end_alarm(minute)
            return None
        if self.score < limit:
            return None
        self.alarmed = minute
        ticks = minute + 1 - self.rising
        return Alarm(self.rising, minute + 1, self.foreseen / ticks, self.risen / ticks, self.risen)

    def _end_alarm(self, minute: int) -> None:
        """Be calm again once nothing is unusual any more, or once it has become usual."""
        has_lasted = minute - (self.alarmed or minute) > LONGEST
        if self.score > 0 and not has_lasted:
            return
        if has_lasted:
            self.habit.grow(self.risen, self.foreseen)
        self.alarmed, self.score, self.hour = None, 0.0, Hour()

    def _end_hour(self, minute: int) -> None:
        """Learn from the hour that is over, unless it was an outage's."""
        if self.alarmed is None and self.hour.ticks:
            self.habit.learn(slot_of(minute), self.hour)
        self.hour, self.rates = Hour(), None
