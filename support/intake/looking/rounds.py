"""One worker's round: claim what is due, ask with several threads, store what came of it.

No transaction is open while a source is asked. One that hangs holds a round for as long as a call
may take; after some faults in a row it is left alone, longer each time.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from support.intake.looking.settling import SourceSide, settle, side_of
from support.sending.guarded import trusted
from support.sending.heartbeat import heartbeat
from support.sending.leases import LEASE, worker_token
from support.sources.looking.calling import (
    CALL_SECONDS,
    Call,
    Came,
    Unnamed,
    address_for,
    call,
)
from support.sources.models import Access, LookUp

THREADS = 16
BUDGET_SECONDS = 20.0

Clock = Callable[[], datetime]


def look_up(*, budget_seconds: float = BUDGET_SECONDS, clock: Clock = timezone.now) -> int:
    """Ask all that is due; return how many questions were answered or put off.

    May run twice at once: each question goes to one of them. A worker that dies leaves its
    questions to the next one, which asks again; asking changes nothing at a source.
    """
    for left in (LookUp.objects.lapsed(clock()), LookUp.objects.held()):
        left.update(state=LookUp.State.ASKED, claimed_by="", lease_until=None)
    ends_at, done = time.monotonic() + budget_seconds, 0
    with heartbeat(LookUp.objects.held()):
        while time.monotonic() < ends_at and (claimed := claim(clock())):
            done += _ask(claimed, clock)
    return done


def claim(now: datetime) -> list[LookUp]:
    """Take the next questions, of sources that are not left alone just now."""
    alone = [access.name for access in Access.objects.exclude(open_until=None)
             if access.is_open(now)]  # fmt: skip
    with transaction.atomic():
        due = LookUp.objects.due(now).exclude(payment__source__in=alone)
        held = due.select_for_update(skip_locked=True, no_key=True, of=("self",))
        rows = held.select_related("payment").prefetch_related("payment__references")
        claimed = list(rows.order_by("not_before", "pk")[:THREADS])
        LookUp.objects.filter(pk__in=[one.pk for one in claimed]).update(
            state=LookUp.State.CLAIMED, claimed_by=worker_token(), lease_until=now + LEASE
        )
    return claimed


def _ask(claimed: list[LookUp], clock: Clock) -> int:
    trusted()  # read before the threads begin, or each of them would read it
    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="look-up")
    asked: dict[Future[Came], tuple[LookUp, SourceSide]] = {}
    sides = {source: side_of(source) for source in {one.payment.source for one in claimed}}
    try:
        for one in claimed:
            side = sides[one.payment.source]
            try:
                wanted = _call(one, side)
            except Unnamed as error:
                settle(one, side, Came(words=str(error)), now=clock(), is_final=True)
            else:
                asked[pool.submit(call, wanted)] = one, side
        wait(asked, timeout=CALL_SECONDS + 1)
        for future, (one, side) in asked.items():
            # Whoever still looks up a name is not waited for: nothing bounds its time.
            came = future.result() if future.done() else Came(words="no answer in time")
            settle(one, side, came, now=clock())
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return len(claimed)


def _call(one: LookUp, side: SourceSide) -> Call:
    """Raises Unnamed where the source cannot be asked about this."""
    if side.access is None or not side.access.look_up_address:
        raise Unnamed("this source cannot be asked")
    url = address_for(side.access.look_up_address, one.payment)
    return Call("GET", url, side.access.headers_to(url))
