"""The form that begins a walk: its key is the walk's own, so that it is begun once."""

from django.utils.translation import gettext_lazy as _

from support.payments.models import Direction
from support.payments.news import REFUND
from support.portal.writing.keys import FormKeys

KEYS = FormKeys("help-form")
# What did not arrive, as customers call it.
ABOUT = {
    str(Direction.PAYOUT): ("banknotes", _("Money to my account")),
    str(Direction.PAYIN): ("credit-card", _("A payment that I made")),
    REFUND: ("arrow-uturn-left", _("A refund")),
}
