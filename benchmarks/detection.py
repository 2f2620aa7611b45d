"""Outages found in made-up series, beside a plain threshold: `python -m benchmarks.detection`.

What it prints is the table of docs/detection.md; its chance is seeded, so it prints the same again.
"""

import copy
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import exp, pi, sin, sqrt
from random import Random
from statistics import median

from support.incidents.detection.rising import threshold
from support.incidents.detection.series import DAY, Series

HABIT = 14 * DAY
CALM = 30 * DAY
WATCHED = 60  # series at once, as of six channels with ten causes each
SERIES = 10  # of each kind
OUTAGE = 60  # minutes
MONDAY = 2_976 * 7 * DAY + 4 * DAY


@dataclass(frozen=True)
class Kind:
    """A kind of series: how much a minute has, and what an outage makes of that."""

    name: str
    rate: Callable[[int], float]
    burst: float = 0.0  # the share of minutes that have a crowd of `crowd` more
    crowd: int = 0
    least: float = 5.0  # of a minute in an outage


def _rhythm(minute: int) -> float:
    of_day = 1 + 0.9 * sin(2 * pi * ((minute % DAY) / DAY - 0.25))
    return of_day * (0.5 if (minute // DAY + 3) % 7 > 4 else 1.0)


KINDS = (
    Kind("even, 3 a minute", lambda _: 3.0),
    Kind("rhythm, 0.15 to 6 a minute", lambda minute: 3.2 * _rhythm(minute)),
    Kind("busy rhythm, 3 to 115 a minute", lambda minute: 60 * _rhythm(minute)),
    Kind("growth, 1 % a day", lambda minute: 3.0 * exp((minute - MONDAY) / DAY * 0.01)),
    Kind("bursts, 15 at once every 2 hours", lambda _: 3.0, 1 / 120, 15),
    Kind("sparse, 20 a day", lambda _: 20 / DAY),
)


def counts(kind: Kind, start: int, length: int, chance: Random, times: float = 1) -> Iterator[int]:
    """Yield what the minutes of a series have; `times` as much, and `least`, in an outage."""
    for minute in range(start, start + length):
        rate = kind.rate(minute)
        crowd = kind.crowd if kind.burst and chance.random() < kind.burst else 0
        yield poisson(rate if times == 1 else max(rate * times, kind.least), chance) + crowd


def poisson(rate: float, chance: Random) -> int:
    """Draw a count, by Knuth's way in pieces that do not underflow."""
    drawn = 0
    while rate > 0:
        piece, rate = min(rate, 30.0), rate - 30.0
        left, bound = chance.random(), exp(-piece)
        while left > bound:
            drawn, left = drawn + 1, left * chance.random()
    return drawn


class Threshold:
    """What is usual elsewhere: the last 5 minutes against mean and deviation of the last 7 days."""

    def __init__(self) -> None:
        self.week: deque[int] = deque(maxlen=7 * DAY)
        self.last: deque[int] = deque(maxlen=5)
        self.total = self.squares = 0
        self.stands = False

    def tick(self, count: int) -> bool:
        if len(self.week) == self.week.maxlen:
            self._drop(self.week[0])
        self.week.append(count)
        self.last.append(count)
        self.total, self.squares = self.total + count, self.squares + count * count
        mean = self.total / len(self.week)
        spread = sqrt(max(self.squares / len(self.week) - mean * mean, mean, 0.01))
        was, self.stands = self.stands, sum(self.last) > 5 * mean + 4 * sqrt(5) * spread
        return self.stands and not was

    def _drop(self, count: int) -> None:
        self.total, self.squares = self.total - count, self.squares - count * count


@dataclass(frozen=True)
class Row:
    """How both did on one kind: false alarms in calm days, and minutes till it was found."""

    false: tuple[int, int]
    delays: dict[float, tuple[list[int], list[int]]]


def play(kind: Kind, seeds: range, calm: int = CALM, times: tuple[float, ...] = (3, 10)) -> Row:
    """Let series of a kind live calmly, then break each, at an hour of its own."""
    limit = threshold(WATCHED)
    false, delays = [0, 0], {one: ([], []) for one in times}
    for seed in seeds:
        chance = Random(f"{kind.name} {seed}")
        test, plain = Series(MONDAY, MONDAY), Threshold()
        length = HABIT + calm + chance.randrange(DAY)
        for place, count in enumerate(counts(kind, MONDAY, length, chance)):
            found = test.tick(count, limit) is not None, plain.tick(count)
            if place >= HABIT:
                false = [false[0] + found[0], false[1] + found[1]]
        for one in times:
            broken = list(counts(kind, test.next, OUTAGE, chance, one))
            for delay, found in zip(delays[one], _find(test, plain, broken, limit), strict=True):
                delay.append(found)
    return Row((false[0], false[1]), delays)


def _find(test: Series, plain: Threshold, broken: list[int], limit: float) -> tuple[int, int]:
    """Return after how many minutes each found an outage, or `OUTAGE` for never; leave no trace."""
    one, other = copy.deepcopy((test, plain))
    found = [OUTAGE, OUTAGE]
    for place, count in enumerate(broken, 1):
        for which, is_found in enumerate((one.tick(count, limit), other.tick(count))):
            if is_found and found[which] == OUTAGE:
                found[which] = place
    return found[0], found[1]


def _said(delays: list[int]) -> str:
    found = [delay for delay in delays if delay < OUTAGE]
    middle = f"{median(found):g}" if found else "–"
    return f"{middle} ({len(found)} of {len(delays)})"


def table() -> Iterator[str]:
    yield "| series | false alarms | plain | ×3 found after | plain | ×10 found after | plain |"
    yield "|---|---|---|---|---|---|---|"
    for kind in KINDS:
        row = play(kind, range(SERIES))
        cells = [_said(delays) for pair in row.delays.values() for delays in pair]
        yield f"| {kind.name} | {row.false[0]} | {row.false[1]} | {' | '.join(cells)} |"


if __name__ == "__main__":
    for line in table():
        print(line, flush=True)
