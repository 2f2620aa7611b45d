"""The form that begins a walk: its key is the walk's own, so that it is begun once."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.core.signing import BadSignature, TimestampSigner
from django.utils.translation import gettext_lazy as _

from support.payments.models import Direction
from support.payments.news import REFUND

LIFETIME = timedelta(days=1)
# What did not arrive, as customers call it.
ABOUT = {
    str(Direction.PAYOUT): ("banknotes", _("A payout to my account")),
    str(Direction.PAYIN): ("credit-card", _("A payment that I made")),
    REFUND: ("arrow-uturn-left", _("A refund")),
}


def new_key() -> str:
    return _signer().sign(uuid4().hex)


def key_in(text: str) -> UUID | None:
    """Return the key of a form of ours, None where it has aged or is none."""
    try:
        return UUID(_signer().unsign(text, max_age=LIFETIME))
    except BadSignature:
        return None


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="help-form")
