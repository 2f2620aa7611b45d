"""Thin shells: each of these may run twice or not at all."""

from celery import shared_task
from django.utils import timezone

from support.incidents import linking, recovery, telling
from support.incidents.watching import services as watching


@shared_task(ignore_result=True, acks_late=True, expires=15)
def watch() -> None:
    """Count the trouble of each minute soon after it is over."""
    watching.watch(timezone.now())


@shared_task(ignore_result=True, acks_late=True, expires=15)
def catch_up() -> None:
    """Link, tell and look up what is still to be."""
    now = timezone.now()
    linking.link_earlier(now)
    telling.tell_linked(now)
    recovery.recover(now)
    telling.tell_of_late_updates(now)
