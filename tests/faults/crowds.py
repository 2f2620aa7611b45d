"""Many messages at once: spread after a fault, passed by urgent ones, in order for each."""

import random
import time
from collections import defaultdict
from datetime import timedelta

from django.utils import timezone

from support.customers.models import Customer
from support.notifications.addresses.mail_ids import message_id_of
from support.notifications.models import Channel, Notification, State, Urgency
from support.notifications.outbox.waking import wake
from tests.faults.outbox import WORDS, empty_outbox, make_customers, tell, wait_until_settled
from tests.faults.stage import Stage, say, wait_for
from tests.faults.verdicts import Verdict, ages_go_up, at_most, fullest_second, none_of

LATER = "451 4.3.0 Try again later"
FULLEST_SHARE = 0.05
URGENT_SECONDS = 10.0
STATES = ["solution", "case-opened", "case-resolved"]
PASSING_SHARE = 0.1


def spread(stage: Stage, *, messages: int = 1000) -> list[Verdict]:
    """Put each of them off once, all together; look when they are due again and when they come."""
    empty_outbox()
    put_off: set[str] = set()
    stage.mail.on_mail = lambda pk: _put_off_once(put_off, pk)
    with stage.crew() as crew:
        for number, customer in enumerate(make_customers(messages)):
            tell(customer, number)
        all_tried = Notification.objects.filter(attempts=0)
        tried = wait_for(lambda: not all_tried.exists(), seconds=90, every=0.2)
        waiting = Notification.objects.filter(state=State.QUEUED, not_before__gt=timezone.now())
        due = [moment.timestamp() for moment in waiting.values_list("not_before", flat=True)]
        arrived = wait_for(lambda: stage.mail.count >= messages, seconds=240, every=0.5)
        words = crew.last_words()
    came = [seen.at for seen in stage.mail.taken()]
    if arrived is None:
        say(words)
    return [
        Verdict(
            "seconds from the last one queued until all were put off",
            f"{tried or 0:.1f}",
            tried is not None,
        ),
        at_most("due again within one second, at most", fullest_second(due), messages * 0.05),
        at_most("arrived within one second, at most", fullest_second(came), messages * 0.05),
        none_of("never arrived", ["missing"] * (messages - len(came)), messages),
    ]


def urgent_among_many(stage: Stage, *, messages: int = 10_000, urgent: int = 5) -> list[Verdict]:
    """Queue a mass message, and replies of agents while it goes out."""
    empty_outbox()
    customers = make_customers(messages)
    took: list[float] = []
    with stage.crew():
        _queue_mass(customers)
        wait_for(lambda: stage.mail.count >= min(messages // 50, 200), seconds=60)
        for number, customer in enumerate(customers[-urgent:]):
            begun_at = time.time()
            reply = tell(customer, messages + number)
            wait_for(lambda pk=reply.pk: _arrival_of(stage, pk) is not None, seconds=60)
            took.append((_arrival_of(stage, reply.pk) or begun_at + 60) - begun_at)
        left = Notification.objects.filter(state=State.QUEUED).count()
    return [
        Verdict("mass messages still waiting after them", f"{left} of {messages}", left > 0),
        at_most("seconds until an urgent one arrived", max(took), URGENT_SECONDS),
    ]


def order(stage: Stage, *, customers: int = 200, changes: int = 20) -> list[Verdict]:
    """Tell each customer of change after change, with one try in ten failing in passing.

    A newer state drops the older ones that still wait; replies are all to arrive, in their order.
    """
    empty_outbox()
    chance = random.Random("order")
    stage.mail.on_mail = lambda _pk: LATER if chance.random() < PASSING_SHARE else None
    told = make_customers(customers)
    numbers: dict[str, tuple[str, int]] = {}
    with stage.crew():
        for change in range(changes):
            for place, customer in enumerate(told):
                # Every fourth customer gets replies: of these none may be dropped.
                event = STATES[change % 3] if place % 4 else "agent-reply"
                number = change * customers + place
                stored = tell(customer, number, event=event, thread=f"CW-{place:08}")
                numbers[str(stored.pk)] = (f"{customer.email} {event == 'agent-reply'}", change)
        settled = wait_until_settled(240)
    orders: dict[str, list[int]] = defaultdict(list)
    for seen in sorted(stage.mail.taken(), key=lambda seen: seen.at):
        name, change = numbers[seen.pk]
        orders[name].append(change)
    replies = [name for name in orders if name.endswith("True")]
    short = [name for name in replies if len(set(orders[name])) < changes]
    last = [name for name, order in orders.items() if max(order) != changes - 1]
    return [
        at_most("seconds until all had settled", settled or 999, 240),
        none_of("customers who got an older state after a newer", ages_go_up(orders), len(orders)),
        none_of("customers who never got the last state", last, len(orders)),
        none_of("customers to whom a reply is missing", short, len(replies)),
        Verdict("states dropped for newer ones", f"{_superseded()}", True),
    ]


def _put_off_once(put_off: set[str], pk: str) -> str | None:
    is_first = pk not in put_off
    put_off.add(pk)
    return LATER if is_first else None


def _queue_mass(customers: list[Customer]) -> None:
    now = timezone.now()
    rows = [
        Notification(
            customer=customer,
            event="case-resolved",
            channel=Channel.EMAIL,
            address=customer.email,
            language=customer.language,
            context=WORDS | {"reference": f"CW-M{number:07}"},
            dedupe_key=f"mass-{number}",
            urgency=Urgency.MASS,
            not_before=now,
            expires_at=now + timedelta(hours=24),
            created_at=now,
            updated_at=now,
        )
        for number, customer in enumerate(customers)
    ]
    for row in rows:
        row.message_id = message_id_of(row.pk)
    Notification.objects.bulk_create(rows, batch_size=2000)
    wake([Channel.EMAIL])


def _arrival_of(stage: Stage, pk: object) -> float | None:
    return next((seen.at for seen in stage.mail.taken() if seen.pk == str(pk)), None)


def _superseded() -> int:
    return Notification.objects.filter(state=State.SUPERSEDED).count()
