"""Events in the shapes of the e-mail providers that send them."""

import hashlib
import hmac
from typing import Any

from django.utils import timezone

from support.notifications.models import Notification

SIGNING_KEY = "key-for-signing"
POSTMARK_ID = "883953f4-6105-42a2-a16a-77a8eac79483"


def postmark(record: str, **fields: Any) -> dict[str, Any]:
    return {
        "RecordType": record,
        "MessageID": POSTMARK_ID,
        "ServerID": 23,
        "MessageStream": "outbound",
        "Tag": "solution",
        "Metadata": {},
        "Email" if record in ("Bounce", "SpamComplaint") else "Recipient": "li@example.test",
        "BouncedAt" if record in ("Bounce", "SpamComplaint") else "DeliveredAt":
            timezone.now().isoformat(),
    } | fields  # fmt: skip


HARD_BOUNCE = {
    "ID": 4323372036854775807,
    "Type": "HardBounce",
    "TypeCode": 1,
    "Name": "Hard bounce",
    "Description": "The server was unable to deliver your message (ex: unknown user, mailbox "
    "not found).",
    "Details": "smtp;550 5.1.1 <li@example.test>: Recipient address rejected: User unknown",
    "Inactive": True,
    "CanActivate": True,
}


def mailgun(event: str, row: Notification, **fields: Any) -> dict[str, Any]:
    stamp, token = str(int(timezone.now().timestamp())), "50dcec4a2d0ef27036c44ebd9ce9324736fc98ef"
    signature = hmac.new(
        SIGNING_KEY.encode(), f"{stamp}{token}".encode(), hashlib.sha256
    ).hexdigest()
    return {
        "signature": {"timestamp": stamp, "token": token, "signature": signature},
        "event-data": {
            "event": event,
            "id": "CPgfbmQMTCKtHW6uIWtuVe",
            "timestamp": float(stamp),
            "recipient": row.address,
            "message": {"headers": {"message-id": row.message_id.strip("<>"), "to": row.address}},
            "user-variables": {"notification": str(row.pk)},
            "tags": [],
        }
        | fields,
    }


def sendgrid(event: str, row: Notification, **fields: Any) -> list[dict[str, Any]]:
    one = {
        "email": row.address,
        "timestamp": int(timezone.now().timestamp()),
        "smtp-id": row.message_id,
        "event": event,
        "sg_event_id": "sg_event_id",
        "sg_message_id": "sg_message_id.filter0001",
        "anymail_id": row.provider_id,
        "notification": str(row.pk),
    }
    return [one | fields]
