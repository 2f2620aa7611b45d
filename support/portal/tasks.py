"""Thin shells: each of these may run twice or not at all."""

from celery import shared_task
from django.utils import timezone

from support.portal.asking.proving import send_texts


@shared_task(ignore_result=True, acks_late=True, expires=5)
def send_links() -> None:
    send_texts(timezone.now())
