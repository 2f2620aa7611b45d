"""What is written down of an attempt."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from support.notifications.delivery.claiming import claim_batch
from support.notifications.delivery.handover import Acceptance, begin, record_sent
from support.notifications.delivery.settling import (
    record_bounce,
    record_delivered,
    record_failure,
    release,
)
from support.notifications.models import Attempt, Notification, Provider, Reason, State
from support.notifications.transports import TransportError
from support.notifications.words.rendering import Rendered
from tests.notifications.making import NOW, make_customer, make_notification

pytestmark = pytest.mark.django_db
RENDERED = Rendered(subject="S", text="T", html="<p>H</p>")
LATER = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def files_only(settings: Settings) -> None:
    settings.EMAIL_URL = settings.SMS_URL = "files:"


def begun(channel: str = "email", **overrides: Any) -> Notification:
    """A message that was handed over a moment ago."""
    make_notification(make_customer(), channel=channel, now=NOW, **overrides)
    (message,) = claim_batch(channel, NOW).notifications
    assert begin(message, RENDERED, NOW)
    return message


def sent(message: Notification, segments: int = 0, cost: str = "0") -> None:
    record_sent(Acceptance(message, "p-7", NOW, LATER, segments=segments, cost=Decimal(cost)))


def failed(message: Notification, reason: str = "busy", **kind: Any) -> Notification:
    kind = {"permanent": False, "words": "451 later", **kind}
    record_failure(message, TransportError(reason, **kind), started_at=NOW, now=NOW)
    return Notification.objects.get(pk=message.pk)


def test_before_a_provider_is_called_it_is_written_down_with_the_words() -> None:
    message = begun()

    stored = Notification.objects.get()
    assert (stored.handed_at, stored.attempts) == (NOW, 1)
    assert (message.handed_at, message.attempts) == (NOW, 1)
    assert (stored.subject, stored.text, stored.html) == ("S", "T", "<p>H</p>")


def test_what_somebody_else_holds_is_not_begun() -> None:
    make_notification(now=NOW)
    (message,) = claim_batch("email", NOW).notifications
    Notification.objects.update(claimed_by="another")

    assert not begin(message, RENDERED, NOW)
    assert Notification.objects.get().handed_at is None


def test_what_was_sent_is_written_down() -> None:
    message = begun()

    sent(message)

    stored = Notification.objects.get()
    assert (stored.state, stored.provider_id, stored.sent_at) == (State.SENT, "p-7", LATER)
    assert (stored.lease_until, stored.claimed_by, stored.handed_at) == (None, "", None)
    attempt = stored.attempt_rows.get()
    assert (attempt.number, attempt.ok, attempt.provider) == (1, True, "email-files")


def test_recording_the_same_acceptance_twice_changes_nothing() -> None:
    message = begun("sms")
    for _time in range(2):
        sent(message, 2, "0.08")

    assert Attempt.objects.count() == 1
    assert Provider.objects.get(name="sms-files").segments == 2


def test_what_an_sms_cost_is_added_up_by_day() -> None:
    first = begun("sms")
    sent(first, 3, "0.12")
    make_notification(make_customer(email="b@example.test", phone="+447700900002"),
                      channel="sms", dedupe_key="second", now=NOW)  # fmt: skip
    (second,) = claim_batch("sms", NOW).notifications
    begin(second, RENDERED, NOW)
    sent(second, 3, "0.12")

    provider = Provider.objects.get(name="sms-files")
    assert (provider.segments, provider.cost) == (6, Decimal("0.24"))
    Provider.objects.update(spent_on=NOW.date() - timedelta(days=1))
    second.attempts = 2
    sent(second, 3, "0.12")
    provider.refresh_from_db()
    assert (provider.segments, provider.cost, provider.spent_on) == (
        3, Decimal("0.12"), LATER.date(),
    )  # fmt: skip


def test_a_message_that_went_out_counts_as_sent_though_its_lease_has_lapsed() -> None:
    slow = begun()
    failed(slow, "technical")

    sent(slow)

    assert Notification.objects.get().state == State.SENT


def test_a_late_failure_does_not_undo_what_another_worker_did() -> None:
    slow = begun()
    Notification.objects.update(claimed_by="another", attempts=2)

    stored = failed(slow, "technical")

    assert (stored.state, stored.attempts) == (State.CLAIMED, 2)
    assert not stored.attempt_rows.exists()


def test_a_passing_failure_comes_back_within_its_ceiling() -> None:
    stored = failed(begun())

    assert (stored.state, stored.reason, stored.lease_until) == (State.QUEUED, "busy", None)
    assert NOW <= stored.not_before <= NOW + timedelta(minutes=1)
    attempt = stored.attempt_rows.get()
    assert (attempt.ok, attempt.permanent, attempt.uncertain) == (False, False, False)
    assert attempt.words == "451 later"


def test_a_full_mailbox_is_given_more_time() -> None:
    delays = []
    message = begun()
    for _number in range(20):
        delays.append(failed(message, Reason.MAILBOX_FULL).not_before - NOW)
        Notification.objects.update(
            state=State.CLAIMED, claimed_by=message.claimed_by, lease_until=NOW
        )
        message.refresh_from_db()
        message.attempts = 1
        Notification.objects.update(attempts=1)

    assert timedelta(minutes=5) < max(delays) <= timedelta(minutes=30)


def test_a_permanent_failure_ends_it() -> None:
    stored = failed(begun(), "refused", permanent=True)

    assert (stored.state, stored.reason) == (State.FAILED, Reason.REFUSED)


def test_when_its_time_is_over_it_is_given_up() -> None:
    message = begun()
    message.expires_at = NOW

    stored = failed(message)

    assert (stored.state, stored.reason) == (State.FAILED, Reason.EXPIRED)


def test_an_uncertain_mail_is_sent_again_once_and_then_left_to_a_person() -> None:
    message = begun()
    first = failed(message, "technical", uncertain=True)
    assert (first.state, first.doubts) == (State.QUEUED, 1)

    (again,) = claim_batch("email", NOW + timedelta(hours=1)).notifications
    assert begin(again, RENDERED, NOW)
    second = failed(again, "technical", uncertain=True)

    assert (second.state, second.reason, second.doubts) == (
        State.NEEDS_PERSON, Reason.UNCERTAIN, 2,
    )  # fmt: skip
    assert [row.uncertain for row in second.attempt_rows.all()] == [True, True]


def test_an_uncertain_sms_is_left_to_a_person_at_once() -> None:
    stored = failed(begun("sms"), "technical", uncertain=True)

    assert (stored.state, stored.reason) == (State.NEEDS_PERSON, Reason.UNCERTAIN)


def test_what_was_never_handed_over_is_put_back_without_counting() -> None:
    make_notification(now=NOW)
    batch = claim_batch("email", NOW).notifications

    release(batch, NOW)

    stored = Notification.objects.get()
    assert (stored.state, stored.attempts, stored.claimed_by) == (State.QUEUED, 0, "")


def test_what_was_handed_over_is_not_put_back() -> None:
    message = begun()

    release([message], NOW)

    assert Notification.objects.get().state == State.CLAIMED


# What providers say afterwards


@pytest.mark.parametrize("state", [State.CLAIMED, State.SENT, State.NEEDS_PERSON, State.FAILED])
def test_a_receipt_clears_up_every_doubt(state: State) -> None:
    message = begun("sms")
    Notification.objects.update(state=state, reason="uncertain", sent_at=NOW, lease_until=NOW)

    assert record_delivered(str(message.pk), now=LATER)

    stored = Notification.objects.get()
    assert (stored.state, stored.reason, stored.sent_at) == (State.DELIVERED, "", NOW)


def test_a_receipt_that_overtakes_the_answer_is_kept() -> None:
    message = begun("sms")
    record_delivered(str(message.pk), now=NOW)

    sent(message)

    stored = Notification.objects.get()
    assert (stored.state, stored.text, stored.provider_id) == (State.DELIVERED, "T", "p-7")


@pytest.mark.parametrize("state", [State.QUEUED, State.CANCELLED])
def test_a_receipt_for_what_never_left_changes_nothing(state: State) -> None:
    message = make_notification(now=NOW, state=state)

    assert record_delivered(str(message.pk), now=LATER)
    assert record_bounce(str(message.pk), reason="refused", words="", now=LATER)

    assert Notification.objects.get().state == state


def test_a_bounce_ends_a_sent_message_once() -> None:
    message = begun()
    sent(message)

    for _time in range(2):
        record_bounce(str(message.pk), reason=Reason.NO_ADDRESS, words="550 5.1.1 no", now=LATER)

    stored = Notification.objects.get(pk=message.pk)
    assert (stored.state, stored.reason) == (State.FAILED, Reason.NO_ADDRESS)
    assert [row.words for row in stored.attempt_rows.all()] == ["", "550 5.1.1 no"]


def test_a_bounce_after_delivery_changes_nothing() -> None:
    message = begun("sms")
    sent(message)
    record_delivered(str(message.pk), now=NOW)

    record_bounce(str(message.pk), reason="refused", words="late", now=LATER)

    assert Notification.objects.get(pk=message.pk).state == State.DELIVERED


def test_receipts_for_nothing_are_told_so() -> None:
    unknown = "00000000-0000-4000-8000-000000000000"

    assert not record_delivered(unknown, now=NOW)
    assert not record_bounce(unknown, reason="refused", words="", now=NOW)


@pytest.mark.parametrize(
    "impossible",
    [
        {"state": State.CLAIMED},
        {"state": State.SENT},
        {"state": State.FAILED},
        {"state": State.NEEDS_PERSON},
        {"dedupe_key": "taken"},
    ],
)
def test_the_database_refuses_what_must_never_be(impossible: dict[str, object]) -> None:
    make_notification(dedupe_key="taken")
    message = make_notification(dedupe_key="other", thread="CW-OTHER")

    with pytest.raises(IntegrityError):
        Notification.objects.filter(pk=message.pk).update(**impossible)


def test_the_messages_of_a_case_come_newest_first_with_their_attempts_in_two_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    customer = make_customer()
    for number in range(3):
        message = make_notification(
            customer,
            event="agent-reply",
            dedupe_key=f"k{number}",
            now=NOW + timedelta(minutes=number),
        )
        message.attempt_rows.create(number=1, started_at=NOW, ended_at=NOW, ok=True)
    make_notification(customer, dedupe_key="of-another", thread="CW-OTHER")

    with django_assert_num_queries(2):
        rows = list(Notification.objects.for_thread("CW-4T7KQ2MZ"))
        attempts = [len(row.attempt_rows.all()) for row in rows]

    assert [row.dedupe_key for row in rows] == ["k2", "k1", "k0"]
    assert attempts == [1, 1, 1]


def test_every_state_has_a_word_and_an_icon_of_its_own() -> None:
    assert len({state.icon for state in State}) == len({state.label for state in State}) == 8
