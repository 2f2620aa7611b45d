"""What came of a call: taken, again later, set aside, or the end of an endpoint."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from support.audit.models import Entry
from support.audit.services import record
from support.sending.backoff import HIGHEST_CEILING, delay_after
from support.sending.breaker import record_fault, record_health
from support.webhooks.calling import Answer
from support.webhooks.models import Attempt, Delivery, Endpoint, State

logger = logging.getLogger(__name__)

FIRST_WAIT = timedelta(seconds=30)
# A receiver that took nothing for so long is given up: nobody there is at work on it.
ENDED_AFTER = timedelta(days=5)
# One event that was refused for so long, while others are taken, no longer holds up its case.
SET_ASIDE_AFTER = timedelta(days=3)
TAKES_OTHERS = timedelta(days=1)
# So exactly an endpoint knows when it took something last; each time would be a row's rewrite.
A_WHILE = timedelta(minutes=1)


@transaction.atomic
def settle(delivery: Delivery, answer: Answer, *, now: datetime) -> None:
    """Store an attempt and what follows. Does no more than that where we lost the event."""
    Attempt.objects.create(
        delivery=delivery, started_at=answer.started_at, took_ms=answer.took_ms,
        status=answer.status, words=answer.words,
    )  # fmt: skip
    endpoint = Endpoint.objects.select_for_update(no_key=True).get(pk=delivery.endpoint_id)
    if answer.is_taken:
        _accept(endpoint, now)
        _end(delivery, State.DELIVERED, now)
        return
    record_fault(Endpoint.objects, endpoint.name, now)
    if endpoint.failing_since is None:
        endpoint.failing_since = now
        endpoint.save(update_fields=["failing_since"])
    if _is_refused_for_good(delivery, endpoint, now):
        _end(delivery, State.FAILED, now)
    else:
        _put_back(delivery, answer, now)
    if answer.is_gone:
        give_up(endpoint, Endpoint.Off.GONE, now=now)
    elif now - endpoint.failing_since > ENDED_AFTER:
        give_up(endpoint, Endpoint.Off.FAILED, now=now)


def give_up(endpoint: Endpoint, why: Endpoint.Off, *, now: datetime) -> None:
    """Switch an endpoint off; every lead is told on every page. What waits is kept."""
    off = Endpoint.objects.on().filter(pk=endpoint.pk).update(off_at=now, off_reason=why)
    if off:
        logger.error("Webhook %s was switched off: %s", endpoint.pk, why)
        record(Entry.Kind.WEBHOOK_ENDED, actor=None, now=now, name=endpoint.name, why=why)


def _accept(endpoint: Endpoint, now: datetime) -> None:
    record_health(Endpoint.objects, endpoint.name)
    was = endpoint.accepted_at
    if endpoint.failing_since is not None or was is None or not now - A_WHILE < was <= now:
        endpoint.failing_since, endpoint.accepted_at = None, now
        endpoint.save(update_fields=["failing_since", "accepted_at"])


def _end(delivery: Delivery, state: State, now: datetime) -> None:
    Delivery.objects.held().filter(pk=delivery.pk).update(
        state=state, attempts=delivery.attempts + 1, ended_at=now, claimed_by="", lease_until=None
    )


def _put_back(delivery: Delivery, answer: Answer, now: datetime) -> None:
    """Try again later, and not before the receiver asks for it, an hour at most."""
    attempts = delivery.attempts + 1
    asked = timedelta(seconds=min(answer.retry_after, HIGHEST_CEILING.total_seconds()))
    Delivery.objects.held().filter(pk=delivery.pk).update(
        state=State.QUEUED, attempts=attempts, claimed_by="", lease_until=None,
        not_before=now + max(delay_after(attempts, FIRST_WAIT), asked),
    )  # fmt: skip


def _is_refused_for_good(delivery: Delivery, endpoint: Endpoint, now: datetime) -> bool:
    tried, taken = delivery.first_tried_at, endpoint.accepted_at
    return (
        tried is not None
        and now - tried > SET_ASIDE_AFTER
        and taken is not None
        and now - taken < TAKES_OTHERS
    )
