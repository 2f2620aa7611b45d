"""Doing once more what two messages kept each other from doing, or what met a dead connection.

Whoever locks many payments locks them in one order, but what they lead to (customers, cases, walks)
is met on the way. PostgreSQL ends one of two that wait for each other, and the one that it ended
has only to be done again.

Django asks each connection whether it lives before a request uses it. What may be done again needs
no such question: its first statement says so.
"""

import logging
import random
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection

logger = logging.getLogger(__name__)
DEADLOCKS = {"40P01", "40001"}  # deadlock_detected, serialization_failure
TIMES = 3
LONGEST_PAUSE_SECONDS = 0.2
Told = TypeVar("Told")


def again_after_deadlock(do: Callable[[], Told]) -> Told:
    """Return what `do` returns, done up to three times; its last deadlock is raised.

    It must be one transaction, of which nothing is left once it failed; where the connection was
    lost while it ended nobody knows, so that a second time must change nothing.
    """
    for _time in range(TIMES - 1):
        try:
            return _over_a_live_connection(do)
        except OperationalError as error:
            # Within another transaction nothing can be done any more.
            if _code(error) not in DEADLOCKS or connection.in_atomic_block:
                raise
            logger.warning("two messages waited for each other: done again")
        time.sleep(random.uniform(0, LONGEST_PAUSE_SECONDS))  # noqa: S311 no secret
    return do()


def _over_a_live_connection(do: Callable[[], Told]) -> Told:
    """Return what `do` returns; where the connection that was kept is dead, by a new one."""
    database: Any = connection  # its stubs do not know what it says of its health
    kept = database.connection
    if kept is None or database.in_atomic_block or database.health_check_done:
        return do()
    database.health_check_done = True
    try:
        return do()
    except (OperationalError, InterfaceError):
        if database.connection is kept:  # Django has a new one where it could not roll back
            if database.is_usable():
                raise
            database.close()
        logger.warning("the database had closed the connection: done again")
    return do()


def _code(error: OperationalError) -> str:
    return getattr(error.__cause__, "sqlstate", None) or ""
