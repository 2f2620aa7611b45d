"""Retries come later and later, at random."""

from collections import Counter
from datetime import timedelta

from support.notifications.delivery.settling import FIRST_CEILINGS
from support.sending.backoff import ceiling_after, delay_after


def test_the_ceiling_doubles_with_each_attempt_up_to_an_hour() -> None:
    ceilings = [ceiling_after(attempts) for attempts in range(1, 12)]

    assert ceilings[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert ceilings == sorted(ceilings)
    assert ceilings[-1] == ceiling_after(10_000) == timedelta(hours=1)


def test_delays_are_spread_below_the_ceiling() -> None:
    delays = {delay_after(5) for _try in range(200)}

    assert len(delays) > 150
    assert all(timedelta(0) <= delay <= ceiling_after(5) for delay in delays)
    assert max(delays) > ceiling_after(5) / 2 > min(delays)


def test_a_full_mailbox_waits_longer_than_a_busy_server() -> None:
    first = FIRST_CEILINGS["mailbox_full"]

    assert ceiling_after(1, first) == timedelta(minutes=30)
    assert ceiling_after(9, first) == ceiling_after(9) == timedelta(hours=1)


def test_a_thousand_that_were_put_off_together_are_spread() -> None:
    seconds = Counter(int(delay_after(1).total_seconds()) for _message in range(1000))

    assert max(seconds.values()) <= 50
