"""A thin shell: rows decide what leaves, so it may run twice or not at all."""

from celery import shared_task

from support.operations.money import sending


@shared_task(ignore_result=True, acks_late=True, time_limit=300, expires=5)
def send_orders() -> None:
    sending.send_orders()
