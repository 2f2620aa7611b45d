"""What leads have begun, gone on with. It may run twice, and anew after a crash."""

from celery import shared_task
from django.utils import timezone

from support.lead.models import Erasure
from support.lead.privacy.stepwise import take_step


@shared_task(ignore_result=True, acks_late=True, expires=60)
def erase() -> None:
    for pk in list(Erasure.objects.order_by("pk").values_list("pk", flat=True)):
        while take_step(pk, now=timezone.now()):
            pass
