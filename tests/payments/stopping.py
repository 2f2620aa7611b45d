"""Planned stops to test with."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from support.payments.channels.stops import plan_stop
from support.payments.models import Channel, PlannedStop


def make_stop(channel: Channel, begins_at: datetime | None = None, **overrides: Any) -> PlannedStop:
    """Plan two hours of maintenance from tomorrow, or from a moment."""
    now = timezone.now()
    begins_at = begins_at or now + timedelta(days=1)
    values = {
        "begins_at": begins_at,
        "ends_at": begins_at + timedelta(hours=2),
        "why_en": "Yearly maintenance",
        "why_zh": "年度维护",
    }
    return plan_stop(channel, values | overrides, actor=None, now=min(now, begins_at))
