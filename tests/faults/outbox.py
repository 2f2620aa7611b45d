"""Filling the outbox and reading what became of it."""

import random
import time
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from support.customers.models import Customer
from support.notifications.models import Notification, State
from support.notifications.services import queue_message
from tests.faults.stage import patiently, wait_for
from tests.faults.verdicts import Row

if TYPE_CHECKING:
    from datetime import datetime

OPEN = [State.QUEUED, State.CLAIMED]
TOO_LONG_SECONDS = 5  # what waits longer is brought nearer
WORDS = {
    "complaint_outcome": "We agree with your complaint.",
    "payment": "PO-20260302-0007",
    "amount": "1,200.00 CNY",
    "customer_name": "Mock Alder",
    "cause_sentence": "Your bank answers within two working days.",
    "expected": "March 5, 2026",
    "status_url": "https://pay.casewalk.example/s/abcdefghijkl.0123456789abcdefghijklmnopq/",
}


def empty_outbox() -> None:
    """Forget every message, customer and provider's state."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE notifications_notification, notifications_provider,"
            " notifications_suppression, customers_customer CASCADE"
        )


def make_customers(count: int, *, phones: bool = True) -> list[Customer]:
    """Make customers of alternating language, each with addresses of their own."""
    return Customer.objects.bulk_create(
        Customer(
            name=f"Mock Alder {number}",
            email=f"user{number}@example.test",
            # Numbers that Ofcom keeps free for drama, and more in their shape.
            phone=f"+4477009{number:05}" if phones else "",
            locale="zh-Hans" if number % 2 else "en-GB",
        )
        for number in range(count)
    )


def tell(
    customer: Customer, number: int, *, channel: str = "email", event: str = "agent-reply",
    thread: str = "", **words: str,
) -> Notification:  # fmt: skip
    """Queue one message; the same number again queues nothing more."""
    reference = f"CW-{number:08}"
    return queue_message(
        customer,
        event,
        channel=channel,
        dedupe_key=f"fault-{number}-{channel}",
        context=WORDS | {"reference": reference, "reply": f"Reply {number}."} | words,
        thread=thread or reference,
        now=timezone.now(),
    )


def state_counts() -> Counter[str]:
    counted = Notification.objects.values_list("state").annotate(count=Count("pk"))
    return Counter(dict(counted))


def open_count() -> int:
    return patiently(lambda: Notification.objects.filter(state__in=OPEN).count())


def wait_until_settled(seconds: float, *, shortens: bool = True) -> float | None:
    """Wait until nothing is queued or being sent; return the seconds it took, or None.

    With `shortens`, what waits longer than a few seconds is brought nearer, spread over 20 s: so
    a pause of minutes between tries takes none of the script's time.
    """
    shortened_at = 0.0

    def is_settled() -> bool:
        nonlocal shortened_at
        if shortens and time.monotonic() - shortened_at > 10:
            shortened_at = time.monotonic()
            patiently(bring_nearer)
        return open_count() == 0

    return wait_for(is_settled, seconds=seconds, every=0.5)


def bring_nearer(spread_seconds: float = 20.0) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notifications_notification"
            " SET not_before = now() + random() * %s * interval '1 second'"
            " WHERE state = 'queued' AND not_before > now() + %s * interval '1 second'",
            [spread_seconds, spread_seconds + TOO_LONG_SECONDS],
        )


def read_rows() -> list[Row]:
    counted = Notification.objects.annotate(
        uncertain=Count("attempt_rows", filter=Q(attempt_rows__uncertain=True)),
        refused=Count(
            "attempt_rows",
            filter=Q(attempt_rows__permanent=True, attempt_rows__ok=False),
        ),
    )
    names = ("pk", "channel", "state", "reason", "attempts", "uncertain", "refused")
    return [
        Row(str(pk), channel, state, reason, attempts, uncertain, refused)
        for pk, channel, state, reason, attempts, uncertain, refused in counted.values_list(*names)
    ]


def claims_of(pks: Iterable[Any]) -> dict[str, tuple[str, str, "datetime | None"]]:
    """Return state, holder and end of the lease of some messages."""
    found = Notification.objects.filter(pk__in=list(pks))
    return {
        str(pk): (state, holder, lease)
        for pk, state, holder, lease in found.values_list(
            "pk", "state", "claimed_by", "lease_until"
        )
    }


def shuffled(chance: random.Random, items: Iterable[Any]) -> list[Any]:
    found = list(items)
    chance.shuffle(found)
    return found
