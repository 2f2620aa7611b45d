"""What Prometheus reads, and who may read it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from prometheus_client.parser import text_string_to_metric_families

from config.health.counters import keep_counts
from config.health.metrics import render_metrics
from config.health.views import metrics
from support.notifications.models import Attempt, Provider
from tests.factories import make_agent, make_case
from tests.notifications.making import make_customer, make_notification

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TOKEN = "a-token-of-the-tests"


@pytest.fixture(autouse=True)
def settled_settings(settings):
    settings.METRICS_TOKEN = TOKEN
    settings.SMS_DAILY_BUDGET = Decimal(10)


def read(now=NOW):
    """The metrics as Prometheus reads them: by name, then by labels."""
    found = {}
    for family in text_string_to_metric_families(render_metrics(now).decode()):
        assert family.documentation
        for sample in family.samples:
            name = sample.name.removeprefix("casewalk_outbox_")
            found.setdefault(name, {})[tuple(sample.labels.values())] = sample.value
    return found


def asked(user=None, **headers):
    from django.contrib.auth.models import AnonymousUser

    request = RequestFactory().get("/metrics", headers=headers)
    request.user = user or AnonymousUser()
    return metrics(request)


def test_an_empty_outbox_tells_zeros_so_that_alarms_have_something_to_watch():
    found = read()

    assert found["messages_queued"] == {
        (channel, urgency): 0
        for channel in ("email", "sms")
        for urgency in ("urgent", "normal", "mass")
    }
    assert found["oldest_due_seconds"] == {("email",): 0, ("sms",): 0}
    assert found["messages_stuck"] == {("email",): 0, ("sms",): 0}
    assert found["sms_budget"] == {(): 10}


def test_depth_and_age_are_told_by_channel():
    make_notification(now=NOW - timedelta(seconds=90), thread="")
    make_notification(now=NOW - timedelta(seconds=30), urgency=2, thread="")

    found = read()

    assert found["messages_queued"]["email", "normal"] == 1
    assert found["messages_queued"]["email", "mass"] == 1
    assert found["messages_due"]["email",] == 2
    assert found["oldest_due_seconds"]["email",] == 90
    assert found["oldest_due_seconds"]["sms",] == 0


def test_cases_are_told_by_status_and_those_that_are_done_counted_once_an_hour():
    make_case(status="closed", resolved_at=NOW)
    assert read()["casewalk_cases"]["closed",] == 1  # the timetable has counted none yet
    keep_counts(NOW)
    for _case in range(2):
        make_case(status="closed", resolved_at=NOW, payment=None)
        make_case(status="waiting_bank", payment=None)

    with CaptureQueriesContext(connection) as asked:
        told = read()["casewalk_cases"]

    counted = [query["sql"] for query in asked if 'FROM "cases_case"' in query["sql"]]
    assert len(counted) == 1
    assert "closed" not in counted[0]
    assert told == {
        ("new",): 0, ("open",): 0, ("waiting_customer",): 0, ("waiting_bank",): 2,
        ("resolved",): 0, ("closed",): 1,
    }  # fmt: skip
    keep_counts(NOW)
    assert read()["casewalk_cases"]["closed",] == 3


def test_what_went_wrong_is_told_by_reason():
    make_notification(now=NOW, state="failed", reason="no_address", updated_at=NOW)
    make_notification(
        now=NOW, channel="sms", state="needs_person", reason="uncertain", updated_at=NOW
    )

    found = read()

    assert found["messages_failed_24h"] == {("email", "no_address"): 1, ("sms", "uncertain"): 1}
    assert found["messages_need_person"] == {("email",): 0, ("sms",): 1}


def test_what_went_well_is_told_by_channel():
    make_notification(now=NOW, state="sent", sent_at=NOW)
    make_notification(now=NOW, state="delivered", sent_at=NOW)

    found = read()

    assert found["messages_sent_24h"]["email",] == 2
    assert found["messages_delivered_24h"]["email",] == 1


def test_providers_are_told_with_attempts_breaker_and_cost():
    until = NOW + timedelta(minutes=1)
    Provider.objects.create(
        name="sms-a", channel="sms", open_until=until, spent_on=NOW.date(), segments=7,
        cost=Decimal("0.35"),
    )  # fmt: skip
    Attempt.objects.create(
        notification=make_notification(), provider="sms-a", number=1, ok=False, uncertain=True,
        started_at=NOW, ended_at=NOW,
    )  # fmt: skip

    found = read()

    assert found["breaker_open"] == {("sms", "sms-a"): 1}
    assert found["attempts_total"] == {("sms-a", "uncertain"): 1}
    assert found["sms_segments_today"] == {(): 7}
    assert found["sms_cost_today"] == {(): 0.35}


def test_no_metric_tells_an_address_a_name_or_a_word_of_a_message():
    make_notification(make_customer(email="wei@example.test", name="Wei"), now=NOW)

    told = render_metrics(NOW).decode()

    for secret in ("wei@example.test", "Wei", "CW-", "+86"):
        assert secret not in told


def test_prometheus_comes_in_with_its_token():
    response = asked(authorization=f"Bearer {TOKEN}")

    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain; version=")
    assert b"casewalk_outbox_messages_queued{" in response.content
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    "header", ["", f"Bearer {TOKEN}x", "Bearer ", f"Basic {TOKEN}", TOKEN, "Bearer é", "Bearer"]
)
def test_a_wrong_token_is_refused_with_a_sentence(header):
    response = asked(authorization=header)

    assert response.status_code == 401
    assert "token" in response.content.decode()
    assert response["WWW-Authenticate"] == "Bearer"
    assert b"casewalk_outbox" not in response.content


def test_without_a_token_in_the_settings_none_is_right(settings):
    settings.METRICS_TOKEN = ""

    assert asked(authorization="Bearer ").status_code == 401
    assert asked(authorization="Bearer").status_code == 401


def test_an_agent_may_look_and_another_user_may_not():
    assert asked(make_agent()).status_code == 200

    response = asked(User.objects.create_user("visitor"))

    assert response.status_code == 403
    assert b"Only agents" in response.content


def test_only_reading_is_possible():
    request = RequestFactory().post("/metrics", headers={"authorization": f"Bearer {TOKEN}"})

    assert metrics(request).status_code == 405


def make_many(count):
    """Fill the outbox as a busy day does: most is sent, some waits, little failed."""
    customer = make_customer()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO notifications_notification (id, customer_id, event, channel, address,
                language, context, dedupe_key, thread, incident, urgency, state, reason,
                not_before, expires_at, message_id, created_at, updated_at, sent_at, text, html)
            SELECT gen_random_uuid(), %(customer)s, 'solution', 'email', n || '@example.test',
                'en', '{}', 'many-' || n, '', '', 1, state, reason,
                made_at, made_at + INTERVAL '1 day', '<' || n || '>', made_at, made_at,
                CASE WHEN state IN ('sent', 'delivered') THEN made_at END,
                repeat('A message of some length. ', 20), repeat('<p>With its HTML.</p>', 60)
            FROM (
                SELECT n, %(now)s - n * INTERVAL '0.8 second' AS made_at,
                    CASE WHEN n %% 50 = 0 THEN 'failed' WHEN n %% 3 = 0 THEN 'queued'
                        ELSE 'sent' END AS state,
                    CASE WHEN n %% 50 = 0 THEN 'refused' ELSE '' END AS reason
                FROM generate_series(1, %(count)s) AS n
            ) AS made
            """,
            {"customer": customer.pk, "now": NOW, "count": count},
        )
        cursor.execute(
            """
            INSERT INTO notifications_attempt (notification_id, number, provider, started_at,
                ended_at, ok, permanent, uncertain, words)
            SELECT id, 1, 'email-one', created_at, created_at, TRUE, FALSE, FALSE, ''
            FROM notifications_notification
            """
        )
        # As autovacuum does in time, so that an index is enough to count by.
        cursor.execute("VACUUM (ANALYZE) notifications_notification, notifications_attempt")


@pytest.mark.django_db(transaction=True)
def test_a_scrape_of_many_messages_asks_as_little_as_of_few():
    Provider.objects.create(name="email-one", channel="email")
    with CaptureQueriesContext(connection) as few:
        read()
    make_many(20_000)
    keep_counts(NOW)  # as the timetable does every hour

    with CaptureQueriesContext(connection) as many:
        found = read()

    assert len(many) == len(few)
    assert found["messages_queued"]["email", "normal"] == 6_533  # every third that is no fiftieth
    assert found["attempts_total"]["email-one", "accepted"] == 20_000
