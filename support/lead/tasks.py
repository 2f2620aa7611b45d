"""What leads have begun, gone on with. It may run twice, and anew after a crash."""

from celery import shared_task
from django.utils import timezone

from support.lead.drills.services import play_waiting
from support.lead.privacy.stepwise import take_steps
from support.lead.reports.mailing import mail_due


@shared_task(ignore_result=True, acks_late=True, expires=60)
def erase() -> None:
    take_steps()


@shared_task(ignore_result=True, acks_late=True, expires=60)
def play_drills() -> None:
    play_waiting(timezone.now())


@shared_task(ignore_result=True, acks_late=True, expires=600)
def mail_reports() -> None:
    mail_due(timezone.now())
