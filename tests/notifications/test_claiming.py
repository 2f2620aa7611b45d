"""Which messages leave next, and who gets them."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from support.customers.models import Customer
from support.notifications.delivery.claiming import claim_batch
from support.notifications.models import Notification, Provider, Reason, State, Urgency
from support.sending.breaker import record_fault, record_health
from support.sending.leases import LEASE, worker_token
from tests.notifications.making import NOW, make_customer, make_notification

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def files_only(settings: Settings) -> None:
    settings.EMAIL_URL = settings.SMS_URL = "files:"


def make_many(count: int, **overrides: object) -> list[Notification]:
    """One message for each of so many customers."""
    return [
        make_notification(
            make_customer(email=f"c{number}@example.test", phone=f"+4477009001{number:02}"),
            dedupe_key=f"many-{number}",
            **{"now": NOW, **overrides},
        )
        for number in range(count)
    ]


def claimed_keys(channel: str = "email", **options: object) -> list[str]:
    return [row.dedupe_key for row in claim_batch(channel, NOW, **options).notifications]


def test_a_claim_takes_due_messages_under_a_lease() -> None:
    make_many(3)

    batch = claim_batch("email", NOW)

    assert [row.dedupe_key for row in batch.notifications] == ["many-0", "many-1", "many-2"]
    for row in batch.notifications:
        row.refresh_from_db()
        assert (row.state, row.lease_until) == (State.CLAIMED, NOW + LEASE)
        assert (row.claimed_by, row.handed_at, row.attempts) == (worker_token(), None, 0)


def test_a_claim_costs_the_same_for_one_message_and_for_many(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_many(12)
    claim_batch("email", NOW, size=1)

    for size in (1, 10):
        with django_assert_num_queries(4):  # two of them are the savepoint
            claim_batch("email", NOW, size=size)


@pytest.mark.parametrize(
    "overrides",
    [
        {"not_before": NOW + SECOND},
        {"expires_at": NOW},
        {"state": State.CANCELLED},
        {"state": State.SUPERSEDED},
        {"state": State.NEEDS_PERSON, "reason": Reason.UNCERTAIN},
        {"state": State.FAILED, "reason": Reason.REFUSED},
        {"state": State.SENT, "sent_at": NOW},
        {"state": State.CLAIMED, "lease_until": NOW - timedelta(hours=1)},
    ],
)
def test_what_is_not_due_is_not_claimed(overrides: dict[str, object]) -> None:
    make_notification(now=NOW, **overrides)

    assert claim_batch("email", NOW).notifications == []


def test_each_channel_is_claimed_by_itself() -> None:
    make_many(1)

    assert claimed_keys("sms") == []
    assert claimed_keys("email") == ["many-0"]


def test_what_is_urgent_leaves_first_and_mass_last_then_what_is_due_longest() -> None:
    rows = make_many(5)
    for row, urgency, minutes in zip(rows, [2, 1, 1, 0, 2], [9, 1, 2, 0, 1], strict=True):
        Notification.objects.filter(pk=row.pk).update(
            urgency=urgency, not_before=NOW - timedelta(minutes=minutes)
        )

    assert claimed_keys() == ["many-3", "many-2", "many-1", "many-0", "many-4"]


def test_an_urgent_message_passes_a_long_line_of_mass_messages() -> None:
    make_many(30, urgency=Urgency.MASS)
    make_notification(
        make_customer(email="u@example.test"), dedupe_key="urgent", now=NOW, urgency=Urgency.URGENT
    )

    assert claimed_keys(size=2) == ["urgent", "many-0"]


def test_one_message_at_a_time_is_claimed_for_a_recipient() -> None:
    customer = make_customer()
    for number in range(3):
        make_notification(customer, dedupe_key=f"k{number}", thread=f"CW-{number}", now=NOW)

    assert claimed_keys() == ["k0"]
    assert claimed_keys() == []


def test_the_messages_of_a_case_leave_in_their_order_though_the_first_is_put_off() -> None:
    customer = make_customer()
    first = make_notification(customer, dedupe_key="first", event="agent-reply", now=NOW)
    make_notification(customer, dedupe_key="second", event="agent-reply", now=NOW)
    make_notification(customer, dedupe_key="elsewhere", thread="CW-OTHER", now=NOW)
    Notification.objects.filter(pk=first.pk).update(not_before=NOW + SECOND, reason="busy")

    assert claimed_keys() == ["elsewhere"]
    Notification.objects.filter(state=State.CLAIMED).update(state=State.SENT, sent_at=NOW)
    assert claimed_keys() == []
    Notification.objects.filter(pk=first.pk).update(not_before=NOW)
    assert claimed_keys() == ["first"]


@pytest.mark.parametrize("reason", ["quiet", "folded", "capped", "budget", "paused"])
def test_what_a_policy_holds_back_does_not_hold_up_what_follows(reason: str) -> None:
    customer = make_customer()
    first = make_notification(customer, dedupe_key="first", event="agent-reply", now=NOW)
    make_notification(customer, dedupe_key="second", event="agent-reply", now=NOW)
    Notification.objects.filter(pk=first.pk).update(
        not_before=NOW + timedelta(hours=8), reason=reason
    )

    assert claimed_keys() == ["second"]


def test_a_mass_message_holds_up_nothing_but_another() -> None:
    customer = make_customer()
    mass = make_notification(customer, dedupe_key="mass", event="agent-reply", now=NOW)
    make_notification(customer, dedupe_key="reply", event="agent-reply", now=NOW)
    Notification.objects.filter(pk=mass.pk).update(
        urgency=Urgency.MASS, not_before=NOW + SECOND, reason="busy"
    )

    assert claimed_keys() == ["reply"]


@pytest.mark.django_db(transaction=True)
def test_of_many_who_claim_at_once_each_message_goes_to_one() -> None:
    make_many(40)
    start = threading.Barrier(4)
    won: list[object] = []

    def claim_all() -> None:
        start.wait(5)
        try:
            while batch := claim_batch("email", NOW, size=3).notifications:
                won.extend(row.pk for row in batch)
        finally:
            connection.close()

    threads = [threading.Thread(target=claim_all) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert len(won) == 40
    assert set(won) == set(Notification.objects.values_list("pk", flat=True))


def test_the_database_itself_lets_nobody_claim_two_messages_to_one_recipient() -> None:
    customer = make_customer()
    rows = [
        make_notification(customer, dedupe_key=f"k{number}", thread=f"CW-{number}", now=NOW)
        for number in range(2)
    ]

    with pytest.raises(IntegrityError):
        Notification.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=State.CLAIMED, lease_until=NOW
        )


# Providers


def two_ways(settings: Settings) -> tuple[str, str]:
    settings.EMAIL_URL, settings.EMAIL_URL_2 = "smtp://one.test:25/", "smtp://two.test:25/"
    return "email-smtp:one.test:25", "email-smtp:two.test:25"


def fail(name: str, times: int = 5) -> None:
    for _time in range(times):
        record_fault(Provider.objects, name, NOW)


def test_the_second_provider_takes_over_while_the_first_is_at_fault(settings: Settings) -> None:
    first, second = two_ways(settings)
    make_many(4)

    assert claim_batch("email", NOW, size=1).way.name == first
    fail(first, 4)
    assert claim_batch("email", NOW, size=1).way.name == first
    fail(first, 1)
    batch = claim_batch("email", NOW, size=1)

    assert batch.way.name == second
    assert batch.notifications[0].provider == second


def test_without_a_fit_provider_nothing_is_claimed(settings: Settings) -> None:
    names = two_ways(settings)
    make_many(1)
    claim_batch("sms", NOW)
    claim_batch("email", NOW - timedelta(days=1))
    for name in names:
        fail(name)

    assert claim_batch("email", NOW).notifications == []


def test_after_its_pause_a_provider_is_tried_with_one_message(settings: Settings) -> None:
    first, _second = two_ways(settings)
    make_many(5)
    claim_batch("email", NOW, size=1)
    fail(first)
    later = NOW + timedelta(minutes=1)

    batch = claim_batch("email", later)

    assert (batch.way.name, len(batch.notifications)) == (first, 1)
    record_health(Provider.objects, first)
    assert Provider.objects.get(name=first).failures == 0
    assert len(claim_batch("email", later).notifications) == 3


def test_each_further_fault_makes_the_pause_longer_up_to_five_minutes(
    settings: Settings,
) -> None:
    first, _second = two_ways(settings)
    claim_batch("email", NOW)
    pauses = []
    for _number in range(20):
        fail(first, 1)
        until = Provider.objects.get(name=first).open_until
        pauses.append((until - NOW).total_seconds() if until else 0)

    assert pauses[:4] == [0, 0, 0, 0]
    assert 7.5 <= pauses[4] <= 15
    assert all(150 <= pause <= 300 for pause in pauses[10:])


def test_a_rate_is_kept_over_all_workers(settings: Settings) -> None:
    settings.EMAIL_RATE = 2.0
    make_many(6)

    first, second = claim_batch("email", NOW), claim_batch("email", NOW)
    third = claim_batch("email", NOW + SECOND)

    assert [len(batch.notifications) for batch in (first, second, third)] == [2, 0, 2]
    assert second.wait == pytest.approx(0.5)
    assert len(claim_batch("email", NOW + timedelta(hours=1)).notifications) == 2


def test_no_more_workers_than_allowed_send_over_a_channel(settings: Settings) -> None:
    settings.EMAIL_CONCURRENCY = 1
    rows = make_many(3)
    Notification.objects.filter(pk=rows[0].pk).update(
        state=State.CLAIMED, claimed_by="another", lease_until=NOW + SECOND
    )

    assert claim_batch("email", NOW).notifications == []
    settings.EMAIL_CONCURRENCY = 2
    assert len(claim_batch("email", NOW).notifications) == 2


def test_when_the_budget_for_sms_is_spent_only_what_is_urgent_leaves(settings: Settings) -> None:
    settings.SMS_DAILY_BUDGET = Decimal(10)
    rows = make_many(2, channel="sms")
    Notification.objects.filter(pk=rows[1].pk).update(urgency=Urgency.URGENT)
    claim_batch("sms", NOW - timedelta(days=2))
    Provider.objects.update(spent_on=NOW.date(), cost=Decimal("10.0"))

    assert claimed_keys("sms") == ["many-1"]
    Provider.objects.update(spent_on=NOW.date() - timedelta(days=1))
    assert claimed_keys("sms") == ["many-0"]


def test_claiming_stays_quick_with_many_paused_messages() -> None:
    customers = Customer.objects.bulk_create(
        [Customer(email=f"p{number}@example.test") for number in range(2000)]
    )
    model = make_notification(make_customer(), dedupe_key="model", now=NOW)
    rows = [
        Notification(
            customer=customer, event=model.event, channel="email", address=customer.email,
            language="en", dedupe_key=f"p{customer.pk}", thread="CW-X", urgency=Urgency.MASS,
            not_before=NOW + timedelta(days=900), expires_at=NOW + timedelta(days=901),
            message_id="x", subject="", text="", html="", created_at=NOW, updated_at=NOW,
        )
        for customer in customers
    ]  # fmt: skip
    Notification.objects.bulk_create(rows)

    assert claimed_keys() == ["model"]
