"""A thin shell: rows decide what is sent, so it may run twice or not at all."""

from celery import shared_task

from support.webhooks import delivery

# One that waited until the next one is due has nothing left to do.
EXPIRES_SECONDS = 5


@shared_task(ignore_result=True, acks_late=True, time_limit=120, expires=EXPIRES_SECONDS)
def deliver() -> None:
    """Send the events that are due."""
    delivery.deliver()
