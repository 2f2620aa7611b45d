"""A worker that outlives its broker.

Celery's own ends with "Unrecoverable error" when the broker refuses a command (MISCONF while its
disk is full, OOM at its memory limit), when it refuses the acknowledgement of a task, and when a
task that began before the connection was lost ends after it. It also counts a task whose
acknowledgement failed as one that still runs, and takes no more once it has as many as processes.
"""

import logging
import time
from typing import Any

from celery.worker.consumer import Consumer

logger = logging.getLogger(__name__)

# A broker that refuses answers at once, so asking it again has to wait for itself.
REFUSED_PAUSE_SECONDS = 2.0


class PatientConsumer(Consumer):
    """Connects anew after whatever the broker said, and forgets what it can't acknowledge."""

    def on_connection_error_after_connected(self, exc: Exception) -> None:
        super().on_connection_error_after_connected(exc)
        if isinstance(exc, self.channel_errors):
            time.sleep(REFUSED_PAUSE_SECONDS)

    def call_soon_ack(self, answer: Any, *args: Any, **kwargs: Any) -> Any:
        """Acknowledge or reject a task in the event loop."""
        return super().call_soon_ack(_answer, answer, *args, **kwargs)


def _answer(answer: Any, log: logging.Logger, _passed_over: object, *more: Any) -> None:
    """Give a task's message back to the broker that handed it out.

    What fails is raised: the loop then ends and connects anew, so that nothing counts as running.
    """
    message = answer.__self__
    if message.channel.closed:
        logger.info("A task ended after its connection; the broker may hand it out again")
    else:
        answer(log, (), *more)
