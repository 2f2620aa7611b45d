"""Keeping the leases of a worker that is slow but alive."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, InterfaceError, connection
from django.db.models import QuerySet
from django.utils import timezone

from support.sending.leases import LEASE

logger = logging.getLogger(__name__)

BEAT_SECONDS = LEASE.total_seconds() / 4


@contextmanager
def heartbeat(held: "QuerySet[Any]") -> Iterator[None]:
    """Renew the leases of all that this process holds, as long as the block lasts.

    What bounds a send that never ends is the task's time limit: it ends the process with it.
    """
    ended = threading.Event()
    thread = threading.Thread(target=_beat, args=(held, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()


def _beat(held: "QuerySet[Any]", ended: threading.Event) -> None:
    while not ended.wait(BEAT_SECONDS):
        try:
            held.update(lease_until=timezone.now() + LEASE)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("A heartbeat failed: %s", type(error).__name__)
        finally:
            connection.close()  # this thread's own
