"""Thin shells: each of these may run twice or not at all."""

from celery import shared_task
from django.utils import timezone

from support.inquiries import chasing
from support.inquiries.letters import sending


@shared_task(ignore_result=True, acks_late=True, time_limit=300, expires=60)
def send_letters() -> None:
    sending.send_due()


@shared_task(ignore_result=True, acks_late=True, expires=300)
def chase() -> None:
    chasing.chase_all(timezone.now())
