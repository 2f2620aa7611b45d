"""What a gateway reports of an SMS after it took it. Receipts come doubled and in any order."""

from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from support.notifications.models import Notification, Reason, State

# Kannel's numbers (its user guide, "delivery reports"); the others only tell of progress.
DELIVERED = 1
FAILED = {2, 16}


def receipt_path(pk: str) -> str:
    """Return the address for receipts of a message; nobody else can make one up."""
    return reverse("sms-receipt", args=[_signer().sign(pk)])


@transaction.atomic
def record_receipt(token: str, code: int, *, now: datetime) -> bool:
    """Store what became of a message; False for a token that is none of ours.

    Delivered is the last word; a failure is kept unless the message was delivered all the same.
    """
    try:
        pk = _signer().unsign(token)
    except BadSignature:
        return False
    rows = Notification.objects.filter(pk=pk)
    if code == DELIVERED:
        taken = [State.CLAIMED, State.SENT, State.FAILED]
        rows.filter(state__in=taken).update(
            state=State.DELIVERED,
            reason="",
            lease_until=None,
            sent_at=Coalesce("sent_at", Value(now)),  # it may overtake the gateway's answer
            updated_at=now,
        )
    elif code in FAILED:
        rows.filter(state__in=[State.CLAIMED, State.SENT]).update(
            state=State.FAILED, reason=Reason.REFUSED, lease_until=None, updated_at=now
        )
    return True


def _signer() -> Signer:
    return Signer(salt="sms-receipt", sep=".")
