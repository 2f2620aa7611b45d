"""A provider at fault is left alone for a while, so that messages don't queue up at it."""

import logging
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from support.sending.backoff import doubled

logger = logging.getLogger(__name__)

OPENS_AFTER = 5  # faults in a row
NO_TIME = timedelta()
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=5)


class Breaker(models.Model):
    """What the row of a provider, known by its `name`, needs to be left alone."""

    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    open_until = models.DateTimeField(_("not tried until"), null=True, blank=True)

    class Meta:
        abstract = True

    def is_open(self, now: datetime) -> bool:
        """Whether the breaker keeps messages from this provider.

        A pause longer than any was made before the clock was set back.
        """
        left = self.open_until - now if self.open_until else NO_TIME
        return NO_TIME < left <= LONGEST_PAUSE


@transaction.atomic
def record_fault(providers: "models.Manager[Any]", name: str, now: datetime) -> None:
    """Count a fault; from the fifth in a row on the provider is left alone, longer each time.

    When the pause is over one message is tried, and its success closes the breaker.
    """
    row = providers.select_for_update().get(name=name)
    row.failures += 1
    if row.failures >= OPENS_AFTER:
        pause = doubled(FIRST_PAUSE, row.failures - OPENS_AFTER, highest=LONGEST_PAUSE)
        row.open_until = now + pause * (0.5 + SystemRandom().random() / 2)
        logger.error(
            "Provider %s failed %s times in a row; not tried until %s",
            name,
            row.failures,
            timezone.localtime(row.open_until),
        )
    row.save(update_fields=["failures", "open_until"])


def record_health(providers: "models.Manager[Any]", name: str) -> None:
    """Forget the faults of a provider that took a message."""
    if providers.filter(name=name, failures__gt=0).update(failures=0, open_until=None):
        logger.warning("Provider %s takes messages again", name)
