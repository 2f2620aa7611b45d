"""Test payments: which are made on a channel, and what is heard of them."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from support.payments.ladder.rungs import NOT_MADE
from support.payments.models import Channel, ChannelTest, TestPayment
from support.payments.news import PaymentNews
from support.payments.references.finding import money_agrees, names_of
from troubleshooting.checks.reading.as_written import currency_decimals

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MARK = "CWT-"  # how our test payments are called wherever they are seen
Edge, State = TestPayment.Edge, TestPayment.State


@transaction.atomic
def order_tests(test: ChannelTest, *, actor: "User | None", now: datetime) -> list[TestPayment]:
    """Note which test payments are to be made now: at each limit, within it and outside of it.

    Raises ValidationError while those of before are under way, and for a channel that has no
    currency, of which no amount can be said.
    """
    channel = Channel.objects.select_for_update(no_key=True).get(pk=test.channel_id)
    if not channel.currency:
        raise ValidationError(_("Enter the currency of the channel first."), code="no-currency")
    if channel.test_payments.filter(ended_at=None).exists():
        raise ValidationError(_("A test is under way already."), code="under-way")
    return TestPayment.objects.bulk_create(
        TestPayment(
            channel=channel,
            reference=MARK + secrets.token_hex(7).upper(),
            edge=edge,
            amount=amount,
            currency=channel.currency,
            asked_at=now,
            asked_by=actor,
        )
        for edge, amount in amounts_of(channel)
    )


def amounts_of(channel: Channel) -> list[tuple[TestPayment.Edge, Decimal]]:
    """Return the amounts at a channel's limits; where it has none the smallest there is."""
    unit = Decimal(1).scaleb(-currency_decimals(channel.currency))
    least, most = channel.min_amount or unit, channel.max_amount
    found = [(Edge.LEAST, least)]
    if most:
        found += [(Edge.MOST, most), (Edge.ABOVE, most + unit)]
    if least > unit:
        found.append((Edge.BELOW, least - unit))
    return found


def order_due_tests(now: datetime) -> int:
    """Note the test payments of every channel whose turn it is, once; return of how many."""
    due = ChannelTest.objects.filter(is_on=True, next_at__lte=now).select_related("channel")
    return sum(_order_due(test, now) for test in due)


@transaction.atomic
def _order_due(test: ChannelTest, now: datetime) -> bool:
    mine = ChannelTest.objects.filter(pk=test.pk, is_on=True, next_at__lte=now)
    if not mine.update(next_at=test.after(now)):
        return False
    try:
        order_tests(test, actor=None, now=now)
    except ValidationError:  # the one of before hangs: its end will say so
        return False
    return True


def may_be_of_test(news: PaymentNews, source: str) -> bool:
    """Tell whether news of a payment that nobody knows may be of a test that is being sent.

    By our reference it would be known; what its system calls it is only known by its answer.
    """
    names = names_of(news)
    if news.reference and news.reference not in {one.value for one in news.references}:
        return False
    tests = TestPayment.objects.filter(channel__test__source=source).select_related("channel")
    near = tests.filter(Q(state=State.ASKED) | Q(provider_id__in=names))  # answered just now
    return any(money_agrees(one, news) for one in near)


def hear_of_test(names: Sequence[str], news: PaymentNews, *, now: datetime) -> None:
    """Take down what a source tells of a test payment later: nobody else hears of it.

    What was accepted, or is not answered yet, and failed by what they say was refused.
    """
    if news.status not in NOT_MADE:
        return
    known = TestPayment.objects.exclude(state=State.REFUSED)
    words = news.failure_code or news.status_said or news.status
    for name in ("reference", "provider_id"):
        found = known.filter(**{f"{name}__in": names})
        found.update(state=State.REFUSED, words=words[:200], ended_at=now)
