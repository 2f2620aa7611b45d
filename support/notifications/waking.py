"""Telling the workers that there is something to send. A lost wake-up is cured by the sweep."""

import logging
import time
import uuid
from collections.abc import Sequence

from celery import current_app
from kombu.exceptions import OperationalError
from kombu.pools import producers
from redis.exceptions import RedisError

from support.notifications.tasks import deliver

logger = logging.getLogger(__name__)

# After a broker failed us no request of this process tries it again for so long: each try of a
# broker that hangs costs a time-out.
PAUSE_SECONDS = 10.0
# A broker that hangs is asked three times before this adds up to a failure.
SHORT_TIMEOUTS = {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}
# A connection that was kept over the broker's restart is stale, so one more try at once.
ONE_MORE_TRY = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}


class BrokerPause:
    """Until when this process leaves the broker alone, on the monotonic clock."""

    ends_at = 0.0


def wake(pks: Sequence[uuid.UUID]) -> None:
    """Have each of these messages delivered soon. Never fails: the rows are stored already."""
    if time.monotonic() < BrokerPause.ends_at:
        return
    try:
        _send(pks)
    except (OperationalError, RedisError, OSError) as error:
        BrokerPause.ends_at = time.monotonic() + PAUSE_SECONDS
        logger.warning(
            "No wake-up for notification %s (%s); the sweep sends it", pks[0], type(error).__name__
        )


def _send(pks: Sequence[uuid.UUID]) -> None:
    connection = current_app.connection_for_write(transport_options=SHORT_TIMEOUTS)
    with producers[connection].acquire(block=True) as producer:
        for pk in pks:
            deliver.apply_async(
                (str(pk),), producer=producer, retry=True, retry_policy=ONE_MORE_TRY
            )
