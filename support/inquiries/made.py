"""Whether a payment was made at all: of one that was not there is nothing to recall."""

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from support.claims.formats import write_day
from support.customers.models import Language
from support.payments.models import Payment

NEVER_MADE = ("rejected", "failed", "cancelled")


def was_made(payment: Payment) -> bool:
    return payment.status not in NEVER_MADE


def check_made(payment: Payment) -> None:
    """Raise ValidationError for a payment that was never made: since when, and as what."""
    if was_made(payment):
        return
    since = payment.status_since
    if since is None:
        raise ValidationError(
            _("This payment was not made; there is nothing to recall."), code="not_made"
        )
    zone = payment.channel.zone
    told = {"day": write_day(since.astimezone(zone).date(), get_language() or Language.ENGLISH)}
    said = {
        "rejected": _("This payment was rejected on %(day)s; there is nothing to recall."),
        "failed": _("This payment failed on %(day)s; there is nothing to recall."),
        "cancelled": _("This payment was cancelled on %(day)s; there is nothing to recall."),
    }
    raise ValidationError(said[payment.status] % told, code="not_made")
