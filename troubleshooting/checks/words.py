"""What the payment system's own words are called on our screens."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WORDS = {
    "created": pgettext_lazy("payment state", "created"),
    "sent": pgettext_lazy("payment state", "sent"),
    "accepted": pgettext_lazy("payment state", "accepted"),
    "delivered": pgettext_lazy("payment state", "delivered"),
    "credited": pgettext_lazy("payment state", "credited"),
    "held": pgettext_lazy("payment state", "held"),
    "recalled": pgettext_lazy("payment state", "recalled"),
    "failed": pgettext_lazy("payment state", "failed"),
    "rejected": pgettext_lazy("payment state", "rejected"),
    "returned": pgettext_lazy("payment state", "returned"),
    "pending": pgettext_lazy("payment state", "pending"),
    "unknown": pgettext_lazy("payment state", "unknown"),
    "cancelled": pgettext_lazy("payment state", "cancelled"),
    "succeeded": pgettext_lazy("payment state", "sent"),  # as facts were stored before
    "source": _("the payment system"),
    "instant": _("the channel's time-out"),
    "bank_days": _("the channel's bank days"),
    "recall": _("the time to answer a recall"),
    "payout": _("payout"),
    "payin": _("pay-in"),
    "bank_transfer": _("bank transfer"),
    "direct_debit": _("direct debit"),
    "wallet": _("wallet"),
    "card": _("card"),
    "bank_redirect": _("bank redirect"),
}
METHODS = ("bank_transfer", "direct_debit", "wallet", "card", "bank_redirect")


def worded(value: object) -> str:
    """Return our word for a state, direction or method; what we don't know stays as it came."""
    text = str(value)
    return str(WORDS.get(text, text))
