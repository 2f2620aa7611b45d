"""What we know of payments (`payment.py`), and the routes they take (`channel.py`).

What a route means by a code of its own stands with its reading in `overrides.py` beside this.
"""

from support.payments.models.channel import Channel, ChannelState, Direction
from support.payments.models.overrides import CodeOverride
from support.payments.models.payment import (
    Payment,
    PaymentReference,
    PaymentStatus,
)

__all__ = [
    "Channel",
    "ChannelState",
    "CodeOverride",
    "Direction",
    "Payment",
    "PaymentReference",
    "PaymentStatus",
]
