"""The last look at messages before they leave: what was decided at queueing may no longer hold."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateTimeField, Exists, OuterRef, QuerySet, Subquery, Value

from support.notifications.models import Channel, Notification, Reason, Suppression, Urgency
from support.notifications.models.suppression import names_of
from support.notifications.outbox.policy import CODE, SEND, Decision, decide
from support.notifications.outbox.policy_facts import facts_of, house_rules
from support.notifications.outbox.queueing import told_anew
from support.notifications.signals import facts_asked
from support.notifications.words.events import EVENTS, TO_COLLEAGUES

LATELY = timedelta(hours=24)
# The index knows when messages were made, not when they were sent; none waits longer than this.
MADE_BEFORE = timedelta(days=3)
MOST_REMEMBERED = 100
SOON = timedelta(seconds=30)


@dataclass(frozen=True)
class Remembered:
    """What the outbox knows of an address; times of messages sent to it, newest first."""

    is_suppressed: bool
    sent_at: Sequence[datetime]
    same_text_at: datetime | None


def check(notification: Notification, now: datetime) -> Decision:
    """Judge one message as `check_batch` does."""
    return check_batch([notification], now)[notification.pk]


def check_batch(notifications: Sequence[Notification], now: datetime) -> dict[uuid.UUID, Decision]:
    """Judge claimed messages of one channel, whose customers are loaded with them.

    One query, and a few more where messages have waited, for what they tell may be over by now.
    A message of an event that no longer is passes, and fails where it is rendered.
    """
    known = [row for row in notifications if row.event in EVENTS or row.event in TO_COLLEAGUES]
    decisions = {row.pk: SEND for row in notifications}
    ended = _ended([row for row in known if _has_waited(row, now)])
    rules = house_rules()
    remembered = _remembered(known, now)
    for row in known:
        address = remembered[row.pk]
        facts = replace(
            facts_of(row),
            ended=ended.get(row.pk, ""),
            is_suppressed=address.is_suppressed,
            sent_at=address.sent_at,
            same_text_at=address.same_text_at,
        )
        decisions[row.pk] = decide(facts, now, rules)
    return decisions


def _ended(waited: list[Notification]) -> dict[uuid.UUID, str]:
    """Return which of the messages tell what is over, and why it is."""
    if not waited:
        return {}
    over: Iterable[tuple[Any, Any]] = facts_asked.send(sender=Notification, notifications=waited)
    ended: dict[uuid.UUID, str] = {}
    for _receiver, pks in over:
        ended |= dict.fromkeys(pks or (), str(Reason.OVER))
    return ended | dict.fromkeys(told_anew(waited), str(Reason.NEWER))


def _has_waited(notification: Notification, now: datetime) -> bool:
    """Tell whether anything can have changed since a message was queued."""
    return (
        notification.attempts > 0
        or notification.stands_in_for_id is not None
        or now - notification.created_at > SOON
    )


def _remembered(known: list[Notification], now: datetime) -> dict[uuid.UUID, Remembered]:
    """Return what the outbox knows of the addresses: one query, and one for codes."""
    codes = [row for row in known if row.event == CODE]
    others = [row for row in known if row.event != CODE]
    found: dict[uuid.UUID, Remembered] = {}
    if others:
        lately = _to_customer(others[0], now).filter(urgency__gt=Urgency.URGENT)
        found |= _look_up(others, lately, now)
    if codes:
        # Whoever asks for codes under many names asks for one number.
        sent = Notification.objects.filter(
            event=CODE,
            channel=codes[0].channel,
            address=OuterRef("address"),
            created_at__gt=now - MADE_BEFORE,
        )
        found |= _look_up(codes, sent, now)
    return found


def _look_up(
    messages: list[Notification], lately: QuerySet[Notification], now: datetime
) -> dict[uuid.UUID, Remembered]:
    channel = messages[0].channel
    suppressed = Suppression.objects.in_force().filter(
        channel=channel, address__in=names_of(OuterRef("address"))
    )
    same = _to_customer(messages[0], now).filter(
        event=OuterRef("event"), context=OuterRef("context")
    )
    rows = Notification.objects.filter(pk__in=[row.pk for row in messages]).values_list(
        "pk",
        Exists(suppressed),
        ArraySubquery(_newest(lately, MOST_REMEMBERED)),
        # Only phones show a text that comes twice as one too many.
        Subquery(_newest(same, 1)) if channel == Channel.SMS else Value(None, DateTimeField()),
    )
    return {
        pk: Remembered(
            is_suppressed,
            sorted((moment for moment in newest if moment > now - LATELY), reverse=True),
            same_text_at,
        )
        for pk, is_suppressed, newest, same_text_at in rows
    }


def _to_customer(message: Notification, now: datetime) -> QuerySet[Notification]:
    return Notification.objects.filter(
        customer=OuterRef("customer"),
        channel=message.channel,
        created_at__gt=now - MADE_BEFORE,
    )


def _newest(
    messages: QuerySet[Notification], count: int
) -> QuerySet[Notification, datetime | None]:
    """Return when the newest were sent, in the order of the index that leads to the customer.

    Asked for the time of sending, the planner may read all that anybody was sent that day.
    """
    sent = messages.filter(sent_at__isnull=False)
    return sent.order_by("-created_at").values_list("sent_at", flat=True)[:count]
