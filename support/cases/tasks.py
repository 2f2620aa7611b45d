"""Thin shells: each of these may run twice or not at all."""

from celery import shared_task
from django.utils import timezone

from support.cases.overdue import tell_overdue_banks
from support.cases.search.indexing import take_in_changes
from support.cases.taking import following_up, ringing, sharing, snoozing
from support.cases.telling.unreached import settle_reached


@shared_task(ignore_result=True, acks_late=True, expires=60)
def lower_reached() -> None:
    settle_reached(timezone.now())


@shared_task(ignore_result=True, acks_late=True, expires=300)
def tell_overdue() -> None:
    tell_overdue_banks(timezone.now())


@shared_task(ignore_result=True, acks_late=True, expires=60)
def wake_due() -> None:
    snoozing.wake_due(timezone.now())


@shared_task(ignore_result=True, acks_late=True, expires=15)
def hand_out() -> None:
    now = timezone.now()
    sharing.return_leavers_cases(now)
    sharing.hand_out(now)


@shared_task(ignore_result=True, acks_late=True, expires=60)
def follow_up() -> None:
    now = timezone.now()
    following_up.follow_up(now)
    following_up.close_resolved(now)


@shared_task(ignore_result=True, acks_late=True, expires=60)
def ring_clocks() -> None:
    ringing.ring(timezone.now())


@shared_task(ignore_result=True, acks_late=True, expires=5)
def index_changes() -> None:
    take_in_changes()
