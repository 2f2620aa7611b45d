"""Thin shells: each of these may run twice or not at all."""

from celery import shared_task
from django.utils import timezone

from support.intake import late
from support.intake.letters import taking
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
