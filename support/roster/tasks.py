"""Thin shells: each of these may run twice or not at all."""

from celery import shared_task
from django.utils import timezone

from support.roster.services import tell_gaps


@shared_task(ignore_result=True, acks_late=True, expires=3600)
def tell_of_gaps() -> None:
    tell_gaps(timezone.now())
