"""What follows when a message failed for good."""

import threading
from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from support.notifications.models import Notification, Reason, State, Suppression, Urgency
from support.notifications.outbox.other_channel import after_failure
from support.notifications.services import notify, queue_message
from support.notifications.signals import not_reached
from tests.notifications.making import CONTEXT, NOW, make_customer

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
THREAD = "CW-4T7KQ2MZ"


@pytest.fixture
def to_call() -> Iterator[list[Notification]]:
    """The messages of which somebody was told that they reached nobody."""
    told: list[Notification] = []

    def hear(notification: Notification, **_more: Any) -> None:
        told.append(notification)

    not_reached.connect(hear)
    yield told
    not_reached.disconnect(hear)


def fail(message: Notification, **changes: Any) -> Notification | None:
    """Have a message fail for good, as the outbox records it."""
    values: dict[str, Any] = {"state": State.FAILED, "reason": Reason.NO_ADDRESS}
    with transaction.atomic():
        Notification.objects.filter(pk=message.pk).update(**values | changes)
        message.refresh_from_db()
        return after_failure(message, now=NOW + MINUTE)


def mail(customer: Any = None, event: str = "solution", **more: Any) -> Notification:
    return queue_message(
        customer or make_customer(),
        event,
        channel=more.pop("channel", "email"),
        dedupe_key=more.pop("key", "told:email"),
        context=CONTEXT | {"survey_url": "https://pay.casewalk.example/x", "code": "123456"},
        thread=THREAD,
        now=NOW,
    )


def test_the_other_channel_tells_the_same(to_call: list[Notification]) -> None:
    failed = mail(event="agent-reply")

    stand_in = fail(failed)

    assert stand_in is not None
    assert (stand_in.channel, stand_in.address) == ("sms", "+8613800000001")
    assert (stand_in.event, stand_in.context, stand_in.thread) == (
        failed.event, failed.context, THREAD,
    )  # fmt: skip
    assert (stand_in.urgency, stand_in.state) == (Urgency.URGENT, State.QUEUED)
    assert stand_in.stands_in_for_id == failed.pk
    assert stand_in.not_before == NOW + MINUTE
    assert to_call == []


def test_it_stands_in_once_however_often_it_is_asked(to_call: list[Notification]) -> None:
    failed = mail()

    fail(failed)
    fail(failed)

    assert Notification.objects.filter(channel="sms").count() == 1
    assert to_call == []


def test_when_what_stands_in_fails_as_well_somebody_is_to_call(
    to_call: list[Notification],
) -> None:
    stand_in = fail(mail())
    assert stand_in is not None

    assert fail(stand_in) is None

    assert to_call == [stand_in]
    assert Notification.objects.count() == 2


UNREACHABLE = [
    {"phone": ""},
    {"wants_sms": False},
    {"is_phone_proven": False},
]


@pytest.mark.parametrize("customer", UNREACHABLE)
def test_without_another_channel_somebody_is_to_call(
    customer: dict[str, Any], to_call: list[Notification]
) -> None:
    failed = mail(make_customer(**customer))

    assert fail(failed) is None

    assert to_call == [failed]
    assert Notification.objects.count() == 1


def test_a_message_that_never_had_an_address_goes_out_on_the_other_channel() -> None:
    failed = mail(make_customer(phone=""), channel="sms", key="k")

    assert (failed.state, failed.reason) == (State.FAILED, Reason.NO_ADDRESS)
    stand_in = Notification.objects.get(stands_in_for=failed)
    assert (stand_in.channel, stand_in.dedupe_key) == ("email", "k:email")


BESIDE: list[tuple[str, bool]] = [
    # how the other channel fares when this one fails, whether somebody is to call
    (State.QUEUED, False),
    (State.CLAIMED, False),
    (State.SENT, False),
    (State.DELIVERED, False),
    (State.SUPERSEDED, False),
    (State.FAILED, True),
    (State.NEEDS_PERSON, True),
    (State.CANCELLED, True),
]


@pytest.mark.parametrize(("state", "calls"), BESIDE)
def test_what_both_channels_were_told_is_not_told_a_third_time(
    state: str, calls: bool, to_call: list[Notification]
) -> None:
    email, sms = notify(make_customer(), "solution", dedupe_key="k", context=CONTEXT, now=NOW)
    Notification.objects.filter(pk=sms.pk).update(
        state=state, reason=Reason.REFUSED, sent_at=NOW, lease_until=NOW
    )

    assert fail(email) is None

    assert Notification.objects.count() == 2
    assert bool(to_call) == calls


@pytest.mark.django_db(transaction=True)
def test_two_channels_that_fail_at_once_are_noticed_all_the_same(
    to_call: list[Notification],
) -> None:
    rows = notify(make_customer(), "solution", dedupe_key="k", context=CONTEXT, now=NOW)
    start = threading.Barrier(2)

    def fail_in_its_own_transaction(row: Notification) -> None:
        try:
            with transaction.atomic():
                Notification.objects.filter(pk=row.pk).update(
                    state=State.FAILED, reason=Reason.REFUSED
                )
                start.wait(5)
                after_failure(Notification.objects.get(pk=row.pk), now=NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=fail_in_its_own_transaction, args=[row]) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert len(to_call) == 1


def test_an_uncertain_text_is_not_sent_again_but_told_by_mail(
    to_call: list[Notification],
) -> None:
    sms = mail(channel="sms", key="told:sms")

    stand_in = fail(sms, state=State.NEEDS_PERSON, reason=Reason.UNCERTAIN)

    assert stand_in is not None
    assert stand_in.channel == "email"
    sms.refresh_from_db()
    assert sms.state == State.NEEDS_PERSON
    assert to_call == []


def test_an_uncertain_text_to_somebody_without_mail_is_for_a_person(
    to_call: list[Notification],
) -> None:
    sms = mail(make_customer(email=""), channel="sms", key="told:sms")

    fail(sms, state=State.NEEDS_PERSON, reason=Reason.UNCERTAIN)

    assert to_call == [sms]


@pytest.mark.parametrize("event", ["survey", "contact-code"])
def test_nobody_calls_about_what_nobody_has_to_know(
    event: str, to_call: list[Notification]
) -> None:
    fail(mail(event=event))

    assert Notification.objects.count() == 1
    assert to_call == []


def test_what_was_told_anew_meanwhile_needs_no_stand_in(to_call: list[Notification]) -> None:
    customer = make_customer()
    failed = mail(customer)
    Notification.objects.filter(pk=failed.pk).update(state=State.CLAIMED, lease_until=NOW + MINUTE)
    mail(customer, "case-resolved", key="newer:email")

    assert fail(failed) is None

    assert not Notification.objects.filter(channel="sms").exists()
    assert to_call == []


def test_what_stands_in_keeps_quiet_hours_too() -> None:
    customer = make_customer(quiet_from=time(9), quiet_until=time(18))
    failed = mail(customer)

    stand_in = fail(failed)

    assert stand_in is not None
    assert (stand_in.reason, stand_in.not_before) == (Reason.QUIET, NOW + timedelta(hours=9))


def test_what_stands_in_goes_out_at_the_end_of_the_outboxs_own_road() -> None:
    from tests.notifications.making import send

    Suppression.objects.create(
        channel="email", address="li@example.test", why="bounced", created_at=NOW
    )
    message = queue_message(
        make_customer(), "solution", channel="email", dedupe_key="k", context=CONTEXT
    )

    send(message)

    stand_in = Notification.objects.get(stands_in_for=message)
    assert (message.state, message.reason) == (State.FAILED, Reason.SUPPRESSED)
    assert send(stand_in).state == State.SENT
