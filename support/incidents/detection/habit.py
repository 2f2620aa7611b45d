"""How much trouble is usual on a channel in each hour of the week, learned as it goes.

A rate of an hour is the mean of past weeks, of which each weighs four fifths of the next. Where it
has seen little it leans on the same hour of all days, and that on the series as a whole: a gamma
prior worth `PRIOR` events (Robbins's empirical Bayes), so that a sparse series has one level and a
busy one its rhythm. All of it is multiplied by what the last days had beside their habit, which is
how growth is followed within days and not within weeks.
"""

from dataclasses import dataclass, field
from math import exp

HOURS = 168
HOUR = 60  # minutes
WEEK = HOURS * HOUR
WEEKS_KEPT = 0.8  # what a week weighs beside the one after it
PRIOR = 10.0  # events
# A rarer series is taken for this rare, or two failures within a minute would be an outage.
RAREST = 0.05  # a minute
DAYS_OF_GROWTH = 3
FORGOTTEN = exp(-1 / (24 * DAYS_OF_GROWTH))  # what an hour leaves of the hours before it
MOST_DISPERSION = 10.0


@dataclass
class Habit:
    """What was counted in the hours of the week, beginning with one of a Monday in UTC.

    `ticks` are the minutes that each was watched, `grown` what the last days had and `foreseen`
    what they should have had; `uneven` over `minutes` is the variance by the mean, 1 for chance.
    """

    counts: list[float] = field(default_factory=lambda: [0.0] * HOURS)
    ticks: list[float] = field(default_factory=lambda: [0.0] * HOURS)
    grown: float = 0.0
    foreseen: float = 0.0
    uneven: float = 0.0
    minutes: float = 0.0

    @property
    def dispersion(self) -> float:
        """How much more counts vary than those of independent failures do, as of a day or more."""
        day = 24 * HOUR
        return min(max((self.uneven + day) / (self.minutes + day), 1.0), MOST_DISPERSION)

    @property
    def growth(self) -> float:
        return (self.grown + PRIOR) / (self.foreseen + PRIOR)

    def rates(self, slot: int) -> tuple[float, float, float]:
        """Return what a minute usually has in the hour before, in this one and in the next."""
        level = max(_mean(sum(self.counts), sum(self.ticks), RAREST, 24 * HOUR), RAREST)
        before, here, after = (self._rate((slot + step) % HOURS, level) for step in (-1, 0, 1))
        return before, here, after

    def learn(self, slot: int, hour: "Hour") -> None:
        """Take in an hour that was like others."""
        self.counts[slot] = self.counts[slot] * WEEKS_KEPT + hour.count
        self.ticks[slot] = self.ticks[slot] * WEEKS_KEPT + hour.ticks
        self.grown = self.grown * FORGOTTEN + hour.count
        self.foreseen = self.foreseen * FORGOTTEN + hour.foreseen
        self.uneven = self.uneven * FORGOTTEN + hour.uneven
        self.minutes = self.minutes * FORGOTTEN + hour.ticks

    def grow(self, count: float, foreseen: float) -> None:
        """Take for usual from now on what came, where this was foreseen."""
        self.grown, self.foreseen = count, foreseen / self.growth

    def _rate(self, slot: int, level: float) -> float:
        weight = PRIOR / level
        same = slice(slot % 24, HOURS, 24)
        of_day = _mean(sum(self.counts[same]), sum(self.ticks[same]), level, weight)
        return _mean(self.counts[slot], self.ticks[slot], of_day, weight)


@dataclass
class Hour:
    """What an hour that is not over has had; `foreseen` by habit alone, without the growth."""

    count: float = 0.0
    ticks: int = 0
    foreseen: float = 0.0
    uneven: float = 0.0

    def add(self, count: float, by_habit: float, rate: float | None) -> None:
        """Add a minute; one without a rate is as it should be."""
        self.count += count
        self.ticks += 1
        self.foreseen += count if rate is None else by_habit
        self.uneven += 1.0 if rate is None else (count - rate) ** 2 / rate


def usual(rates: tuple[float, float, float], minute: int) -> float:
    """Return the rate of a minute of the hour: a day's rhythm has no steps."""
    before, here, after = rates
    away = (minute % HOUR + 0.5) / HOUR - 0.5
    return here + (after - here) * away if away > 0 else here + (before - here) * -away


def slot_of(minute: int) -> int:
    """Return the hour of the week of a minute since 1970, a Thursday."""
    return (minute // HOUR + 72) % HOURS


def _mean(count: float, ticks: float, prior: float, weight: float) -> float:
    return (count + prior * weight) / (ticks + weight)
