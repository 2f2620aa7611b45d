"""Thin shells: each of these may run twice or not at all."""

from celery import shared_task
from django.utils import timezone

from support.guidance.waiting.learnt import walk_anew_by_code
from support.guidance.waiting.outage import walk_linked_anew
from support.guidance.waiting.time_passing import read_due_walks


@shared_task(ignore_result=True, acks_late=True, expires=60)
def read_again() -> None:
    read_due_walks(timezone.now())


@shared_task(ignore_result=True, acks_late=True)
def walk_anew(scheme: str, code: str) -> None:
    walk_anew_by_code(scheme, code, timezone.now())


@shared_task(ignore_result=True, acks_late=True, expires=15)
def walk_linked() -> None:
    walk_linked_anew(timezone.now())
