"""What the timetable has a worker do for the installation's health."""

from celery import shared_task
from django.utils import timezone

from config.health.counters import keep_counts
from config.health.models import Beat


# One that waited longer than until the next would tell of a timetable that has stopped.
@shared_task(ignore_result=True, expires=30)
def beat() -> None:
    Beat.objects.update_or_create(id=1, defaults={"at": timezone.now()})


@shared_task(ignore_result=True)
def keep() -> None:
    keep_counts(timezone.now())
