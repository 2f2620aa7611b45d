"""What people decide about messages in trouble: many again, another channel, what was found out."""

from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from support.notifications.models import Notification, Reason, State
from support.notifications.services import (
    notify,
    retry_many,
    send_by_other_channel,
    settle_by_hand,
)
from tests.factories import make_agent
from tests.notifications.making import CONTEXT, NOW, make_customer, make_notification

pytestmark = pytest.mark.django_db
Captured = Callable[..., "contextmanager[list[Callable[[], None]]]"]


# Many at once


def test_of_many_messages_those_in_trouble_are_sent_again(
    django_capture_on_commit_callbacks: Captured,
) -> None:
    customer = make_customer()
    for state, reason in [
        (State.FAILED, Reason.REFUSED),
        (State.NEEDS_PERSON, Reason.UNCERTAIN),
        (State.QUEUED, ""),
        (State.CANCELLED, ""),
    ]:
        make_notification(customer, state=state, reason=reason)

    with django_capture_on_commit_callbacks() as callbacks:
        count = retry_many(Notification.objects.all(), actor=make_agent(), now=NOW)

    assert count == 2
    assert Notification.objects.filter(state=State.QUEUED).count() == 3
    assert callbacks
    assert retry_many(Notification.objects.all(), actor=make_agent(), now=NOW) == 0


def test_of_many_messages_only_the_chosen_ones_are_sent_again() -> None:
    customer = make_customer()
    wanted, other = (
        make_notification(customer, state=State.FAILED, reason=Reason.REFUSED) for _n in range(2)
    )

    assert retry_many(Notification.objects.filter(pk=wanted.pk), actor=None, now=NOW) == 1

    other.refresh_from_db()
    assert other.state == State.FAILED
    assert wanted.attempt_rows.get().words == "Sent again by the system."


def test_of_many_messages_one_that_nobody_can_get_is_left() -> None:
    make_notification(make_customer(phone="", email=""), channel="sms")

    assert retry_many(Notification.objects.all(), actor=make_agent(), now=NOW) == 0


# By the other channel


@pytest.mark.parametrize(
    "state", [State.FAILED, State.NEEDS_PERSON, State.SENT, State.DELIVERED, State.CANCELLED]
)
def test_an_agent_sends_the_same_by_the_other_channel(state: str) -> None:
    message = make_notification(state=state, reason=Reason.REFUSED, sent_at=NOW)

    other = send_by_other_channel(message, actor=make_agent("amy"), now=NOW)

    assert (other.channel, other.address, other.state) == ("sms", "+8613800000001", State.QUEUED)
    assert (other.context, other.stands_in_for) == (message.context, message)
    assert message.attempt_rows.get().words == "Sent by the other channel by amy."


REFUSED = [
    # the customer, where the message stands, why it can't be sent by the other channel
    ({}, State.QUEUED, "open"),
    ({}, State.CLAIMED, "open"),
    ({}, State.SUPERSEDED, "superseded"),
    ({"phone": ""}, State.FAILED, "no_address"),
    ({"wants_sms": False}, State.FAILED, "unwanted"),
    ({"is_phone_proven": False}, State.FAILED, "unwanted"),
]


@pytest.mark.parametrize(("customer", "state", "code"), REFUSED)
def test_the_other_channel_is_refused_with_a_reason(
    customer: dict[str, object], state: str, code: str
) -> None:
    message = make_notification(
        make_customer(**customer), state=state, reason=Reason.REFUSED, lease_until=NOW
    )

    with pytest.raises(ValidationError) as refusal:
        send_by_other_channel(message, actor=make_agent(), now=NOW)

    assert refusal.value.code == code
    assert Notification.objects.count() == 1
    assert not message.attempt_rows.exists()


def test_the_other_channel_is_used_once() -> None:
    message = make_notification(state=State.FAILED, reason=Reason.REFUSED)
    send_by_other_channel(message, actor=make_agent(), now=NOW)

    with pytest.raises(ValidationError) as refusal:
        send_by_other_channel(message, actor=make_agent(), now=NOW)

    assert refusal.value.code == "other_channel"


def test_what_both_channels_carry_is_not_sent_a_third_time() -> None:
    email, _sms = notify(make_customer(), "solution", dedupe_key="k", context=CONTEXT, now=NOW)
    Notification.objects.filter(pk=email.pk).update(state=State.FAILED, reason=Reason.REFUSED)

    with pytest.raises(ValidationError) as refusal:
        send_by_other_channel(email, actor=make_agent(), now=NOW)

    assert refusal.value.code == "other_channel"


def test_a_code_is_never_sent_by_the_other_channel() -> None:
    code = make_notification(
        event="contact-code", context={"code": "123456"}, state=State.FAILED, reason=Reason.REFUSED
    )

    with pytest.raises(ValidationError) as refusal:
        send_by_other_channel(code, actor=make_agent(), now=NOW)

    assert refusal.value.code == "code"


# What a person found out


def uncertain() -> Notification:
    return make_notification(
        channel="sms", state=State.NEEDS_PERSON, reason=Reason.UNCERTAIN, handed_at=NOW
    )


def test_somebody_says_that_a_text_arrived() -> None:
    message = uncertain()
    later = NOW + timedelta(hours=1)

    settled = settle_by_hand(message, arrived=True, actor=make_agent("amy"), now=later)

    assert (settled.state, settled.reason, settled.sent_at) == (State.DELIVERED, "", NOW)
    attempt = message.attempt_rows.get()
    assert (attempt.ok, attempt.words) == (True, "It arrived, says amy.")


def test_somebody_says_that_a_text_did_not_arrive_and_it_goes_out_again() -> None:
    message = uncertain()

    settled = settle_by_hand(message, arrived=False, actor=make_agent("amy"), now=NOW)

    assert (settled.state, settled.reason, settled.doubts) == (State.QUEUED, "", 0)
    assert message.attempt_rows.get().words == "Sent again by amy."


@pytest.mark.parametrize("state", [State.FAILED, State.SENT, State.QUEUED])
def test_nobody_settles_what_is_certain(state: str) -> None:
    message = make_notification(state=state, reason=Reason.REFUSED, sent_at=NOW)

    with pytest.raises(ValidationError) as refusal:
        settle_by_hand(message, arrived=True, actor=make_agent(), now=NOW)

    assert refusal.value.code == "not_uncertain"


def test_a_message_is_settled_by_hand_once() -> None:
    message = uncertain()
    settle_by_hand(message, arrived=False, actor=make_agent(), now=NOW)

    with pytest.raises(ValidationError) as refusal:
        settle_by_hand(message, arrived=True, actor=make_agent(), now=NOW)

    assert refusal.value.code == "not_uncertain"
