"""A rendered message as a transport gets it, without a database."""

import uuid
from datetime import UTC, datetime
from typing import Any

from support.notifications.transports.base import Outgoing
from support.notifications.words.rendering import Rendered

SUBJECT = "Your payout needs your bank details"
TEXT = "Dear Li Wei,\n\nPlease check the account in your profile.\n"
HTML = "<!doctype html><html><body><p>Please check the account in your profile.</p></body></html>"


def make_outgoing(
    *, subject: str = SUBJECT, text: str = TEXT, html: str = HTML, **overrides: Any
) -> Outgoing:
    pk = str(overrides.get("pk") or uuid.uuid4())
    values = {
        "pk": pk,
        "address": "li@example.test",
        "message_id": f"<{pk}@casewalk.example>",
        "thread": "CW-4T7KQ2MZ",
        "is_automatic": True,
        "created_at": datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
        "rendered": Rendered(subject=subject, text=text, html=html),
        "event": "solution",
        "language": "en",
    }
    return Outgoing(**values | overrides)
