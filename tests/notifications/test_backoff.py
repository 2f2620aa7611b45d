"""Retries come later and later, at random."""

from datetime import timedelta

from support.notifications.backoff import ceiling_after, delay_after


def test_the_ceiling_doubles_with_each_attempt_up_to_an_hour() -> None:
    ceilings = [ceiling_after(attempts) for attempts in range(1, 12)]

    assert ceilings[:3] == [timedelta(seconds=30), timedelta(seconds=60), timedelta(seconds=120)]
    assert ceilings == sorted(ceilings)
    assert ceilings[-1] == ceiling_after(10_000) == timedelta(hours=1)


def test_delays_are_spread_below_the_ceiling() -> None:
    delays = {delay_after(5) for _try in range(200)}

    assert len(delays) > 150
    assert all(timedelta(0) <= delay <= ceiling_after(5) for delay in delays)
    assert max(delays) > ceiling_after(5) / 2 > min(delays)
