"""What we know of payments (`payment.py`), and the routes they take (`channel.py`).

What a route means by a code of its own stands with its reading in `overrides.py` beside this,
when it stands still as planned in `stops.py`, how its payments did in `tally.py`,
what a payee's bank says of name and account in `payee.py`.
"""

from support.payments.models.channel import Channel, ChannelState, Direction
from support.payments.models.overrides import CodeOverride
from support.payments.models.payee import PayeeCheck
from support.payments.models.payment import (
    Payment,
    PaymentReference,
    PaymentStatus,
)
from support.payments.models.stops import PlannedStop
from support.payments.models.tally import ChannelTally
from support.payments.models.test_payment import ChannelTest, TestPayment

__all__ = [
    "Channel",
    "ChannelState",
    "ChannelTally",
    "ChannelTest",
    "CodeOverride",
    "Direction",
    "PayeeCheck",
    "Payment",
    "PaymentReference",
    "PaymentStatus",
    "PlannedStop",
    "TestPayment",
]
