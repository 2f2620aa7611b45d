"""One worker's round: claim test payments, send them, store what was answered.

No transaction is open while a source is called. A test payment is sent once, whatever happens to
whoever sends it: of one that broke off nothing is known but that.
"""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import takewhile

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from support.payments.ladder.rungs import NOT_MADE
from support.payments.models import ChannelTest, TestPayment
from support.roster.services import escalate
from support.sending.guarded import trusted
from support.sources.kinds.base import UnreadableBody
from support.sources.looking.calling import CALL_SECONDS, Call, Came, call
from support.sources.models import Access, Source
from support.sources.registry import kind_for

AT_ONCE = 16
BROKEN_OFF = timedelta(seconds=6 * CALL_SECONDS)
State = TestPayment.State


def send_tests() -> int:
    """Send what waits; return how many. Of two at once each is sent by one."""
    _end_broken_off(timezone.now())
    waiting = TestPayment.objects.filter(state=State.WAITING).select_related("channel__test")
    claimed = [one for one in waiting.order_by("pk")[:AT_ONCE] if _claim(one)]
    if not claimed:
        return 0
    orders = [(one, _order(one)) for one in claimed]
    trusted()  # read before the threads begin, or each of them would read it
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="test-payment") as pool:
        for (one, _wanted), (came, took) in zip(
            orders, pool.map(lambda order: _timed(order[1]), orders), strict=True
        ):
            settle(one, came, took, timezone.now())
    return len(claimed)


def _claim(one: TestPayment) -> bool:
    waiting = TestPayment.objects.filter(pk=one.pk, state=State.WAITING)
    return bool(waiting.update(state=State.ASKED, asked_at=timezone.now()))


def _end_broken_off(now: datetime) -> None:
    """End those that nobody sends any more: a worker died over them."""
    asked = TestPayment.objects.filter(
        ended_at=None, state=State.ASKED, asked_at__lt=now - BROKEN_OFF
    )
    for one in asked.select_related("channel__test"):
        settle(one, Came(words="whoever sent it broke off"), None, now)


def _order(one: TestPayment) -> Call:
    """Say what is sent: marked, and under a key of its own, so that it is done once there too."""
    test = one.channel.test
    access = Access.objects.filter(name=test.source).first()
    body = {
        "kind": "test_payment",
        "reference": one.reference,
        "channel": one.channel.code,
        "direction": one.channel.direction,
        "method": one.channel.method,
        "amount": f"{one.amount.normalize():f}",
        "currency": one.currency,
    }
    headers = {"Content-Type": "application/json", "Idempotency-Key": one.reference}
    if access is not None:
        headers |= access.headers_to(test.address)
    return Call("POST", test.address, headers, json.dumps(body).encode())


def _timed(wanted: Call) -> tuple[Came, int]:
    began = time.monotonic()
    came = call(wanted)
    return came, round((time.monotonic() - began) * 1000)


@transaction.atomic
def settle(one: TestPayment, came: Came, took: int | None, now: datetime) -> None:
    """Store what came of a test payment; of one that ended meanwhile nothing but its names."""
    state, provider_id, words = read(one, came)
    rows = TestPayment.objects.filter(pk=one.pk)
    if provider_id:
        rows.update(provider_id=provider_id)
    ended = rows.filter(state=State.ASKED).update(
        state=state, words=words[:200], answer_ms=took, ended_at=now
    )
    if ended and one.edge == TestPayment.Edge.LEAST and state != State.ACCEPTED:
        _tell_of_row(one, now)  # every run has one of them


def read(one: TestPayment, came: Came) -> tuple[TestPayment.State, str, str]:
    """Return what an answer means, what its system calls the payment, and its words."""
    if came.is_fault:
        return State.NO_ANSWER, "", came.words
    if not came.is_fine:
        return State.REFUSED, "", came.words
    source = Source.objects.filter(slug=one.channel.test.source).first()
    try:
        reading = kind_for(source).read_answer(came.content, source) if source else None
    except (KeyError, UnreadableBody):
        reading = None
    news = next(iter(reading.news), None) if reading else None
    if news is None:
        return State.ACCEPTED, "", came.words
    names = (two.value for two in news.references if two.kind == "provider_id")
    said = news.failure_code or news.status_said or news.status or came.words
    state = State.REFUSED if news.status in NOT_MADE else State.ACCEPTED
    return state, next(names, ""), said


def _tell_of_row(one: TestPayment, now: datetime) -> None:
    """Tell who is on duty once, where so many runs in a row failed as the channel's test says."""
    test: ChannelTest = one.channel.test
    if not test.escalates_after:
        return
    ended = TestPayment.objects.ended().latest_of(one.channel_id)
    # One more than that: a row that is longer was told of when it was as long.
    latest = list(ended.filter(edge=one.edge)[: test.escalates_after + 1])
    failed = list(takewhile(lambda two: two.state != State.ACCEPTED, latest))
    if len(failed) == test.escalates_after:
        address = reverse("channel", args=[one.channel.code])
        escalate("probe", about=f"{one.channel.code} {one.reference}", now=now, address=address)
