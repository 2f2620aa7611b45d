"""Where a message stands, and why."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")

    @property
    def other(self) -> "Channel":
        return Channel.SMS if self == Channel.EMAIL else Channel.EMAIL


class Urgency(models.IntegerChoices):
    """Which of several due messages leaves first."""

    URGENT = 0, pgettext_lazy("urgency", "Urgent")
    NORMAL = 1, pgettext_lazy("urgency", "Normal")
    MASS = 2, pgettext_lazy("urgency", "Mass message")


class State(models.TextChoices):
    """Where a message stands.

    Sent: a provider accepted it. Delivered: a receipt says that it arrived. Superseded: a newer
    message tells the present state. Needs a person: nobody can know whether it went out, or
    nothing reaches the customer.
    """

    QUEUED = "queued", pgettext_lazy("message state", "Queued")
    CLAIMED = "claimed", pgettext_lazy("message state", "Being sent")
    SENT = "sent", pgettext_lazy("message state", "Sent")
    DELIVERED = "delivered", pgettext_lazy("message state", "Delivered")
    FAILED = "failed", pgettext_lazy("message state", "Failed")
    NEEDS_PERSON = "needs_person", pgettext_lazy("message state", "Needs a person")
    CANCELLED = "cancelled", pgettext_lazy("message state", "Cancelled")
    SUPERSEDED = "superseded", pgettext_lazy("message state", "Superseded")

    @property
    def icon(self) -> str:
        """The name of a heroicon, so that a state is never told by colour alone."""
        return STATE_ICONS[self]

    @property
    def is_open(self) -> bool:
        """Whether the outbox still works on it."""
        return self in (State.QUEUED, State.CLAIMED)

    @property
    def is_trouble(self) -> bool:
        """Whether somebody should look at it."""
        return self in (State.FAILED, State.NEEDS_PERSON)


STATE_ICONS = {
    State.QUEUED: "clock",
    State.CLAIMED: "arrow-path",
    State.SENT: "paper-airplane",
    State.DELIVERED: "check-circle",
    State.FAILED: "exclamation-triangle",
    State.NEEDS_PERSON: "hand-raised",
    State.CANCELLED: "no-symbol",
    State.SUPERSEDED: "document-duplicate",
}


class Reason(models.TextChoices):
    """Why a message failed, was put off or was never sent."""

    NO_ADDRESS = "no_address", _("No such address")
    MAILBOX_FULL = "mailbox_full", _("Mailbox full")
    REFUSED = "refused", _("Refused for this recipient")
    BLOCKED = "blocked", _("Blocked by the provider")
    BUSY = "busy", _("Provider asked to try later")
    TECHNICAL = "technical", _("Technical fault")
    UNCERTAIN = "uncertain", _("Unclear whether it went out")
    EXPIRED = "expired", _("Not accepted in time")
    NO_PROVIDER = "no_provider", _("No provider is set up")
    SUPPRESSED = "suppressed", _("Address is on the suppression list")
    UNWORDED = "unworded", _("Its wording could not be used")
    FILE = "file", _("A file of it can't be read")
    OPTED_OUT = "opted_out", _("Customer wants only essential messages")
    UNVERIFIED = "unverified", _("Address is not proven")
    QUIET = "quiet", _("Customer's quiet hours")
    FOLDED = "folded", _("Waits to be folded with others")
    UNDOABLE = "undoable", _("Can still be taken back")
    CAPPED = "capped", _("Too many messages to this customer")
    BUDGET = "budget", _("Today's budget for SMS is spent")
    PAUSED = "paused", _("Paused")
    TEST_MODE = "test_mode", _("Test mode reaches only listed addresses")
    OVER = "over", _("What it tells is over")
    NEWER = "newer", _("A newer message tells the present state")
    COPY = "copy", _("Waited in a restored copy")


class HoldReason(models.TextChoices):
    """Why nothing leaves the outbox."""

    RESTORED = "restored", _("This database is a restored copy")
    BY_HAND = "by_hand", _("Somebody holds it")
