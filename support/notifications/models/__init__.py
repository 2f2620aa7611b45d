"""What the outbox stores. The row is the truth; the broker only wakes."""

from support.notifications.models.attempt import Attempt
from support.notifications.models.broadcast import Broadcast
from support.notifications.models.hold import OutboxHold
from support.notifications.models.notification import Notification
from support.notifications.models.provider import Provider
from support.notifications.models.states import Channel, Reason, State, Urgency
from support.notifications.models.suppression import Suppression
from support.notifications.models.wording import Wording

__all__ = [
    "Attempt",
    "Broadcast",
    "Channel",
    "Notification",
    "OutboxHold",
    "Provider",
    "Reason",
    "State",
    "Suppression",
    "Urgency",
    "Wording",
]
