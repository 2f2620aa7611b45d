"""Thin shells: each of these may run twice or not at all."""

from celery import shared_task
from django.utils import timezone

from support.incidents.watching import services as watching


@shared_task(ignore_result=True, acks_late=True, expires=15)
def watch() -> None:
    """Count the trouble of each minute soon after it is over."""
    watching.watch(timezone.now())
