"""Signatures of payment events, to the Standard Webhooks specification (standardwebhooks.com)."""

from collections.abc import Mapping

from django.conf import settings
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
ID_LENGTH = 200


class BadSignature(Exception):
    """The event isn't from the payment system, or is older than five minutes."""


def verify(body: bytes, headers: Mapping[str, str]) -> str:
    """Return the event's id. Raises BadSignature, whose text says what is wrong."""
    if len(headers.get("webhook-id", "")) > ID_LENGTH:
        message = f"webhook-id is longer than {ID_LENGTH} characters"
        raise BadSignature(message)
    given = {name: headers.get(name, "") for name in HEADERS}
    try:
        text = body.decode()
        Webhook(settings.PAYMENT_EVENT_SECRET).verify(text, given, json_parse=False)
    except (WebhookVerificationError, UnicodeDecodeError, ValueError) as error:
        raise BadSignature(str(error)) from error
    return given["webhook-id"]
