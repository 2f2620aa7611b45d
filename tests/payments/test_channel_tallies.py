"""How the payments on channels do, counted ahead of whoever looks."""

from datetime import datetime, timedelta

import pytest

from support.payments.channels.tallying import KEPT, tally_channels
from support.payments.models import Channel, ChannelTally
from tests.factories import NOW, make_channel, make_payment

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def tallies(channel: Channel) -> list[tuple[datetime, int, int, int, int]]:
    fields = ("begins_at", "made", "failed", "answered", "answer_ms")
    return list(channel.tallies.order_by("begins_at").values_list(*fields))


def test_payments_are_counted_by_five_minutes_with_what_became_of_them():
    channel, other = make_channel(), make_channel()
    for minutes, status, latency in [
        (-12, "credited", 400),
        (-11, "failed", 600),
        (-11, "cancelled", None),
        (-2, "returned", -3),
        (-2, "rejected", 10**17),
        (5, "failed", 1),
    ]:
        moment = NOW + timedelta(minutes=minutes)
        values = {"status": status, "bank_latency_ms": latency, "initiated_at": moment}
        make_payment(channel=channel, **values)
    make_payment(channel=other, status="failed", initiated_at=NOW, bank_latency_ms=None)
    make_payment(channel=other, status="failed", initiated_at=None)

    tally_channels(NOW, back=HOUR)

    assert tallies(channel) == [
        (NOW - timedelta(minutes=15), 3, 1, 2, 1000),
        (NOW - timedelta(minutes=5), 2, 2, 0, 0),
    ]
    assert tallies(other) == [(NOW, 1, 1, 0, 0)]


def test_counted_again_it_is_what_is_so_now_and_what_is_old_is_gone():
    channel = make_channel()
    moved, kept = (
        make_payment(channel=channel, status="sent", initiated_at=NOW - timedelta(minutes=minutes))
        for minutes in (40, 20)
    )
    tally_channels(NOW, back=HOUR)
    before = ChannelTally.objects.order_by("pk").last()

    type(moved).objects.filter(pk=moved.pk).update(initiated_at=NOW - timedelta(days=1))
    type(kept).objects.filter(pk=kept.pk).update(status="failed")
    for _twice in range(2):
        tally_channels(NOW + timedelta(minutes=2), back=HOUR)

    assert [(made, failed) for _at, made, failed, *_rest in tallies(channel)] == [(1, 1)]
    tally_channels(NOW + KEPT + HOUR, back=HOUR)
    assert before is not None
    assert tallies(channel) == []
