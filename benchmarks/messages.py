"""The messages that the benchmarks send: the same words to customers who are all different."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

CONTEXT = {
    "reference": "CW-4T7KQ2MZ",
    "payment": "PO-20260302-0007",
    "amount": "1,200.00 CNY",
    "customer_name": "Li Wei",
    "cause_sentence": "The bank could not find the account given for PO-20260302-0007. "
    "Please check the account details in your profile; your money is safe with us.",
    "expected": "March 5, 2026",
    "status_url": "https://pay.casewalk.example/s/abcdefghijkl.0123456789abcdefghijklmnopq/",
}
AT_ONCE = 2_000


def make_customers(count: int, name: str) -> list[Any]:
    """Store so many customers who read English, each at an address of his own."""
    from support.customers.models import Customer

    return Customer.objects.bulk_create(
        [
            Customer(name="Li Wei", email=f"{name}{number}@example.test", locale="en")
            for number in range(count)
        ],
        batch_size=AT_ONCE,
    )


def queue_all(customers: list[Any]) -> None:
    """Queue a message to each, as `queue_message` would one by one, and wake a worker."""
    from support.notifications.addresses.mail_ids import message_id_of
    from support.notifications.models import Notification
    from support.notifications.outbox.waking import wake
    from support.notifications.words.cleaning import clean_context

    context, now = clean_context("solution", CONTEXT), datetime.now(UTC)
    rows = []
    for number, customer in enumerate(customers):
        row = Notification(
            customer=customer, event="solution", channel="email", address=customer.email,
            language="en", context=context, dedupe_key=str(uuid.uuid4()),
            thread=f"CW-{number:08}", not_before=now, expires_at=now + timedelta(days=1),
            created_at=now, updated_at=now,
        )  # fmt: skip
        row.message_id = message_id_of(row.pk)
        rows.append(row)
    Notification.objects.bulk_create(rows, batch_size=AT_ONCE)
    wake(["email"])


def send_all_bare(customers: list[Any]) -> None:
    """Give a bare task the same message to each."""
    from benchmarks.outbox_worker import send_bare
    from support.notifications.words.rendering import render

    rendered = render("solution", "email", "en", CONTEXT)
    for customer in customers:
        send_bare.delay(customer.email, rendered.subject, rendered.text, rendered.html)
