"""Asking a source where a payment stands. The answer comes later, as a row that has ended."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Value
from django.db.models.functions import Least

from support.payments.models import Payment
from support.sources.looking.look_up import WAITING, LookUp


def ask_look_up(payment: Payment, *, why: str, now: datetime) -> LookUp:
    """Ask once more, in the caller's transaction; a worker takes it up once that has ended.

    While a question about it waits already, that is the one, and it is not put off longer.
    A source that cannot be asked is an end as well: `looked_up` tells of every one.
    """
    look_up, is_new = LookUp.objects.get_or_create(
        {"why": why, "asked_at": now, "not_before": now},
        payment=payment,
        state__in=WAITING,
    )
    if not is_new:
        late = LookUp.objects.filter(pk=look_up.pk, state=LookUp.State.ASKED, not_before__gt=now)
        # Who asked for later has not asked yet: what is answered now was so now.
        late.update(not_before=now, asked_at=Least("asked_at", Value(now)))
    return look_up


def ask_look_ups(payments: Collection[int], *, why: str, now: datetime) -> None:
    """Ask of many payments, by their keys, as `ask_look_up` does of one; by one statement."""
    LookUp.objects.bulk_create(
        [LookUp(payment_id=pk, why=why, asked_at=now, not_before=now) for pk in sorted(payments)],
        ignore_conflicts=True,
    )
