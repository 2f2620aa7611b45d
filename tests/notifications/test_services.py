"""Queueing messages, sending them again, cancelling them."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from support.notifications.models import Notification, Reason, State
from support.notifications.services import (
    cancel_notification,
    notify,
    queue_message,
    retry_notification,
)
from tests.factories import make_agent
from tests.notifications.making import CONTEXT, NOW, make_customer, make_notification

pytestmark = pytest.mark.django_db
Captured = Callable[..., "contextmanager[list[Callable[[], None]]]"]


def test_a_message_is_stored_with_all_that_sending_needs() -> None:
    customer = make_customer(locale="zh-CN", name="李伟")

    message = queue_message(
        customer,
        "solution",
        channel="email",
        dedupe_key="k",
        context=CONTEXT | {"payment": "PO\n1", "card": "4111"},
        thread="CW-4T7KQ2MZ",
        now=NOW,
    )

    message.refresh_from_db()
    assert (message.state, message.address, message.language) == (
        State.QUEUED, "li@example.test", "zh-hans",
    )  # fmt: skip
    assert message.message_id == f"<{message.pk}@casewalk.example>"
    assert (message.not_before, message.created_at) == (NOW, NOW)
    assert message.expires_at == NOW + timedelta(hours=24)
    assert message.context["payment"] == "PO 1"
    assert "card" not in message.context


def test_the_same_key_again_returns_the_first_message_and_wakes_nobody(
    django_capture_on_commit_callbacks: Captured,
) -> None:
    customer = make_customer()
    first = queue_message(customer, "solution", channel="email", dedupe_key="k", context=CONTEXT)

    with django_capture_on_commit_callbacks() as callbacks:
        second = queue_message(customer, "case-resolved", channel="sms", dedupe_key="k", context={})

    assert (second.pk, second.event) == (first.pk, "solution")
    assert Notification.objects.count() == 1
    assert callbacks == []


def test_a_customer_is_told_once_on_each_channel_that_reaches_him() -> None:
    both, mail_only, nobody = (
        make_customer(),
        make_customer(email="a@b.test", phone=""),
        (make_customer(email="", phone="")),
    )

    told = [
        [row.channel for row in notify(who, "solution", dedupe_key=f"k{who.pk}", context=CONTEXT)]
        for who in (both, both, mail_only, nobody)
    ]

    assert told == [["email", "sms"], ["email", "sms"], ["email"], []]
    assert set(Notification.objects.values_list("dedupe_key", flat=True)) == {
        f"k{both.pk}:email", f"k{both.pk}:sms", f"k{mail_only.pk}:email",
    }  # fmt: skip


def test_telling_on_both_channels_costs_two_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    customer = make_customer()

    with transaction.atomic(), django_assert_num_queries(2):
        notify(customer, "solution", dedupe_key="k", context=CONTEXT)


def test_a_customer_without_address_leaves_a_failed_message_to_be_seen() -> None:
    message = make_notification(make_customer(phone=""), channel="sms")

    assert (message.state, message.reason) == (State.FAILED, Reason.NO_ADDRESS)


def test_an_unknown_event_or_channel_is_refused() -> None:
    customer = make_customer()

    with pytest.raises(KeyError):
        queue_message(customer, "party", channel="email", dedupe_key="k", context={})
    with pytest.raises(ValueError, match="fax"):
        queue_message(customer, "solution", channel="fax", dedupe_key="k", context={})


@pytest.mark.django_db(transaction=True)
def test_queueing_one_event_in_several_threads_at_once_stores_one_message() -> None:
    customer = make_customer()
    start = threading.Barrier(4)
    found: list[object] = []

    def queue() -> None:
        start.wait(5)
        try:
            found.append(
                queue_message(
                    customer, "solution", channel="email", dedupe_key="k", context=CONTEXT
                ).pk
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=queue) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert len(found) == 4
    assert set(found) == {Notification.objects.get().pk}


def test_a_message_of_a_transaction_that_is_rolled_back_is_never_sent(
    django_capture_on_commit_callbacks: Captured,
) -> None:
    @contextmanager
    def undone() -> Iterator[None]:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    customer = make_customer()
    with django_capture_on_commit_callbacks() as callbacks, undone():
        make_notification(customer)

    assert not Notification.objects.exists()
    assert callbacks == []


def test_a_failed_message_goes_out_again_to_the_customers_present_address(
    django_capture_on_commit_callbacks: Captured,
) -> None:
    customer = make_customer(email="typo@exmaple.test")
    message = make_notification(customer, state=State.FAILED, reason=Reason.REFUSED)
    customer.email = "li@example.test"
    customer.save(update_fields=["email"])

    with django_capture_on_commit_callbacks() as callbacks:
        retry_notification(message, now=NOW)

    message.refresh_from_db()
    assert (message.state, message.reason, message.address) == (State.QUEUED, "", "li@example.test")
    assert message.expires_at == NOW + timedelta(hours=24)
    assert len(callbacks) == 1


def test_who_sent_a_message_again_is_written_down() -> None:
    message = make_notification(state=State.FAILED, reason=Reason.REFUSED, attempts=2)

    retry_notification(message, actor=make_agent("amy"), now=NOW)

    attempt = message.attempt_rows.get()
    assert (attempt.number, attempt.ok, attempt.words) == (2, False, "Sent again by amy.")


@pytest.mark.parametrize("state", [State.QUEUED, State.CANCELLED])
def test_only_a_failed_message_is_sent_again(state: State) -> None:
    message = make_notification(state=state)

    with pytest.raises(ValidationError) as refusal:
        retry_notification(message)

    assert refusal.value.code == "not_failed"


def test_a_message_that_nobody_can_get_is_not_sent_again() -> None:
    message = make_notification(make_customer(phone=""), channel="sms")

    with pytest.raises(ValidationError) as refusal:
        retry_notification(message)

    assert refusal.value.code == "no_address"


def test_a_waiting_message_can_be_cancelled_once() -> None:
    message = make_notification()

    cancel_notification(message, now=NOW)

    message.refresh_from_db()
    assert message.state == State.CANCELLED
    with pytest.raises(ValidationError) as refusal:
        cancel_notification(message)
    assert refusal.value.code == "not_queued"


def test_a_held_message_that_is_cancelled_no_longer_says_why_it_waited() -> None:
    message = make_notification(reason=Reason.QUIET)

    cancelled = cancel_notification(message, actor=make_agent("amy"), now=NOW)

    assert cancelled.reason == ""
    assert message.attempt_rows.get().words == "Cancelled by amy."
