"""Thin shells: each of these may run twice or not at all."""

from celery import shared_task
from django.utils import timezone

from support.incidents import linking, recovery, telling
from support.incidents.watching import services as watching
from troubleshooting.marks.resting import round_ends_at


@shared_task(ignore_result=True, acks_late=True, expires=15)
def watch() -> None:
    """Count the trouble of each minute soon after it is over."""
    watching.watch(timezone.now())


@shared_task(ignore_result=True, acks_late=True, expires=15)
def catch_up() -> None:
    """Link, tell and look up what is still to be."""
    now, ends_at = timezone.now(), round_ends_at()
    linking.link_earlier(now, ends_at=ends_at)
    telling.tell_linked(now, ends_at=ends_at)
    recovery.recover(now, ends_at=ends_at)
    telling.tell_of_late_updates(now)
