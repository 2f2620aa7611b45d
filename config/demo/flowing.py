"""Of the demo world: the payments of a day that went well, so that troubled ones are not all.

Every channel has one from before the week that detection watches before it proposes anything, and
has been watched since.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.db.models import Max

from support.customers.models import Customer
from support.incidents.detection.series import LEARNING
from support.incidents.known import holding
from support.incidents.watching.models import Watch
from support.incidents.watching.services import watch
from support.payments.calendar import next_opening
from support.payments.ladder.rungs import Rung
from support.payments.models import Channel, Payment, PaymentStatus

A_DAY, APART = timedelta(days=1), timedelta(minutes=25)
WATCHED = timedelta(minutes=LEARNING) + A_DAY
PAYERS = 12


def let_some_flow(now: datetime) -> None:
    """Enter what was credited within a day on each channel, while it was open and in order."""
    payers = Customer.objects.bulk_create(
        Customer(name=f"Mock Ash {number}", email=f"ash{number}@example.net", locale="en-GB")
        for number in range(401, 401 + PAYERS)
    )
    chance = Random(20261130)  # noqa: S311  the same each time
    disturbed, channels = _disturbed(), Channel.objects.order_by("code")
    payments = [
        _payment(channel, at, chance)
        for channel in channels
        for at in _moments(chance, now)
        if next_opening(channel, at) <= at < disturbed.get(channel.pk, now)
    ]
    long_ago = now - 2 * WATCHED
    payments += [_payment(one, next_opening(one, long_ago), chance) for one in channels]
    for number, payment in enumerate(payments):
        payment.reference, payment.customer = f"PAY-{400001 + number}", payers[number % PAYERS]
    Payment.objects.bulk_create(payments)
    watch(now - WATCHED)  # the first look begins it
    last = PaymentStatus.objects.aggregate(last=Max("pk"))["last"] or 0
    Watch.objects.update(next=int(now.timestamp()) // 60, after=last)


def _disturbed() -> dict[int, datetime]:
    return {pk: known.began_at for known in holding() for pk in known.channels}


def _moments(chance: Random, now: datetime) -> Iterator[datetime]:
    at = now - A_DAY
    while (at := at + APART * (0.5 + chance.random())) < now:
        yield at


def _payment(channel: Channel, at: datetime, chance: Random) -> Payment:
    least = channel.min_amount or Decimal(1)
    amount = (least * Decimal(1 + 4 * chance.random())).quantize(Decimal("0.01"))
    took = timedelta(milliseconds=round(1000 * chance.lognormvariate(0, 0.5)))
    return Payment(
        channel=channel, direction=channel.direction, method=channel.method,
        currency=channel.currency, amount=amount, amount_text=str(amount), initiated_at=at,
        status=Rung.CREDITED, status_since=at + took,
        bank_latency_ms=took // timedelta(milliseconds=1),
    )  # fmt: skip
