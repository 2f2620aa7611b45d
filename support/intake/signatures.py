"""Signatures of payment events, to the Standard Webhooks specification (standardwebhooks.com)."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook, WebhookVerificationError

HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
ID_LENGTH = 200


class BadSignature(Exception):
    """The event isn't from the payment system, or is older than five minutes."""


def verify(body: bytes, headers: Mapping[str, str], secrets: Sequence[str] | None = None) -> str:
    """Return the event's id. Raises BadSignature, whose text says what is wrong.

    Any of the secrets will do, so that the payment system can change from one to the next; without
    any given those of the settings are meant.
    """
    if len(headers.get("webhook-id", "")) > ID_LENGTH:
        message = f"webhook-id is longer than {ID_LENGTH} characters"
        raise BadSignature(message)
    given = {name: headers.get(name, "") for name in HEADERS}
    refusal: Exception | None = None
    for secret in settings.PAYMENT_EVENT_SECRETS if secrets is None else filter(None, secrets):
        try:
            Webhook(secret).verify(body.decode(), given, json_parse=False)
        except (WebhookVerificationError, EmptyWebhookSecretError, ValueError) as error:
            refusal = error
        else:
            return given["webhook-id"]
    raise BadSignature(str(refusal)) from refusal
