"""What runs by the clock."""

from celery import shared_task
from django.utils import timezone

from troubleshooting.trees.publishing import services


@shared_task(ignore_result=True, acks_late=True)
def publish_due() -> None:
    services.publish_due(timezone.now())
