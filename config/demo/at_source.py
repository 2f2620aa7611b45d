"""A source of the demo that can be asked: a look-up, money that two people move, test payments."""

from datetime import datetime, time, timedelta

from django.contrib.auth.models import User

from support.cases.models import Case, Status
from support.desk.case.money.panel import SENT_AGAIN
from support.operations.money.asking import Wanted, ask_step
from support.operations.money.models import READY, Deed
from support.payments.models import Channel, ChannelTest, Payment
from support.sources.looking.asking import ask_look_up
from support.sources.models import Access, LookUp, Source
from support.sources.signals import looked_up

SLUG = "demo-source"
ADDRESS = "https://source.example/payments/{reference}"
A_WHILE = timedelta(minutes=3)
TESTED = "demo-fps"


def ask_source(agent: User, *, now: datetime) -> None:
    """Ask where a payment stands that waits for its bank, and for another to be sent again."""
    Source.objects.create(slug=SLUG, name="Demo source", kind="simulator")
    Access.objects.create(name=SLUG, look_up_address=ADDRESS, order_address=f"{ADDRESS}/orders")
    cases = Case.objects.not_done().select_related("payment").order_by("pk")
    waiting = cases.filter(status=Status.WAITING_BANK, payment__status="pending").first()
    if waiting is not None and waiting.payment is not None:
        _told_of(waiting.payment)
        ask_look_up(waiting.payment, why=LookUp.Why.DUE, now=now - A_WHILE)
    undone = cases.filter(cause__slug__in=SENT_AGAIN, payment__status__in=READY[Deed.SEND_AGAIN])
    again = undone.filter(payment__amount__isnull=False).exclude(payment__currency="").first()
    if again is not None and again.payment is not None:
        _told_of(again.payment)
        ask_step(again, Wanted(Deed.SEND_AGAIN), actor=agent, now=now - A_WHILE)
    _test_a_channel(now)
    for look_up in LookUp.objects.waiting().select_related("payment"):
        _answer(look_up, now)


def _test_a_channel(now: datetime) -> None:
    """Test one every half hour, more often in its busy hours, once the source is there."""
    ChannelTest.objects.create(
        channel=Channel.objects.get(code=TESTED), source=SLUG, address=f"{ADDRESS}/tests",
        peak_from=time(17), peak_until=time(21), peak_minutes=10, escalates_after=3,
        next_at=now + A_WHILE,
    )  # fmt: skip


def _told_of(payment: Payment) -> None:
    """Let it be a payment of which this source told."""
    payment.source = SLUG
    payment.save(update_fields=["source", "updated_at"])


def _answer(look_up: LookUp, now: datetime) -> None:
    """Let the source say what is known of the payment already."""
    look_up.state, look_up.attempts, look_up.finished_at = LookUp.State.ANSWERED, 1, now
    look_up.status = look_up.words = look_up.payment.status
    look_up.answered_at_source = now
    look_up.save()
    looked_up.send(LookUp, look_up=look_up, now=now)
