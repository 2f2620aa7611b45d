"""What runs by the clock; each may run twice without harm."""

from celery import shared_task
from django.utils import timezone

from support.operations.plans.checking import tell_untried
from support.operations.plans.services import tell_late


@shared_task
def tell() -> None:
    """Tell of late steps and of plans that nobody has tried for too long."""
    now = timezone.now()
    tell_late(now)
    tell_untried(now)
