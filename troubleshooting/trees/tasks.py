"""What runs by the clock."""

from celery import shared_task
from django.utils import timezone

from troubleshooting.trees import publishing


@shared_task(ignore_result=True, acks_late=True)
def publish_due() -> None:
    publishing.publish_due(timezone.now())
