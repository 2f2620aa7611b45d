"""When a message that failed in passing is tried again."""

from datetime import timedelta
from random import SystemRandom

from support.notifications.models.states import Reason

FIRST_CEILING = timedelta(minutes=1)
HIGHEST_CEILING = timedelta(hours=1)
# A full mailbox is not emptied within a minute, nor does our set-up mend itself.
FIRST_CEILINGS: dict[str, timedelta] = {Reason.MAILBOX_FULL: timedelta(minutes=30)}
PATIENCE = timedelta(hours=24)  # then somebody has to look at it


def ceiling_after(attempts: int, reason: str = "") -> timedelta:
    """Return the longest wait after so many attempts: doubled each time, an hour at most."""
    doublings = min(max(attempts - 1, 0), 10)
    first = FIRST_CEILINGS.get(reason, FIRST_CEILING)
    return min(first * (1 << doublings), max(HIGHEST_CEILING, first))


def delay_after(attempts: int, reason: str = "") -> timedelta:
    """Return a random wait up to the ceiling, so that many messages don't come back at once."""
    return ceiling_after(attempts, reason) * SystemRandom().uniform(0, 1)
