"""When a message that failed in passing is tried again."""

from datetime import timedelta
from random import SystemRandom

FIRST_CEILING = timedelta(seconds=30)
HIGHEST_CEILING = timedelta(hours=1)
PATIENCE = timedelta(hours=24)  # then somebody has to look at it


def ceiling_after(attempts: int) -> timedelta:
    """Return the longest wait after so many attempts: doubled each time, an hour at most."""
    doublings = min(max(attempts - 1, 0), 10)
    return min(FIRST_CEILING * (1 << doublings), HIGHEST_CEILING)


def delay_after(attempts: int) -> timedelta:
    """Return a random wait up to the ceiling, so that many messages don't come back at once."""
    return ceiling_after(attempts) * SystemRandom().random()
