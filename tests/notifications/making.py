"""The smallest valid things, and a way to let time pass."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import F

from support.customers.models import Customer
from support.notifications.delivery.draining import drain
from support.notifications.models import Notification
from support.notifications.services import queue_message

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CONTEXT = {
    "reference": "CW-4T7KQ2MZ",
    "payment": "PO-20260302-0007",
    "amount": "1,200.00 CNY",
    "customer_name": "Li Wei",
    "cause_sentence": "The bank could not find the account given for PO-20260302-0007. "
    "Please check the account details in your profile; your money is safe with us.",
    "expected": "March 5, 2026",
    "status_url": "https://pay.casewalk.example/s/abcdefghijkl.0123456789abcdefghijklmnopq/",
    "reply": "Your bank has released it.\nIt should arrive tomorrow.",
}


def make_customer(**overrides: Any) -> Customer:
    values = {
        "name": "Li Wei",
        "email": "li@example.test",
        "phone": "+8613800000001",
        "locale": "en-GB",
    }
    return Customer.objects.create(**values | overrides)


def make_notification(customer: Customer | None = None, **overrides: Any) -> Notification:
    """Queue one message; what the outbox itself decides is overridden afterwards.

    Its thread too, so that a message made later doesn't take the place of one made before.
    """
    overrides.setdefault("thread", "CW-4T7KQ2MZ")
    count = Notification.objects.count()
    notification = queue_message(
        customer or Customer.objects.first() or make_customer(),
        overrides.pop("event", "solution"),
        channel=overrides.pop("channel", "email"),
        dedupe_key=overrides.pop("dedupe_key", f"key-{count}"),
        context=overrides.pop("context", CONTEXT),
        now=overrides.pop("now", None),
    )
    Notification.objects.filter(pk=notification.pk).update(**overrides)
    notification.refresh_from_db()
    return notification


def send(notification: Notification) -> Notification:
    """Send what is due on the channel of a message, in this process, and read the message anew."""
    drain(notification.channel)
    notification.refresh_from_db()
    return notification


def let_time_pass(hours: float = 2) -> None:
    """Move everything that waits for a moment nearer to it, as if hours had gone by."""
    passed = timedelta(hours=hours)
    Notification.objects.update(
        not_before=F("not_before") - passed,
        lease_until=F("lease_until") - passed,
        expires_at=F("expires_at") - passed,
    )
