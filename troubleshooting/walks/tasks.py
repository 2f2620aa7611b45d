"""What runs by the clock. A thin shell: it may run twice or not at all."""

from celery import shared_task
from django.utils import timezone

from troubleshooting.walks import tallying


@shared_task(ignore_result=True, acks_late=True, expires=3600)
def tally() -> None:
    tallying.tally(timezone.now())
