"""What providers report of an SMS after they took it. Receipts come doubled and in any order."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Q

from support.notifications.addresses.callbacks import Sending, receipt_path
from support.notifications.delivery.settling import record_bounce, record_delivered
from support.notifications.models import Channel, Notification, Reason, State
from support.notifications.outbox.other_channel import before_failure
from support.notifications.transports.sms_codes import aliyun_refusal, smpp_refusal, twilio_refusal

__all__ = [
    "Receipt", "Result", "aliyun_receipt", "kannel_receipt", "receipt_path", "record_receipt",
    "twilio_receipt",
]  # fmt: skip

logger = logging.getLogger(__name__)


class Result(StrEnum):
    ARRIVED = "arrived"
    FAILED = "failed"
    ON_ITS_WAY = "on its way"


@dataclass(frozen=True)
class Receipt:
    """What became of one sending of a message. `provider_id` is "" where a provider has none."""

    sending: Sending
    result: Result
    reason: Reason = Reason.REFUSED
    words: str = ""
    provider_id: str = ""


# Kannel's numbers (its user guide, "delivery reports"); the others only tell of progress.
_KANNEL = {1: Result.ARRIVED, 2: Result.FAILED, 16: Result.FAILED}
_TWILIO = {
    "delivered": Result.ARRIVED,
    "read": Result.ARRIVED,
    "undelivered": Result.FAILED,
    "failed": Result.FAILED,
    "canceled": Result.FAILED,
}


def kannel_receipt(sending: Sending, code: int, words: str) -> Receipt:
    """Read Kannel's number and the network's words."""
    result = _KANNEL.get(code, Result.ON_ITS_WAY)
    return Receipt(sending, result, smpp_refusal(words).reason, words or f"receipt {code}")


def twilio_receipt(sending: Sending, form: Mapping[str, str]) -> Receipt:
    """Read a status callback of Twilio."""
    status = form.get("MessageStatus") or form.get("SmsStatus", "")
    code = form.get("ErrorCode", "")
    number = int(code) if code.isascii() and code.isdecimal() and len(code) < 9 else None
    return Receipt(
        sending,
        _TWILIO.get(status, Result.ON_ITS_WAY),
        twilio_refusal(number).reason,
        f"{status} {code}".strip(),
        form.get("MessageSid") or form.get("SmsSid", ""),
    )


def aliyun_receipt(report: Mapping[str, Any]) -> Receipt | None:
    """Read one delivery report of Aliyun; None for one without our reference."""
    sending = Sending.of(report.get("out_id"))
    success = report.get("success")
    if sending is None or not isinstance(success, bool):
        return None
    code = str(report.get("err_code") or "")
    refusal = aliyun_refusal(code)
    return Receipt(
        sending,
        Result.ARRIVED if success else Result.FAILED,
        refusal.reason if refusal else Reason.REFUSED,
        f"{code} {report.get('err_msg') or ''}".strip(),
        str(report.get("biz_id") or ""),
    )


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
