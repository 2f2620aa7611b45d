"""What the benchmarks send and who sends it: payment events, and an agent's script."""

import base64
import hashlib
import hmac
import json
import os
import time
import uuid
from functools import cache
from typing import Any

from benchmarks.ground import PROJECT


def event(name: str) -> dict[str, Any]:
    """Return a payment.failed event whose code decides."""
    sample = json.loads((PROJECT / "examples" / "payment-failed.json").read_text())
    sample["payment"]["reference"] = f"PAY-{name}"
    sample["payment"]["customer"]["email"] = f"{name}@example.com"
    return dict(sample)


def signed(body: bytes) -> dict[str, str]:
    secret = os.environ["PAYMENT_EVENT_SECRET"].removeprefix("whsec_")
    event_id, now = uuid.uuid4().hex, str(int(time.time()))
    digest = hmac.new(
        base64.b64decode(secret), f"{event_id}.{now}.".encode() + body, hashlib.sha256
    )
    return {
        "webhook-id": event_id,
        "webhook-timestamp": now,
        "webhook-signature": f"v1,{base64.b64encode(digest.digest()).decode()}",
        "content-type": "application/json",
    }


def user() -> Any:
    from django.contrib.auth.models import User

    return User.objects.get_or_create(username="bench", is_staff=True)[0]


@cache
def token() -> dict[str, str]:
    """Return the header of an agent's script."""
    from knox.models import AuthToken

    _row, secret = AuthToken.objects.create(user())
    return {"Authorization": f"Token {secret}"}
