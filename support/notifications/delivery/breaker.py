"""A provider at fault is left alone for a while, so that messages don't queue up at it."""

import logging
from datetime import datetime, timedelta
from random import SystemRandom

from django.db import transaction
from django.utils import timezone

from support.notifications.models import Provider
from support.notifications.models.provider import LONGEST_PAUSE

logger = logging.getLogger(__name__)

OPENS_AFTER = 5  # faults in a row
FIRST_PAUSE = timedelta(seconds=15)


@transaction.atomic
def record_fault(name: str, now: datetime) -> None:
    """Count a fault; from the fifth in a row on the provider is left alone, longer each time.

    When the pause is over one message is tried, and its success closes the breaker.
    """
    provider = Provider.objects.select_for_update().get(name=name)
    provider.failures += 1
    if provider.failures >= OPENS_AFTER:
        doublings = min(provider.failures - OPENS_AFTER, 10)
        pause = min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
        provider.open_until = now + pause * (0.5 + SystemRandom().random() / 2)
        logger.error(
            "Provider %s failed %s times in a row; not tried until %s",
            name,
            provider.failures,
            timezone.localtime(provider.open_until),
        )
    provider.save(update_fields=["failures", "open_until"])


def record_health(name: str) -> None:
    """Forget the faults of a provider that took a message."""
    healed = Provider.objects.filter(name=name, failures__gt=0).update(failures=0, open_until=None)
    if healed:
        logger.warning("Provider %s takes messages again", name)
