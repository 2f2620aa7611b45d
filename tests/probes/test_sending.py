"""Test payments: sent once, at the limits' edges, and what their answers mean."""

from datetime import time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from support.guidance.facts import build_facts
from support.operations.probes import sending
from support.operations.probes.sending import send_tests
from support.payments.channels.testing import amounts_of, order_due_tests, order_tests
from support.payments.models import ChannelTest, TestPayment
from support.roster.models import Escalation
from support.sources.kinds.simulator.book import Book, Mood
from support.sources.looking import calling
from tests.factories import NOW, make_agent, make_channel, make_payment

pytestmark = pytest.mark.django_db


def run(test: ChannelTest, **overrides: Any) -> dict[str, TestPayment]:
    made = order_tests(test, **{"actor": None, "now": timezone.now()} | overrides)
    send_tests()
    rows = TestPayment.objects.filter(pk__in=[one.pk for one in made])
    return {one.edge: one for one in rows}


def test_amounts_lie_just_within_the_limits_and_just_outside(test_of_channel: ChannelTest):
    assert amounts_of(test_of_channel.channel) == [
        ("least", Decimal(5)),
        ("most", Decimal(100)),
        ("above", Decimal("100.01")),
        ("below", Decimal("4.99")),
    ]
    bare = make_channel(currency="JPY", min_amount=None, max_amount=None)
    assert amounts_of(bare) == [("least", Decimal(1))]


def test_what_is_within_is_accepted_and_what_is_outside_refused(
    test_of_channel: ChannelTest, book: Book
):
    book.most = "100"

    found = run(test_of_channel, actor=make_agent("lena"))

    assert {edge: one.state for edge, one in found.items()} == {
        "least": "accepted",
        "most": "accepted",
        "above": "refused",
        "below": "accepted",
    }
    assert {edge for edge, one in found.items() if not one.is_as_meant} == {"below"}
    above = found["above"]
    assert (above.words, above.provider_id) == ("AM02", f"SIM-{above.reference}")
    assert above.answer_ms is not None
    assert sorted(book.ordered()) == sorted(one.reference for one in found.values())


@pytest.mark.parametrize(
    ("mood", "state"),
    [(Mood.BROKEN, "no_answer"), (Mood.HUGE, "no_answer"), (Mood.LEADS_INSIDE, "refused")],
)
def test_a_source_that_does_not_answer_is_no_refusal_and_no_redirect_is_followed(
    test_of_channel: ChannelTest, book: Book, mood: Mood, state: str
):
    book.mood = mood

    assert {one.state for one in run(test_of_channel).values()} == {state}
    assert not [one for one in book.asked if "inside" in one["path"]]


def test_one_that_hangs_ends_by_the_time_out(
    test_of_channel: ChannelTest, book: Book, monkeypatch: Any
):
    monkeypatch.setattr(calling, "CALL_SECONDS", 0.2)
    book.mood = Mood.HANGS

    assert {one.state for one in run(test_of_channel).values()} == {"no_answer"}


def test_an_address_inside_is_not_called(test_of_channel: ChannelTest, book: Book, settings: Any):
    settings.WEBHOOK_NETWORKS = []

    found = run(test_of_channel)

    assert {one.words for one in found.values()} == {"address inside our own network"}
    assert book.asked == []


def test_the_secret_of_a_source_goes_to_no_other_host(test_of_channel: ChannelTest):
    (one, *_rest) = order_tests(test_of_channel, actor=None, now=timezone.now())
    one.channel.test = test_of_channel
    assert sending._order(one).headers["Authorization"] == "Bearer test"

    test_of_channel.address = "https://bank.example.net/tests"

    assert "Authorization" not in sending._order(one).headers


def test_the_timetable_asks_once_for_a_turn_and_more_often_at_peak(test_of_channel: ChannelTest):
    assert [order_due_tests(NOW), order_due_tests(NOW)] == [1, 0]
    test_of_channel.refresh_from_db()
    assert test_of_channel.next_at == NOW + timedelta(minutes=30)

    peak = {"peak_from": time(9), "peak_until": time(11), "peak_minutes": 5}
    ChannelTest.objects.update(**peak)
    test_of_channel.refresh_from_db()

    assert test_of_channel.after(NOW) == NOW + timedelta(minutes=5)  # 10:00 in London
    assert test_of_channel.after(NOW + timedelta(hours=1)) == NOW + timedelta(minutes=90)
    ChannelTest.objects.update(is_on=False, next_at=NOW)
    assert order_due_tests(NOW) == 0


def test_what_is_under_way_is_not_sent_again_whatever_happens(
    test_of_channel: ChannelTest, book: Book
):
    """The worker died in the middle: nobody knows what became of it, and nobody asks twice."""
    made = order_tests(test_of_channel, actor=None, now=timezone.now())
    TestPayment.objects.update(state="asked", asked_at=timezone.now())

    assert send_tests() == 0
    with pytest.raises(ValidationError, match="under way"):
        order_tests(test_of_channel, actor=None, now=timezone.now())
    TestPayment.objects.update(asked_at=timezone.now() - sending.BROKEN_OFF - timedelta(1))
    send_tests()

    assert set(TestPayment.objects.values_list("state", "words")) == {
        ("no_answer", "whoever sent it broke off")
    }
    assert book.ordered() == []
    assert len(made) == 4


def test_who_is_on_duty_hears_once_of_a_row_of_failures(test_of_channel: ChannelTest, book: Book):
    ChannelTest.objects.update(escalates_after=2)
    test_of_channel.refresh_from_db()
    book.mood = Mood.BROKEN

    told = []
    for _run in range(4):
        run(test_of_channel)
        told.append(Escalation.objects.filter(kind="probe").count())

    assert told == [0, 1, 1, 1]
    assert Escalation.objects.get().address == "/channels/bank/"


def test_a_walk_reads_the_last_test_within_the_limits_of_the_hour_before(
    test_of_channel: ChannelTest,
):
    channel = test_of_channel.channel
    values = {"channel": channel, "amount": 5, "currency": "GBP"}
    for number, (minutes, edge, state) in enumerate([
        (90, "least", "no_answer"), (20, "least", "accepted"), (5, "above", "refused"),
    ]):  # fmt: skip
        at = NOW - timedelta(minutes=minutes)
        more = {"asked_at": at, "ended_at": at, "answer_ms": 700, "reference": f"CWT-{number}"}
        TestPayment.objects.create(edge=edge, state=state, **more, **values)

    def facts(minutes: int) -> tuple[Any, Any]:
        at = NOW - timedelta(minutes=minutes)
        found = build_facts(make_payment(channel=channel, initiated_at=at), now=NOW)
        return found["test_payment"], found["test_payment_ms"]

    assert [facts(0), facts(60), facts(29), facts(200)] == [
        ("accepted", 700),
        ("no_answer", 700),
        (None, None),
        (None, None),
    ]
