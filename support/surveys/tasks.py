"""Thin shells: each of these may run twice or not at all."""

from celery import shared_task
from django.utils import timezone

from support.surveys.asking import ask_due


@shared_task(ignore_result=True, acks_late=True, expires=300)
def ask() -> None:
    ask_due(timezone.now())
