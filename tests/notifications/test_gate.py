"""The last look at messages before they leave."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from support.customers.models import Customer
from support.notifications.delivery.last_look import check, check_batch
from support.notifications.models import Notification, Reason, State, Suppression
from support.notifications.outbox.policy import SEND, Action, Decision
from support.notifications.services import queue_message
from support.notifications.signals import facts_asked
from tests.notifications.making import CONTEXT, NOW, make_customer

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def queued(customer: Customer | None = None, event: str = "solution", **more: Any) -> Notification:
    """Queue one message as the delivery reads it."""
    channel = more.pop("channel", "email")
    thread = more.pop("thread", "CW-4T7KQ2MZ")
    context = CONTEXT | {"code": "123456", "survey_url": "https://pay.casewalk.example/survey"}
    message = queue_message(
        customer or make_customer(),
        event,
        channel=channel,
        dedupe_key=f"k{Notification.objects.count()}",
        context=context | more.pop("context", {}),
        thread=thread,
        now=NOW,
    )
    return again(message, **more)


def again(message: Notification, **changes: Any) -> Notification:
    if changes:
        Notification.objects.filter(pk=message.pk).update(**changes)
    return Notification.objects.select_related("customer").get(pk=message.pk)


def sent(customer: Customer, count: int, *, ago: timedelta = MINUTE, **more: Any) -> None:
    for number in range(count):
        context = {"expected": f"{Notification.objects.count()} {number}"}
        queued(customer, state=State.SENT, sent_at=NOW - ago, thread="", context=context, **more)


def suppress(channel: str, address: str, **more: Any) -> Suppression:
    return Suppression.objects.create(
        channel=channel, address=address, why=Suppression.Why.BOUNCED, created_at=NOW, **more
    )


def test_what_nothing_speaks_against_leaves() -> None:
    assert check(queued(), NOW) == SEND


def test_a_batch_costs_one_query_however_large(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    batch = [queued(make_customer(email=f"a{number}@b.test")) for number in range(20)]

    with django_assert_num_queries(1):
        decisions = check_batch(batch, NOW)

    assert decisions == {row.pk: SEND for row in batch}


def test_nothing_to_judge_costs_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert check_batch([], NOW) == {}


def test_an_event_that_no_longer_is_passes_and_fails_where_it_is_worded() -> None:
    message = again(queued(), event="of-yesterday")

    assert check(message, NOW) == SEND


@pytest.mark.parametrize("address", ["li@example.test", "LI@Example.test"])
def test_a_suppressed_address_is_not_written_to(address: str) -> None:
    suppress("email", "li@example.test")

    decision = check(queued(make_customer(email=address)), NOW)

    assert decision == Decision(Action.DROP, None, Reason.SUPPRESSED, State.FAILED)


def test_what_was_released_or_is_another_channels_is_not_suppressed() -> None:
    suppress("email", "li@example.test", released_at=NOW)
    suppress("sms", "li@example.test")
    suppress("email", "wu@example.test")

    assert check(queued(), NOW) == SEND


def test_wishes_changed_while_it_waited_count() -> None:
    customer = make_customer()
    message = queued(customer, "survey")
    Customer.objects.filter(pk=customer.pk).update(only_essential=True)

    assert check(again(message), NOW).reason == Reason.OPTED_OUT


def test_quiet_hours_that_began_while_it_waited_hold_it() -> None:
    customer = make_customer(quiet_from=time(9, 30), quiet_until=time(11))
    message = queued(customer)

    decision = check(message, NOW + 45 * MINUTE)

    assert decision == Decision(Action.HOLD, NOW + 120 * MINUTE, Reason.QUIET)


def test_test_mode_switched_on_while_it_waited_counts(settings: Settings) -> None:
    message = queued()
    settings.ONLY_REACH = ["@other.test"]

    assert check(message, NOW).reason == Reason.TEST_MODE


# Caps


def test_the_eleventh_text_of_a_day_waits() -> None:
    customer = make_customer()
    sent(customer, 9, channel="sms")
    message = queued(customer, channel="sms")
    assert check(message, NOW) == SEND

    sent(customer, 1, channel="sms", ago=2 * MINUTE)

    held_until = NOW + timedelta(hours=24) - 2 * MINUTE
    assert check(message, NOW) == Decision(Action.HOLD, held_until, Reason.CAPPED)


def test_what_is_urgent_or_went_elsewhere_is_not_counted() -> None:
    customer, other = make_customer(), make_customer(email="wu@example.test")
    sent(customer, 10, channel="sms", event="agent-reply")
    sent(customer, 10, channel="email")
    sent(other, 10, channel="sms")
    sent(customer, 10, channel="sms", ago=timedelta(hours=24))

    assert check(queued(customer, channel="sms"), NOW) == SEND


def test_the_cap_is_a_setting(settings: Settings) -> None:
    customer = make_customer()
    sent(customer, 2)
    message = queued(customer)

    settings.EMAIL_DAILY_CAP = 2
    assert check(message, NOW).reason == Reason.CAPPED
    settings.EMAIL_DAILY_CAP = 0
    assert check(message, NOW) == SEND


def test_codes_are_counted_by_number_whoever_asks_for_them() -> None:
    for number in range(5):
        somebody = make_customer(email=f"a{number}@b.test", phone="+8613800000009")
        code = queued(somebody, "contact-code", channel="sms", thread="")
        again(code, state=State.SENT, sent_at=NOW - (number + 2) * MINUTE)
    one_more = make_customer(email="one@b.test", phone="+8613800000009")
    elsewhere = make_customer(email="two@b.test", phone="+8613800000010")

    refused = check(queued(one_more, "contact-code", channel="sms", thread=""), NOW)

    assert refused == Decision(Action.DROP, None, Reason.CAPPED, State.CANCELLED)
    assert check(queued(elsewhere, "contact-code", channel="sms", thread=""), NOW) == SEND


@pytest.mark.parametrize(
    ("reply", "channel", "held"),
    [("Yes.", "sms", True), ("No.", "sms", False), ("Yes.", "email", False)],
)
def test_the_same_words_to_the_same_phone_wait_half_a_minute(
    reply: str, channel: str, held: bool
) -> None:
    customer = make_customer()
    ago = timedelta(seconds=10)
    first = queued(customer, "agent-reply", channel=channel, context={"reply": "Yes."})
    again(first, state=State.SENT, sent_at=NOW - ago)

    message = queued(customer, "agent-reply", channel=channel, context={"reply": reply})

    assert (check(message, NOW).until == NOW + timedelta(seconds=20)) == held


# What it tells may be over


@pytest.fixture
def over() -> Iterator[set[UUID]]:
    """What an app above the outbox says to be over; a stand-in for the cases."""
    found: set[UUID] = set()

    def hear(**_asked: Any) -> set[UUID]:
        return found

    facts_asked.connect(hear)
    yield found
    facts_asked.disconnect(hear)


def test_what_is_over_is_not_told_after_it_was_deferred(over: set[UUID]) -> None:
    message = queued(attempts=1)
    over.add(message.pk)

    decision = check(message, NOW)

    assert decision == Decision(Action.DROP, None, Reason.OVER, State.CANCELLED)


@pytest.mark.parametrize(("later", "is_asked"), [(0, False), (29, False), (31, True)])
def test_what_leaves_at_once_is_not_asked_about(
    over: set[UUID], later: int, is_asked: bool
) -> None:
    message = queued()
    over.add(message.pk)

    decision = check(message, NOW + timedelta(seconds=later))

    assert (decision.reason == Reason.OVER) == is_asked


def deferred_and_newer(customer: Customer, event: str, now: datetime, **more: Any) -> Notification:
    """Defer a message while a provider has it, and tell the state anew meanwhile."""
    older = queued(customer, attempts=1, state=State.CLAIMED, lease_until=NOW + MINUTE)
    queue_message(
        customer, event, channel=more.pop("channel", "email"), dedupe_key="newer",
        context=CONTEXT, thread=more.pop("thread", "CW-4T7KQ2MZ"), now=now,
    )  # fmt: skip
    return again(older)


NEWER: list[tuple[str, dict[str, Any], bool]] = [
    ("case-resolved", {}, True),
    ("case-resolved", {"thread": "CW-OTHER"}, False),
    ("case-resolved", {"channel": "sms"}, True),
    ("agent-reply", {}, False),
]


@pytest.mark.parametrize(("event", "more", "is_told"), NEWER)
def test_an_older_state_never_follows_a_newer_one(
    event: str, more: dict[str, Any], is_told: bool
) -> None:
    older = deferred_and_newer(make_customer(), event, NOW + MINUTE, **more)

    decision = check(older, NOW + 2 * MINUTE)

    if is_told:
        assert decision == Decision(Action.DROP, None, Reason.NEWER, State.SUPERSEDED)
    else:
        assert decision == SEND


def test_the_same_told_on_the_other_channel_is_not_newer() -> None:
    older = deferred_and_newer(make_customer(), "solution", NOW, channel="sms")

    assert check(older, NOW) == SEND


def test_what_stands_in_is_as_old_as_what_failed() -> None:
    customer = make_customer()
    failed = queued(customer, state=State.FAILED, reason=Reason.REFUSED)
    queue_message(
        customer, "case-resolved", channel="sms", dedupe_key="newer", context=CONTEXT,
        thread="CW-4T7KQ2MZ", now=NOW + MINUTE,
    )  # fmt: skip
    stand_in = queued(customer, channel="sms", stands_in_for=failed)

    assert check(stand_in, NOW).reason == Reason.NEWER
