"""Thin shells: each of these may run twice or not at all."""

from celery import shared_task
from django.utils import timezone

from support.guides.announcing import tell_subscribers
from support.guides.campaigning import begin_due
from support.guides.scheduling import keep_to_times


@shared_task(ignore_result=True, acks_late=True, expires=60)
def keep_articles_to_times() -> None:
    keep_to_times(timezone.now())


@shared_task(ignore_result=True, acks_late=True, expires=60)
def announce() -> None:
    now = timezone.now()
    begin_due(now)
    tell_subscribers(now)
