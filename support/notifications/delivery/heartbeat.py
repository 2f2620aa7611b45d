"""Keeping the leases of a worker that is slow but alive."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from support.notifications.delivery.claiming import LEASE, worker_token
from support.notifications.models import Notification, State

logger = logging.getLogger(__name__)

BEAT_SECONDS = LEASE.total_seconds() / 4


@contextmanager
def heartbeat() -> Iterator[None]:
    """Renew the leases of all that this process holds, as long as the block lasts.

    What bounds a send that never ends is the task's time limit: it ends the process with it.
    """
    ended = threading.Event()
    thread = threading.Thread(target=_beat, args=(worker_token(), ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()


def _beat(token: str, ended: threading.Event) -> None:
    while not ended.wait(BEAT_SECONDS):
        try:
            Notification.objects.filter(state=State.CLAIMED, claimed_by=token).update(
                lease_until=timezone.now() + LEASE
            )
        except (DatabaseError, InterfaceError) as error:
            logger.warning("A heartbeat failed: %s", type(error).__name__)
        finally:
            connection.close()  # this thread's own
