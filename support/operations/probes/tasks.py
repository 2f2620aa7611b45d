"""What runs by the clock, and may run twice."""

from celery import shared_task
from django.utils import timezone

from support.operations.probes.sending import send_tests
from support.payments.channels.testing import order_due_tests


@shared_task(ignore_result=True)
def send() -> None:
    """Send the test payments whose turn it is, and those that somebody asked for."""
    order_due_tests(timezone.now())
    send_tests()
