"""Telling the workers that there is something to send. A lost wake-up is cured by the sweep."""

import logging
import time
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError
from kombu.pools import producers
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

DRAIN = "support.notifications.tasks.drain"
BROKER_FAILURES = (OperationalError, RedisError, OSError)
# After a broker failed us no request of this process tries it again for so long: each try of a
# broker that hangs costs a time-out.
PAUSE_SECONDS = 10.0
# A broker that hangs is asked three times before this adds up to a failure.
SHORT_TIMEOUTS = {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}
# A connection that was kept over the broker's restart is stale, so one more try at once.
ONE_MORE_TRY = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
# One wake-up that nobody has heard yet is enough; should it be lost, it counts no longer.
UNHEARD_SECONDS = 5


class BrokerPause:
    """Until when this process leaves the broker alone, on the monotonic clock."""

    ends_at = 0.0


def wake(channels: Sequence[str]) -> None:
    """Have what is due on these channels sent soon. Never fails: the rows are stored already."""
    if time.monotonic() < BrokerPause.ends_at:
        return
    try:
        asked = _client(current_app.conf.broker_url).pipeline(transaction=False)
        for channel in channels:
            asked.execute_command("SET", _key(channel), 1, "NX", "EX", UNHEARD_SECONDS)
        for channel, is_first in zip(channels, asked.execute(), strict=True):
            if is_first:
                _send(channel)
    except BROKER_FAILURES as error:
        BrokerPause.ends_at = time.monotonic() + PAUSE_SECONDS
        logger.warning("No wake-up for %s (%s); the sweep sends it", channels, type(error).__name__)


def fall_asleep(channel: str) -> None:
    """Let the next message of a channel wake somebody again: this wake-up has been heard."""
    try:
        _client(current_app.conf.broker_url).delete(_key(channel))
    except BROKER_FAILURES as error:
        logger.warning("The broker does not answer (%s)", type(error).__name__)


@lru_cache(2)
def _broker(url: str) -> Any:
    """Describe the broker once; nothing connects before a producer of the pool does."""
    return current_app.connection_for_write(url, transport_options=SHORT_TIMEOUTS)


@lru_cache(2)
def _client(url: str) -> Any:
    """Return the Redis client of a connection to the broker.

    It is kept, for each wake-up asks: to take a producer from the pool takes as long as to ask.
    """
    return _broker(url).default_channel.client


def _send(channel: str) -> None:
    with producers[_broker(current_app.conf.broker_url)].acquire(block=True) as producer:
        current_app.send_task(
            DRAIN, (channel,), producer=producer, retry=True, retry_policy=ONE_MORE_TRY
        )


def _key(channel: str) -> str:
    return f"casewalk-awake-{channel}"
