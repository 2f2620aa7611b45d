"""Outages in made-up series of seeded chance: found early, and nothing found in calm days."""

from collections.abc import Callable
from random import Random
from statistics import median

import pytest

from benchmarks import detection as bench
from support.incidents.detection.habit import HOURS, WEEK
from support.incidents.detection.rising import FALSE_ALARM_DAYS, threshold, weigh
from support.incidents.detection.series import DAY, LONGEST, Series

MONDAY = bench.MONDAY
LIMIT = threshold(bench.WATCHED)


def lived(rate: Callable[[int], float], days: int = 10, seed: str = "a calm life") -> Series:
    """Return a series that nothing has happened to yet."""
    series, chance = Series(MONDAY, MONDAY), Random(seed)
    for minute in range(MONDAY, MONDAY + days * DAY):
        assert series.tick(bench.poisson(rate(minute), chance), LIMIT) is None
    return series


@pytest.mark.parametrize("kind", bench.KINDS, ids=lambda kind: kind.name)
def test_thirty_calm_days_raise_no_alarm_where_a_plain_threshold_does(kind):
    ours, plain = bench.play(kind, range(100, 101), times=()).false

    assert ours == 0
    assert plain > 0


@pytest.mark.parametrize("kind", bench.KINDS, ids=lambda kind: kind.name)
def test_a_clear_outage_is_found_within_two_minutes_and_three_where_crowds_are_usual(kind):
    ours, _plain = bench.play(kind, range(300, 305), calm=0, times=(10,)).delays[10]

    assert median(ours) == (3 if kind.burst else 2)
    assert max(ours) <= 4


def test_from_three_to_nine_a_minute_is_found_within_five():
    row = bench.play(bench.KINDS[0], range(200, 209), calm=0, times=(3,))

    ours, _theirs = row.delays[3]
    assert median(ours) <= 5
    assert max(ours) <= 10


def test_an_alarm_says_since_when_by_how_much_and_is_raised_once():
    series, chance = lived(lambda minute: 3.0), Random("three to nine")

    alarms = [
        alarm
        for _ in range(60)
        if (alarm := series.tick(bench.poisson(9, chance), LIMIT)) is not None
    ]

    assert len(alarms) == 1
    assert abs(alarms[0].since - (MONDAY + 10 * DAY)) <= 2
    assert alarms[0].usual == pytest.approx(3.0, rel=0.15)
    assert alarms[0].now == pytest.approx(9.0, rel=0.4)
    assert alarms[0].until - alarms[0].since <= 8


def test_a_code_never_met_before_is_found_on_a_channel_long_watched():
    series = Series(MONDAY + 30 * DAY, MONDAY)

    found = [series.tick(5, LIMIT) is not None for _ in range(3)]

    assert found == [False, True, False]


def test_a_minute_alone_is_no_outage_whatever_came_in_it():
    series = lived(lambda minute: 3.0)

    assert series.tick(100_000, LIMIT) is None
    assert [series.tick(3, LIMIT) for _ in range(60)] == [None] * 60
    assert series.habit.dispersion < 1.1


def test_nothing_is_unusual_in_the_first_week():
    series = Series(MONDAY, MONDAY)

    assert [series.tick(count, LIMIT) for count in [0] * DAY + [500] * 60] == [None] * (DAY + 60)


def test_an_outage_teaches_nothing_and_is_found_again():
    series, chance = lived(lambda minute: 3.0), Random("twice")
    before = series.habit.counts[:], series.habit.growth
    hours = [40] * 240

    first = [series.tick(count, LIMIT) for count in hours]
    assert (series.habit.counts, series.habit.growth) == before
    for _ in range(120):
        series.tick(bench.poisson(3, chance), LIMIT)
    assert series.alarmed is None
    again = [series.tick(count, LIMIT) for count in hours]

    for found in (first, again):
        assert [place for place, alarm in enumerate(found) if alarm] == [1]


def test_what_lasts_for_days_becomes_the_habit_and_alarms_no_more():
    series, chance = lived(lambda minute: 3.0), Random("more trade")

    alarms = [series.tick(bench.poisson(9, chance), LIMIT) for _ in range(LONGEST + 3 * DAY)]

    assert sum(alarm is not None for alarm in alarms) == 1
    assert series.alarmed is None


def test_growth_is_followed_within_days():
    series, chance = lived(lambda minute: 3.0), Random("growing")

    for day in range(28):
        rate = 3.0 * 1.02**day
        for _ in range(DAY):
            assert series.tick(bench.poisson(rate, chance), LIMIT) is None

    hour = series.habit.rates(0)[1] * series.habit.growth
    assert hour == pytest.approx(3.0 * 1.02**28, rel=0.15)


def test_a_series_needs_the_same_memory_for_ever():
    series = lived(lambda minute: 0.2, days=21)

    assert len(series.habit.counts) == len(series.habit.ticks) == HOURS
    assert MONDAY + 21 * DAY - series.next == 0
    assert WEEK == 7 * DAY


def test_a_gap_in_the_watch_is_no_quiet_time():
    series = lived(lambda minute: 3.0)
    rates = series.habit.rates(5)

    series.skip_to(MONDAY + 12 * DAY + 30)

    assert series.next == MONDAY + 12 * DAY + 30
    assert series.habit.rates(5) == rates


@pytest.mark.parametrize("rate", [0.05, 0.4, 3.0, 60.0])
def test_the_mean_time_between_false_alarms_is_at_least_what_is_stated(rate):
    """Asked of chance alone, by a threshold of which one would fall into the time."""
    limit, chance, minutes, sum_, alarms = 6.0, Random(f"false at {rate}"), 20_000, 0.0, 0

    for _ in range(minutes):
        sum_ = max(sum_ + weigh(bench.poisson(rate, chance), rate, 1.0, limit).gain, 0.0)
        if sum_ >= limit:
            sum_, alarms = 0.0, alarms + 1

    assert alarms <= minutes / 2.718281828**limit


def test_more_series_watched_at_once_raise_no_more_false_alarms_together():
    one, many = threshold(1), threshold(1_000)

    assert 2.718281828**one == pytest.approx(FALSE_ALARM_DAYS * DAY)
    assert 2.718281828 ** (many - one) == pytest.approx(1_000)
    assert threshold(0) == one
