"""When what failed in passing is tried again."""

from datetime import timedelta
from random import SystemRandom

FIRST_CEILING = timedelta(minutes=1)
HIGHEST_CEILING = timedelta(hours=1)
PATIENCE = timedelta(hours=24)  # then somebody has to look at it


def doubled(first: timedelta, times: int, *, highest: timedelta) -> timedelta:
    """Return a wait that was doubled so many times, the highest at most."""
    return min(first * (1 << min(max(times, 0), 10)), highest)


def ceiling_after(attempts: int, first: timedelta = FIRST_CEILING) -> timedelta:
    """Return the longest wait after so many attempts: doubled each time, an hour at most."""
    return doubled(first, attempts - 1, highest=max(HIGHEST_CEILING, first))


def delay_after(attempts: int, first: timedelta = FIRST_CEILING) -> timedelta:
    """Return a random wait up to the ceiling, so that many don't come back at once."""
    return ceiling_after(attempts, first) * SystemRandom().uniform(0, 1)
