"""What we know of payments (`payment.py`), and the routes they take (`channel.py`)."""

from support.payments.models.channel import Channel, ChannelState, Direction
from support.payments.models.payment import (
    Payment,
    PaymentQuerySet,
    PaymentReference,
    PaymentStatus,
)

__all__ = [
    "Channel",
    "ChannelState",
    "Direction",
    "Payment",
    "PaymentQuerySet",
    "PaymentReference",
    "PaymentStatus",
]
