"""Thin shells: rows decide what is sent, so each of these may run twice or not at all."""

from celery import shared_task

from support.notifications import delivery

# Shorter than a lease, so nobody else claims a message while this worker still sends it. The hard
# limit alone: a soft one beside it costs a third of the throughput.
DELIVERY_SECONDS = 50
SWEEP_SECONDS = 120


@shared_task(ignore_result=True, acks_late=True, time_limit=DELIVERY_SECONDS)
def deliver(pk: str) -> None:
    delivery.deliver_notification(pk)


# A sweep that waited until the next one is due has nothing left to do.
@shared_task(ignore_result=True, acks_late=True, expires=15, time_limit=SWEEP_SECONDS)
def sweep() -> None:
    delivery.sweep_outbox()
