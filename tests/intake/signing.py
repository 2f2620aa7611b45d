"""Sending payment events as the payment system does."""

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from standardwebhooks.webhooks import Webhook

URL = "/api/v1/payment-events/"
_numbers = count(1)


def new_event_id() -> str:
    return f"evt_test_{next(_numbers)}"


def signed(
    body: bytes,
    event_id: str,
    *,
    age: timedelta = timedelta(0),
    secret: str | None = None,
) -> dict[str, str]:
    """Return the three headers of the Standard Webhooks specification for a body."""
    moment = datetime.now(UTC) - age
    signer = Webhook(secret or settings.PAYMENT_EVENT_SECRETS[0])
    text = body.decode("utf-8", "surrogateescape") if secret else body.decode()
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": signer.sign(event_id, moment, text),
    }


def send(event: Any, event_id: str = "", *, client: Client | None = None) -> HttpResponse:
    """Post an event, signed rightly; bytes are sent as they are."""
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    headers = signed(body, event_id or new_event_id())
    return post(body, headers, client=client)


def post(
    body: bytes, headers: dict[str, str] | None = None, *, client: Client | None = None
) -> HttpResponse:
    client = client or _shared_client()
    return client.post(URL, body, content_type="application/json", headers=headers)


@cache
def _shared_client() -> Client:
    """A client loads all middleware once; it keeps nothing from one event to the next."""
    return Client()
