"""Thin shells: each of these may run twice or not at all."""

from celery import shared_task
from django.utils import timezone

from support.intake import late
from support.intake.letters import taking
from support.intake.looking import asking, rounds
from support.intake.texts import receiving


@shared_task(ignore_result=True, acks_late=True, expires=60)
def take_up_late() -> None:
    late.take_up_late(timezone.now())


@shared_task(ignore_result=True, acks_late=True, time_limit=600, expires=5)
def take_letters() -> None:
    taking.take_waiting()


@shared_task(ignore_result=True, acks_late=True, expires=60)
def take_sms() -> None:
    receiving.take_left()


@shared_task(ignore_result=True, acks_late=True, expires=60)
def ask_look_ups() -> None:
    asking.ask_by_clock(timezone.now())


@shared_task(ignore_result=True, acks_late=True, time_limit=120, expires=5)
def look_up() -> None:
    """Ask sources what is due: where payments stand."""
    rounds.look_up()
