"""SMTP servers that refuse, defer, hang up and are gone."""

import pytest
from pytest_django.fixtures import Settings

from support.notifications.delivery.draining import drain, sweep_outbox
from support.notifications.models import Notification, State
from support.notifications.transports.smtp import sending as smtp
from tests.notifications.making import let_time_pass, make_customer, make_notification
from tests.notifications.smtp_sink import Sink

pytestmark = pytest.mark.django_db


def delivered(message: Notification) -> Notification:
    drain(message.channel)
    message.refresh_from_db()
    return message


@pytest.mark.parametrize(
    ("stage", "reply", "state", "reason"),
    [
        ("on_recipient", "550 5.1.1 no such user", State.FAILED, "no_address"),
        ("on_recipient", "451 4.7.1 greylisted", State.QUEUED, "busy"),
        ("on_recipient", "421 4.3.2 closing", State.QUEUED, "busy"),
        ("on_mail", "550 5.7.1 sender blocked", State.FAILED, "blocked"),
        ("on_mail", "530 5.7.0 sign in first", State.QUEUED, "technical"),
        ("on_mail", "452 4.3.1 full", State.QUEUED, "busy"),
        ("on_data", "554 5.7.1 looks like spam", State.FAILED, "blocked"),
        ("on_data", "451 4.3.0 try later", State.QUEUED, "busy"),
    ],
)
def test_a_refusal_for_good_ends_it_and_one_in_passing_does_not(
    sink: Sink, stage: str, reply: str, state: State, reason: str
) -> None:
    setattr(sink, stage, lambda _what: reply)

    message = delivered(make_notification())

    assert (message.state, message.reason, message.attempts) == (state, reason, 1)
    attempt = message.attempt_rows.get()
    assert attempt.words == reply
    assert attempt.permanent == (state == State.FAILED)


def test_a_permanent_refusal_is_tried_once_and_the_next_message_still_goes_out(sink: Sink) -> None:
    sink.on_recipient = lambda address: "550 no" if address.startswith("gone") else None
    gone = make_notification(make_customer(email="gone@example.test"), dedupe_key="gone")
    there = make_notification(make_customer(), dedupe_key="there")

    sweep_outbox()
    let_time_pass()
    sweep_outbox()

    gone.refresh_from_db()
    there.refresh_from_db()
    assert (gone.state, gone.attempts, there.state) == (State.FAILED, 1, State.SENT)


def test_a_message_deferred_in_passing_goes_out_later(sink: Sink) -> None:
    answers = iter(["451 later", "421 later"])
    sink.on_recipient = lambda _address: next(answers, None)
    message = make_notification()

    for _try in range(3):
        sweep_outbox()
        let_time_pass(hours=0.1)

    message.refresh_from_db()
    assert message.state == State.SENT
    assert [row.ok for row in message.attempt_rows.all()] == [False, False, True]


def test_a_server_that_hangs_up_after_data_gets_the_same_message_id_again(sink: Sink) -> None:
    sink.hangs_up_after_data = 1
    message = make_notification()

    first = delivered(message)
    assert (first.state, first.reason) == (State.QUEUED, "uncertain")
    let_time_pass(hours=0.1)
    sweep_outbox()

    message.refresh_from_db()
    assert message.state == State.SENT
    assert sink.times_received() == {message.message_id: 2}


def test_a_server_that_is_gone_is_tried_again(sink: Sink, settings: Settings) -> None:
    sink.stop()

    message = delivered(make_notification())
    sink.start()
    let_time_pass(hours=0.1)
    sweep_outbox()

    assert (message.state, message.reason) == (State.QUEUED, "technical")
    message.refresh_from_db()
    assert message.state == State.SENT


def test_many_messages_share_one_connection(sink: Sink) -> None:
    customer = make_customer()
    for number in range(10):
        make_notification(customer, thread=f"CW-{number}")

    sweep_outbox()

    assert len(sink.messages) == 10
    assert sink.connections == 1


def test_a_connection_is_renewed_after_its_share_of_messages_and_when_it_was_silent(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = make_customer()
    monkeypatch.setattr(smtp, "MESSAGES_PER_CONNECTION", 2)
    for number in range(4):
        make_notification(customer, thread=f"CW-{number}")
    sweep_outbox()
    assert sink.connections == 2

    monkeypatch.setattr(smtp, "IDLE_SECONDS", 0.0)
    make_notification(customer, thread="CW-LATE")
    sweep_outbox()

    assert sink.connections == 3
    assert len(sink.messages) == 5


def test_a_server_that_has_enough_of_a_connection_costs_no_attempt(sink: Sink) -> None:
    customer = make_customer()
    delivered(make_notification(customer, thread="CW-1"))
    second = make_notification(customer, thread="CW-2")
    answers = iter(["421 4.7.0 too many messages on this connection"])
    sink.on_mail = lambda _address: next(answers, None)

    assert delivered(second).state == State.SENT
    assert second.attempts == 1
    assert sink.connections == 2
