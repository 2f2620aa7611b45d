"""One worker's round: claim what is due, call with many threads, store what came of it.

No transaction is open while a receiver is called. A receiver that hangs holds few threads, none of
others; one that fails is left alone, longer each time.
"""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from support.sending.guarded import trusted
from support.sending.heartbeat import heartbeat
from support.sending.leases import LEASE, worker_token
from support.webhooks.calling import CALL_SECONDS, Answer, Call, call
from support.webhooks.models import Delivery, DeliveryQuerySet, Endpoint, State
from support.webhooks.settling import settle

THREADS = 32
AT_ONE_RECEIVER = 4  # calls at once, and one only while it fails
BUDGET_SECONDS = 20.0
NAP_SECONDS = 0.25

# Chosen once: a plan that asks for them again for every row would take more than the limit.
CLAIM = """
    WITH chosen AS MATERIALIZED (
        SELECT id FROM webhooks_delivery AS due
        WHERE endpoint_id = %(endpoint)s AND state = 'queued' AND not_before <= %(now)s
            AND NOT EXISTS (
                SELECT FROM webhooks_delivery AS earlier
                WHERE earlier.endpoint_id = due.endpoint_id AND earlier.subject = due.subject
                    AND earlier.id < due.id AND earlier.state IN ('queued', 'claimed'))
        ORDER BY not_before, id
        LIMIT %(limit)s
        FOR UPDATE SKIP LOCKED)
    UPDATE webhooks_delivery
    SET state = 'claimed', claimed_by = %(token)s, lease_until = %(lease_until)s,
        first_tried_at = coalesce(first_tried_at, %(now)s)
    FROM chosen WHERE webhooks_delivery.id = chosen.id
    RETURNING webhooks_delivery.*
"""

Clock = Callable[[], datetime]
Calling = dict["Future[Answer]", Delivery]


def deliver(*, budget_seconds: float = BUDGET_SECONDS, clock: Clock = timezone.now) -> int:
    """Send all that is due; return the number of calls that were answered or given up.

    May run twice at once: each event goes to one of them, and while one is at it another returns.
    A worker that dies leaves its events to the next one, so a receiver may be told twice, under
    the same id.
    """
    take_over(clock())
    # Of an earlier round of this process that broke off: no heartbeat may keep it for ever.
    _let_go(Delivery.objects.held())
    if _others_are_at_it(clock()):
        return 0
    ends_at, done, calling = time.monotonic() + budget_seconds, 0, Calling()
    trusted()  # read before the threads begin, or each of them would read it
    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="webhook")
    try:
        with heartbeat(Delivery.objects.held()):
            while time.monotonic() < ends_at:
                begun = _begin(pool, calling, clock())
                if not calling:
                    return done
                done += _settle_next(calling, clock, seconds=0.0 if begun else NAP_SECONDS)
            ends_at += CALL_SECONDS
            while calling and time.monotonic() < ends_at:
                done += _settle_next(calling, clock, seconds=NAP_SECONDS)
            done += _give_up_waiting(calling, clock())
    finally:
        # Whoever still looks up a name is not waited for.
        pool.shutdown(wait=False, cancel_futures=True)
    return done


def take_over(now: datetime) -> int:
    """Let what dead workers held be sent again; return how many events that are."""
    return _let_go(Delivery.objects.lapsed(now))


def _let_go(claimed: DeliveryQuerySet) -> int:
    return claimed.update(state=State.QUEUED, claimed_by="", lease_until=None)


def claim(endpoint: Endpoint, limit: int, now: datetime) -> list[Delivery]:
    """Take the next events of an endpoint, of each case the earliest alone."""
    values = {
        "token": worker_token(), "lease_until": now + LEASE, "now": now,
        "endpoint": endpoint.pk, "limit": limit,
    }  # fmt: skip
    with transaction.atomic():
        return sorted(Delivery.objects.raw(CLAIM, values), key=lambda delivery: delivery.pk)


def _begin(pool: ThreadPoolExecutor, calling: Calling, now: datetime) -> int:
    """Call with every thread that is free for a receiver; return how many calls began."""
    at = Counter(delivery.endpoint_id for delivery in calling.values())
    due = Delivery.objects.due(now).filter(endpoint=OuterRef("pk"))
    begun = 0
    for endpoint in Endpoint.objects.on().filter(Exists(due)):
        allowed = 1 if endpoint.failures else AT_ONE_RECEIVER
        free = min(allowed - at[endpoint.pk], THREADS - len(calling))
        if free <= 0 or endpoint.is_open(now):
            continue
        for delivery in claim(endpoint, free, now):
            delivery.endpoint = endpoint
            wanted = Call(endpoint.url, endpoint.secrets, delivery.webhook_id, delivery.body)
            calling[pool.submit(call, wanted)] = delivery
            begun += 1
    return begun


def _settle_next(calling: Calling, clock: Clock, *, seconds: float) -> int:
    """Store the results that are there, or come within so many seconds; return how many."""
    finished, _others = wait(calling, timeout=seconds, return_when=FIRST_COMPLETED)
    for future in finished:
        settle(calling.pop(future), future.result(), now=clock())
    return len(finished)


def _give_up_waiting(calling: Calling, now: datetime) -> int:
    """Count as failed what still hangs in the looking up of a name, whose time nothing bounds."""
    took = round(CALL_SECONDS * 1000)
    for delivery in calling.values():
        settle(delivery, Answer(now, took, words="no answer in time"), now=now)
    return len(calling)


def _others_are_at_it(now: datetime) -> bool:
    held = Delivery.objects.filter(state=State.CLAIMED, lease_until__gt=now)
    return held.exclude(claimed_by=worker_token()).exists()
