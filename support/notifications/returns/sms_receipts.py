"""What providers report of an SMS after they took it. Receipts come doubled and in any order."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from support.notifications.delivery.settling import record_bounce, record_delivered
from support.notifications.models import Channel, Notification, State
from support.notifications.outbox.other_channel import before_failure
from support.notifications.transports.reports import Receipt, Result

logger = logging.getLogger(__name__)


@transaction.atomic
def record_receipt(receipt: Receipt, *, now: datetime) -> bool:
    """Store what became of a message; False for one that is not, or no longer, known.

    Delivered is the last word, for whichever sending: the customer has it. A failure is kept
    unless the message was delivered all the same, or has been sent again since: the same receipt
    comes twice, and late.
    """
    pk = receipt.sending.pk
    messages = Notification.objects.filter(pk=pk, channel=Channel.SMS)
    found = messages.only("thread").first()
    if found is None:
        return False
    if receipt.result is Result.FAILED:
        before_failure(found)
    message = Notification.objects.locked(found.pk)
    if receipt.result is Result.ARRIVED:
        record_delivered(pk, now=now)
    elif receipt.result is Result.FAILED and not _is_of_an_earlier_sending(message, receipt):
        record_bounce(pk, reason=receipt.reason, words=receipt.words, now=now)
        logger.info("Notification %s did not arrive: %s", pk, receipt.reason)
    return True


def _is_of_an_earlier_sending(message: Notification, receipt: Receipt) -> bool:
    began_at = receipt.sending.began_at
    if began_at is not None:
        handed_since = message.handed_at is not None and message.handed_at > began_at
        return handed_since or message.attempt_rows.filter(_sent_after(began_at)).exists()
    if not receipt.provider_id or message.provider_id in ("", str(message.pk)):
        return False
    # The id is that of the last sending once that has ended, and before of the one before it.
    is_of_last = receipt.provider_id == message.provider_id
    return is_of_last != (message.state == State.SENT)


def _sent_after(began_at: datetime) -> Q:
    """Attempts that began later; a bounce is noted as one too, but nothing was sent then."""
    return Q(started_at__gt=began_at) & (Q(ok=True) | Q(uncertain=True))
