"""Claims, leases and what is written down of an attempt."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from pytest_django import DjangoAssertNumQueries

from support.notifications.models import LEASE, Notification, Reason, State
from support.notifications.rendering import Rendered
from tests.notifications.making import NOW, make_customer, make_notification

pytestmark = pytest.mark.django_db
RENDERED = Rendered(subject="S", text="T", html="<p>H</p>")


def claimed(now: object = NOW) -> Notification:
    message = make_notification(now=NOW)
    found = Notification.objects.claim(message.pk, NOW)
    assert found is not None
    return found


def test_a_claim_takes_a_due_message_for_a_minute_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    message = make_notification(now=NOW)

    with django_assert_num_queries(1):
        found = Notification.objects.claim(message.pk, NOW)

    assert found == message
    assert found is not None
    assert (found.state, found.attempts, found.lease_until) == (State.CLAIMED, 1, NOW + LEASE)
    assert found.context == message.context


@pytest.mark.parametrize(
    "overrides",
    [
        {"not_before": NOW + timedelta(seconds=1)},
        {"state": State.CANCELLED},
        {"state": State.FAILED, "reason": Reason.REFUSED},
        {"state": State.SENT, "sent_at": NOW},
        {"state": State.CLAIMED, "lease_until": NOW - timedelta(hours=1)},
    ],
)
def test_a_message_that_is_not_due_cannot_be_claimed(overrides: dict[str, object]) -> None:
    message = make_notification(now=NOW, **overrides)

    assert Notification.objects.claim(message.pk, NOW) is None
    assert Notification.objects.claim_next(NOW) is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["claim", "claim_next"])
def test_of_many_who_claim_at_once_each_message_goes_to_one(way: str) -> None:
    customer = make_customer()
    messages = [
        make_notification(customer, dedupe_key=f"k{number}", now=NOW) for number in range(8)
    ]
    start = threading.Barrier(4)
    won: list[object] = []

    def claim_all() -> None:
        start.wait(5)
        for message in messages:
            found = (
                Notification.objects.claim(message.pk, NOW)
                if way == "claim"
                else Notification.objects.claim_next(NOW)
            )
            if found is not None:
                won.append(found.pk)
        connection.close()

    threads = [threading.Thread(target=claim_all) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert sorted(map(str, won)) == sorted(str(message.pk) for message in messages)


def test_the_message_due_longest_is_claimed_first() -> None:
    customer = make_customer()
    for number, minutes in enumerate([1, 3, 2]):
        make_notification(customer, dedupe_key=f"k{minutes}", now=NOW - timedelta(minutes=minutes))
        assert number < 3

    order = [Notification.objects.claim_next(NOW) for _number in range(4)]

    assert [found and found.dedupe_key for found in order] == ["k3", "k2", "k1", None]


def test_what_was_sent_is_kept_as_it_went_out_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    message = claimed()

    with django_assert_num_queries(1):
        message.record_sent("provider-7", rendered=RENDERED, started_at=NOW, now=NOW)

    stored = Notification.objects.get()
    assert (stored.state, stored.provider_id, stored.sent_at) == (State.SENT, "provider-7", NOW)
    assert (stored.subject, stored.text, stored.html) == ("S", "T", "<p>H</p>")
    assert stored.lease_until is None
    assert message.state == State.SENT
    assert list(stored.attempt_rows.values_list("number", "ok")) == [(1, True)]


def test_a_message_that_went_out_counts_as_sent_though_its_lease_has_lapsed() -> None:
    slow = claimed()
    later = NOW + timedelta(minutes=5)
    slow.record_failure("technical", permanent=False, started_at=NOW, now=later)

    slow.record_sent("", rendered=RENDERED, started_at=NOW, now=later)

    assert Notification.objects.get().state == State.SENT


def test_a_late_failure_does_not_undo_what_another_worker_did() -> None:
    slow = claimed()
    Notification.objects.update(not_before=NOW, state=State.QUEUED, lease_until=None)
    other = Notification.objects.claim(slow.pk, NOW)
    assert other is not None

    slow.record_failure("technical", permanent=False, started_at=NOW, now=NOW)

    stored = Notification.objects.get()
    assert (stored.state, stored.attempts) == (State.CLAIMED, 2)
    assert not stored.attempt_rows.exists()


def test_a_passing_failure_comes_back_within_its_ceiling() -> None:
    message = claimed()

    message.record_failure("busy", permanent=False, started_at=NOW, now=NOW, words="451 later")

    stored = Notification.objects.get()
    assert (stored.state, stored.reason, stored.lease_until) == (State.QUEUED, "busy", None)
    assert NOW <= stored.not_before <= NOW + timedelta(seconds=30)
    attempt = stored.attempt_rows.get()
    assert (attempt.ok, attempt.permanent, attempt.words) == (False, False, "451 later")


def test_a_permanent_failure_ends_it() -> None:
    message = claimed()

    message.record_failure("refused", permanent=True, started_at=NOW, now=NOW)

    stored = Notification.objects.get()
    assert (stored.state, stored.reason) == (State.FAILED, Reason.REFUSED)


def test_after_a_day_of_passing_failures_it_is_given_up() -> None:
    message = claimed()
    message.record_failure("busy", permanent=False, started_at=NOW, now=NOW + timedelta(hours=24))

    stored = Notification.objects.get()
    assert (stored.state, stored.reason) == (State.FAILED, Reason.EXPIRED)


@pytest.mark.parametrize(
    "impossible",
    [
        {"state": State.CLAIMED},
        {"state": State.SENT},
        {"state": State.FAILED},
        {"dedupe_key": "taken"},
    ],
)
def test_the_database_refuses_what_must_never_be(impossible: dict[str, object]) -> None:
    make_notification(dedupe_key="taken")
    message = make_notification(dedupe_key="other")

    with pytest.raises(IntegrityError):
        Notification.objects.filter(pk=message.pk).update(**impossible)


def test_the_messages_of_a_case_come_newest_first_with_their_attempts_in_two_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    customer = make_customer()
    for number in range(3):
        message = make_notification(
            customer, dedupe_key=f"k{number}", now=NOW + timedelta(minutes=number)
        )
        message.attempt_rows.create(number=1, started_at=NOW, ended_at=NOW, ok=True)
    make_notification(customer, dedupe_key="of-another", thread="CW-OTHER")

    with django_assert_num_queries(2):
        rows = list(Notification.objects.for_thread("CW-4T7KQ2MZ"))
        attempts = [len(row.attempt_rows.all()) for row in rows]

    assert [row.dedupe_key for row in rows] == ["k2", "k1", "k0"]
    assert attempts == [1, 1, 1]


def test_every_state_has_a_word_and_an_icon_of_its_own() -> None:
    assert len({state.icon for state in State}) == len({state.label for state in State}) == 6
