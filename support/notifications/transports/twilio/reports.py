"""What Twilio's codes, status callbacks and customers' messages mean."""

from collections.abc import Mapping

from support.notifications.addresses.callbacks import Sending
from support.notifications.models.states import Reason
from support.notifications.signals import Incoming
from support.notifications.transports.reports import (
    LATER,
    OUR_FAULT,
    REFUSED,
    Receipt,
    Refusal,
    Result,
)

# https://www.twilio.com/docs/api/errors. What can't be found here is refused for this recipient.
_TWILIO = {
    OUR_FAULT: {
        20003, 20005, 20404, 20422, 21212, 21219, 21601, 21603, 21606, 21607, 21609, 21659, 21660,
        21661, 21701, 21702, 21703, 21704, 21705, 21709, 30002, 30009, 30032, 30034, 63038,
    },
    LATER: {14107, 20429, 21611, 30001, 30022, 30023, 30027},
    Refusal(Reason.NO_ADDRESS): {21211, 21214, 21217, 21401, 21421, 21614, 30005, 30006, 30011},
    Refusal(Reason.SUPPRESSED): {21610},
    Refusal(Reason.BLOCKED): {21408, 21612, 30004, 30007, 30018, 30024, 30450},
    Refusal(Reason.EXPIRED): {30003, 30036},
    Refusal(Reason.UNWORDED): {21602, 21605, 21617, 30019},
    Refusal(Reason.TECHNICAL): {30008, 30010, 30017, 30500},
}  # fmt: skip
TWILIO = {code: refusal for refusal, codes in _TWILIO.items() for code in codes}

_RESULTS = {
    "delivered": Result.ARRIVED,
    "read": Result.ARRIVED,
    "undelivered": Result.FAILED,
    "failed": Result.FAILED,
    "canceled": Result.FAILED,
}
_MEDIA_COUNTS = {str(count) for count in range(1, 11)}  # ten are the most that a message has


def twilio_refusal(code: int | None) -> Refusal:
    return REFUSED if code is None else TWILIO.get(code, REFUSED)


def twilio_receipt(sending: Sending, form: Mapping[str, str]) -> Receipt:
    """Read a status callback of Twilio."""
    status = form.get("MessageStatus") or form.get("SmsStatus", "")
    code = form.get("ErrorCode", "")
    number = int(code) if code.isascii() and code.isdecimal() and len(code) < 9 else None
    return Receipt(
        sending,
        _RESULTS.get(status, Result.ON_ITS_WAY),
        twilio_refusal(number).reason,
        f"{status} {code}".strip(),
        form.get("MessageSid") or form.get("SmsSid", ""),
    )


def read_twilio(form: Mapping[str, str]) -> Incoming:
    """Read a message that came in. Its pictures are named by their addresses, and never fetched."""
    count = form.get("NumMedia", "")
    number = int(count) if count in _MEDIA_COUNTS else 0
    media = [
        f"[{form.get(f'MediaContentType{one}', '')} {form.get(f'MediaUrl{one}', '')}]"
        for one in range(number)
    ]
    return Incoming(
        form.get("From", ""),
        "\n".join(filter(None, [form.get("Body", ""), *media])),
        "twilio",
        form.get("MessageSid") or form.get("SmsSid", ""),
        form.get("To", ""),
        understood=form.get("OptOutType", ""),
    )
