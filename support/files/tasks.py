"""What files need by the clock."""

from celery import shared_task
from django.utils import timezone

from support.files import scanning


@shared_task(ignore_result=True)
def scan_held() -> None:
    scanning.scan_held(timezone.now())
