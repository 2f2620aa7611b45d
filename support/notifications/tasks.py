"""Thin shells: rows decide what is sent, so each of these may run twice or not at all."""

from celery import shared_task

from support.notifications import delivery

# A worker that hangs is ended before its lease lapses, so nobody else sends the message meanwhile.
# By the hard limit: a soft one would leave a kept connection in the middle of a dialogue.
DELIVERY_SECONDS = 50
SWEEP_SECONDS = delivery.SWEEP_SECONDS + DELIVERY_SECONDS


@shared_task(ignore_result=True, acks_late=True, time_limit=DELIVERY_SECONDS)
def deliver(pk: str) -> None:
    delivery.deliver_notification(pk)


# A sweep that waited until the next one is due has nothing left to do.
@shared_task(ignore_result=True, acks_late=True, time_limit=SWEEP_SECONDS, expires=15)
def sweep() -> None:
    delivery.sweep_outbox()
