"""What the whole house does by the clock. A thin shell: it may run twice or not at all."""

from celery import shared_task
from django.utils import timezone

from support.lead.retention import purging


@shared_task(ignore_result=True, acks_late=True, expires=3600)
def purge() -> None:
    purging.purge(timezone.now())
