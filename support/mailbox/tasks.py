"""What the mailbox does by the clock. A thin shell: it may run twice or not at all."""

from celery import shared_task
from django.utils import timezone

from support.mailbox import fetching


@shared_task(ignore_result=True, acks_late=True, time_limit=300, expires=60)
def fetch() -> None:
    fetching.fetch(timezone.now())
