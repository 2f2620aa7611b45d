"""Doing once more what two messages kept each other from doing.

Whoever locks many payments locks them in one order, but what they lead to (customers, cases, walks)
is met on the way. PostgreSQL ends one of two that wait for each other, and the one that it ended
has only to be done again.
"""

import logging
import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection

logger = logging.getLogger(__name__)
DEADLOCKS = {"40P01", "40001"}  # deadlock_detected, serialization_failure
TIMES = 3
LONGEST_PAUSE_SECONDS = 0.2
Told = TypeVar("Told")


def again_after_deadlock(do: Callable[[], Told]) -> Told:
    """Return what `do` returns, done up to three times; its last deadlock is raised.

    It must be one transaction, of which nothing is left once it failed.
    """
    for _time in range(TIMES - 1):
        try:
            return do()
        except OperationalError as error:
            # Within another transaction nothing can be done any more.
            if _code(error) not in DEADLOCKS or connection.in_atomic_block:
                raise
            logger.warning("two messages waited for each other: done again")
        time.sleep(random.uniform(0, LONGEST_PAUSE_SECONDS))  # noqa: S311 no secret
    return do()


def _code(error: OperationalError) -> str:
    return getattr(error.__cause__, "sqlstate", None) or ""
