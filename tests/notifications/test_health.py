"""How the outbox does, read from its rows."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.notifications.health.figures import outbox_health
from support.notifications.models import Channel, Notification, Provider, Urgency
from tests.notifications.making import make_notification

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def settled_settings(settings):
    settings.SMS_DAILY_BUDGET = Decimal(0)


def of(channel, now=NOW):
    return next(found for found in outbox_health(now).channels if found.channel == channel)


def queued(minutes_ago=0, **overrides):
    moment = NOW - timedelta(minutes=minutes_ago)
    values = {"not_before": moment, "created_at": moment, "updated_at": moment, "thread": ""}
    return make_notification(now=moment, **values | overrides)


def test_an_empty_outbox_is_healthy_and_names_both_channels():
    health = outbox_health(NOW)

    assert [channel.channel for channel in health.channels] == [Channel.EMAIL, Channel.SMS]
    assert [channel.depth for channel in health.channels] == [0, 0]
    assert health.channels[0].oldest_due is None
    assert health.channels[0].oldest_due_seconds(NOW) == 0
    assert health.stuck == 0
    assert health.open_breakers == []
    assert (health.segments, health.cost) == (0, 0)


def test_the_depth_is_told_by_channel_and_urgency():
    queued(urgency=Urgency.URGENT)
    queued(urgency=Urgency.MASS)
    queued(urgency=Urgency.MASS)
    queued(channel="sms")

    email, sms = outbox_health(NOW).channels

    assert email.waiting == {Urgency.URGENT: 1, Urgency.NORMAL: 0, Urgency.MASS: 2}
    assert email.depth == 3
    assert sms.depth == 1


def test_what_waits_for_a_later_moment_is_deep_but_not_due():
    queued(minutes_ago=2)
    queued(not_before=NOW + timedelta(hours=8), reason="quiet")

    email = of(Channel.EMAIL)

    assert (email.depth, email.due) == (2, 1)
    assert email.oldest_due == NOW - timedelta(minutes=2)
    assert email.oldest_due_seconds(NOW) == 120


def test_what_is_due_for_a_quarter_of_an_hour_is_stuck():
    queued(minutes_ago=14)
    queued(minutes_ago=16)
    queued(minutes_ago=40, channel="sms")

    health = outbox_health(NOW)

    assert [channel.stuck for channel in health.channels] == [1, 1]
    assert health.stuck == 2


def test_what_workers_hold_and_what_needs_a_person_is_counted():
    queued(state="claimed", lease_until=NOW + timedelta(seconds=30), claimed_by="w")
    queued(channel="sms", state="needs_person", reason="uncertain")

    email, sms = outbox_health(NOW).channels

    assert (email.claimed, email.needs_person) == (1, 0)
    assert (sms.claimed, sms.needs_person) == (0, 1)


def test_failures_are_told_by_reason_for_a_day_only():
    queued(minutes_ago=60, state="failed", reason="no_address")
    queued(minutes_ago=90, state="failed", reason="no_address")
    queued(minutes_ago=30, state="failed", reason="mailbox_full")
    queued(minutes_ago=25 * 60, state="failed", reason="refused")

    email = of(Channel.EMAIL)

    assert email.failures == {"no_address": 2, "mailbox_full": 1}
    assert email.failed_today == 3


def test_what_was_given_up_after_its_day_counts_when_it_failed():
    queued(minutes_ago=26 * 60, state="failed", reason="expired", updated_at=NOW)

    assert of(Channel.EMAIL).failures == {"expired": 1}


def test_a_needs_person_of_last_week_still_needs_one():
    queued(minutes_ago=7 * 24 * 60, state="needs_person", reason="uncertain")

    email = of(Channel.EMAIL)

    assert email.needs_person == 1
    assert email.failed_today == 0


def test_sent_and_delivered_are_told_for_a_day():
    queued(state="sent", sent_at=NOW - timedelta(hours=1))
    queued(state="delivered", sent_at=NOW - timedelta(hours=2))
    queued(state="delivered", sent_at=NOW - timedelta(hours=25))

    email = of(Channel.EMAIL)

    assert (email.sent_today, email.delivered_today) == (2, 1)


def test_a_sent_message_that_bounced_counts_as_both():
    queued(state="failed", reason="no_address", sent_at=NOW - timedelta(hours=1))

    email = of(Channel.EMAIL)

    assert (email.sent_today, email.failed_today) == (1, 1)


def test_a_breaker_is_open_until_its_time_has_come():
    until = NOW + timedelta(minutes=1)
    Provider.objects.create(name="sms-a", channel="sms", failures=6, open_until=until)
    Provider.objects.create(name="sms-b", channel="sms", failures=5, open_until=NOW)

    health = outbox_health(NOW)

    assert [(row.name, row.open_until) for row in health.open_breakers] == [("sms-a", until)]
    assert [row.open_until for row in health.providers] == [until, None]


def test_segments_and_cost_are_those_of_today(settings):
    settings.SMS_DAILY_BUDGET = Decimal("5.00")
    today, yesterday = NOW.date(), NOW.date() - timedelta(days=1)
    cost = {"segments": 40, "cost": Decimal("2.4")}
    Provider.objects.create(name="sms-a", channel="sms", spent_on=today, **cost)
    Provider.objects.create(name="sms-b", channel="sms", spent_on=today, **cost)
    Provider.objects.create(name="sms-c", channel="sms", spent_on=yesterday, **cost)

    health = outbox_health(NOW)

    assert (health.segments, health.cost, health.budget) == (80, Decimal("4.8"), Decimal(5))
    assert not health.is_budget_spent


def test_a_budget_is_spent_when_the_cost_reaches_it_and_zero_is_no_limit(settings):
    Provider.objects.create(name="sms-a", channel="sms", spent_on=NOW.date(), cost=Decimal(5))

    assert not outbox_health(NOW).is_budget_spent
    settings.SMS_DAILY_BUDGET = Decimal(5)
    assert outbox_health(NOW).is_budget_spent


def test_the_number_of_queries_does_not_grow_with_the_outbox():
    with CaptureQueriesContext(connection) as empty:
        outbox_health(NOW)
    for minutes in range(12):
        queued(minutes_ago=minutes, channel=["email", "sms"][minutes % 2])
    Notification.objects.filter(channel="sms").update(state="failed", reason="refused")
    with CaptureQueriesContext(connection) as full:
        outbox_health(NOW)

    assert len(full) == len(empty) <= 8
