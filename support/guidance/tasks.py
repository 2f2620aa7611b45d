"""Thin shells: each of these may run twice or not at all."""

from celery import shared_task
from django.utils import timezone

from support.guidance.waiting.time_passing import read_due_walks


@shared_task(ignore_result=True, acks_late=True, expires=60)
def read_again() -> None:
    read_due_walks(timezone.now())
