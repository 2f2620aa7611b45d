"""What was written down under a clock that has been set back since."""

import logging
from datetime import datetime, timedelta

from django.db.models import F, Value

from support.notifications.models import Channel, Notification, State, Urgency

logger = logging.getLogger(__name__)

CLOCKS_APART = timedelta(minutes=5)  # those of two machines differ by less


def bring_back(now: datetime) -> int:
    """Bring messages nearer that wait by a clock that was ahead; return how many.

    Written in the future, they were to wait for so long from then on: so they do from now on.
    """
    ahead = F("updated_at") - Value(now)
    # Naming all channels and urgencies keeps it to the index of what waits.
    moved = Notification.objects.filter(
        state=State.QUEUED,
        channel__in=Channel.values,
        urgency__in=Urgency.values,
        not_before__gt=now,
        updated_at__gt=now + CLOCKS_APART,
    ).update(not_before=F("not_before") - ahead, expires_at=F("expires_at") - ahead, updated_at=now)
    if moved:
        logger.error("The clock was set back: %s messages that waited by it are due earlier", moved)
    return moved
