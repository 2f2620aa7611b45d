"""A channel that was watched for weeks, and what is told of its payments."""

from datetime import datetime, timedelta
from itertools import count

from support.incidents.watching.models import Watch
from support.payments.models import Channel, Payment, PaymentStatus
from tests.factories import NOW, make_channel, make_customer

WEEKS = timedelta(weeks=4)
_numbers = count(1)


def minute_of(moment: datetime) -> int:
    return int(moment.timestamp()) // 60


def watched(since: datetime = NOW - WEEKS) -> Channel:
    """Return a channel on which all was well since then, counted up to `NOW`."""
    channel = make_channel(schemes=[])
    tell(channel, since, status="sent")
    last = PaymentStatus.objects.latest("pk").pk
    Watch.objects.create(pk=1, began=minute_of(since), next=minute_of(NOW), after=last)
    return channel


def tell(
    channel: Channel, at: datetime, times: int = 1, *, scheme: str = "iso20022", code: str = "AB05",
    status: str = "failed", occurred_at: datetime | None = None,
) -> list[Payment]:  # fmt: skip
    """Tell of so many payments at once what became of them."""
    customer = make_customer()
    payments = Payment.objects.bulk_create(
        Payment(
            reference=f"PAY-W{next(_numbers)}", customer=customer, channel=channel,
            direction="payout", status=status, failure_scheme=scheme, failure_code=code,
            initiated_at=at - timedelta(minutes=2), amount_text="120.00",
        )
        for _ in range(times)
    )  # fmt: skip
    PaymentStatus.objects.bulk_create(
        PaymentStatus(
            payment=payment, status=status, read_at=at, occurred_at=occurred_at, source="casewalk",
            digest="told", scheme=scheme, code=code,
        )
        for payment in payments
    )  # fmt: skip
    return payments
