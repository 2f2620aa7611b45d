"""Thin shells: rows decide what is sent, so each of these may run twice or not at all."""

from functools import partial

from celery import shared_task

from support.notifications.delivery import draining
from support.notifications.outbox.waking import fall_asleep, wake

# A worker that hangs is ended with its heartbeat, and its messages are taken over.
# By the hard limit: a soft one would leave a kept connection in the middle of a dialogue.
LIMIT_SECONDS = 300


@shared_task(ignore_result=True, acks_late=True, time_limit=LIMIT_SECONDS)
def drain(channel: str) -> None:
    """Send what is due on a channel."""
    fall_asleep(channel)
    draining.drain(channel, on_more=partial(wake, [channel]), lingers=True)


# A sweep that waited until the next one is due has nothing left to do.
@shared_task(ignore_result=True, acks_late=True, time_limit=LIMIT_SECONDS, expires=15)
def sweep() -> None:
    """Send what nobody was woken for, and take over what dead workers held."""
    draining.sweep_outbox()
