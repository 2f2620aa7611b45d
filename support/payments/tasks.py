"""What runs by the clock: thin shells, which may run twice."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from support.payments.channels import stops, tallying


@shared_task(ignore_result=True)
def keep_stops() -> None:
    stops.keep_stops(timezone.now())


@shared_task(ignore_result=True)
def tally_channels() -> None:
    tallying.tally_channels(timezone.now(), back=timedelta(hours=1))


@shared_task(ignore_result=True)
def tally_day() -> None:
    """Count the day anew: what became of a payment is often told hours later."""
    tallying.tally_channels(timezone.now(), back=timedelta(hours=25))
