"""What leads have begun, gone on with. It may run twice, and anew after a crash."""

from celery import shared_task

from support.lead.privacy.stepwise import take_steps


@shared_task(ignore_result=True, acks_late=True, expires=60)
def erase() -> None:
    take_steps()
