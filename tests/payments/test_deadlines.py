"""By when a payment should be there: its source's word, the channel's hours, the rail's rules."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from support.payments.deadlines import Promise, bank_days_between, deadline_of, rail_of
from support.payments.models import Channel, Payment
from tests.factories import channel_values

pytestmark = pytest.mark.django_db
WEDNESDAY = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
SCT: dict[str, Any] = {
    "schemes": ["iso20022", "sepa"], "currency": "EUR", "time_zone": "Europe/Paris",
    "holidays": "ECB", "works_weekends": False, "opens_at": time(7), "closes_at": time(15, 30),
}  # fmt: skip
ACH = SCT | {
    "schemes": ["nacha"], "currency": "USD", "time_zone": "America/New_York", "holidays": "US",
}  # fmt: skip


def payment(channel: dict[str, Any] | None = None, **values: Any) -> Payment:
    """Make a payment that no database has seen."""
    made = Payment(
        channel=Channel(**channel_values(**channel or {})),
        status=values.pop("status", "pending"),
        currency=(channel or {}).get("currency", "GBP"),
        initiated_at=values.pop("initiated_at", WEDNESDAY),
    )
    for name, value in values.items():
        setattr(made, name, value)
    return made


def test_a_channel_that_never_closes_answers_by_its_time_out():
    deadline = deadline_of(payment({"timeout_ms": 20_000}))

    assert deadline.promise is Promise.INSTANT
    assert deadline.expected_by == WEDNESDAY + timedelta(seconds=20)


def test_without_a_time_out_five_times_the_usual_is_waited():
    deadline = deadline_of(payment({"timeout_ms": 0, "usual_latency_ms": 900}))

    assert deadline.expected_by == WEDNESDAY + timedelta(milliseconds=4500)


def test_a_channel_with_hours_keeps_them_and_its_bank_days():
    friday_evening = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)

    deadline = deadline_of(payment(SCT, initiated_at=friday_evening))

    assert deadline.promise is Promise.BANK_DAYS
    # Taken on Monday, there by the close of Tuesday.
    assert deadline.expected_by == datetime(2026, 11, 24, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize("status", ["created", "sent", "accepted", "delivered", "held"])
def test_what_an_instant_channel_has_answered_arrives_by_the_next_bank_day(status):
    deadline = deadline_of(payment(status=status))

    assert deadline.promise is Promise.BANK_DAYS
    assert deadline.expected_by == datetime(2026, 11, 19, 23, 59, tzinfo=UTC)


def test_the_word_of_the_source_counts_before_any_of_ours():
    told = datetime(2026, 11, 25, tzinfo=UTC)

    deadline = deadline_of(payment(status="sent", expected_by=told))

    assert (deadline.expected_by, deadline.promise) == (told, Promise.SOURCE)


@pytest.mark.parametrize(
    "status", ["failed", "rejected", "returned", "cancelled", "credited", "unknown"]
)
def test_no_time_runs_for_a_payment_at_its_end(status):
    deadline = deadline_of(payment(status=status, expected_by=WEDNESDAY))

    assert (deadline.expected_by, deadline.promise) == (None, Promise.NOBODY)


def test_a_pending_payment_has_been_so_since_it_was_made_whenever_we_heard_of_it():
    heard = WEDNESDAY + timedelta(hours=38)

    assert deadline_of(payment(status_since=heard)).since == WEDNESDAY
    assert deadline_of(payment(status="sent", status_since=heard)).since == heard
    assert deadline_of(payment(initiated_at=None, status_since=heard)).since == heard
    assert deadline_of(payment(initiated_at=None)).expected_by is None


@pytest.mark.parametrize(
    ("channel", "rail", "returned_by"),
    [
        # Sent on Wednesday, there on Thursday; three bank days later it is Tuesday.
        (SCT, "sepa", datetime(2026, 11, 24, 22, 59, tzinfo=UTC)),
        # Thursday, and the opening of the second bank day after, which is Monday.
        (ACH, "ach", datetime(2026, 11, 23, 13, 30, tzinfo=UTC)),
        ({"schemes": ["fps"]}, "fps", datetime(2026, 11, 24, 23, 59, tzinfo=UTC)),
        ({"schemes": ["stripe_payout"]}, "", None),
    ],
)
def test_a_rail_has_its_own_time_to_send_back(channel, rail, returned_by):
    deadline = deadline_of(payment(channel, status="sent"))

    assert (deadline.rail, deadline.returned_by) == (rail, returned_by)


@pytest.mark.parametrize(
    ("channel", "answered"),
    [
        (SCT, datetime(2026, 12, 9, 22, 59, tzinfo=UTC)),  # 15 bank days of TARGET
        (ACH, datetime(2026, 12, 3, 13, 30, tzinfo=UTC)),  # 10, with Thanksgiving between
        ({}, None),
    ],
)
def test_a_recall_is_answered_in_the_rails_time(channel, answered):
    deadline = deadline_of(payment(channel, status="recalled", status_since=WEDNESDAY))

    assert deadline.expected_by == answered
    assert deadline.returned_by is None


def test_a_rail_is_known_by_its_codes_and_its_currency():
    pounds = payment({"schemes": ["sepa"], "currency": "GBP"})

    assert rail_of(pounds.channel, "GBP") is None
    assert rail_of(pounds.channel, "eur") is not None


def test_bank_days_are_counted_after_the_first_day_and_not_forever():
    channel = Channel(**channel_values(**SCT))
    friday, tuesday = datetime(2026, 11, 20, 12, tzinfo=UTC), datetime(2026, 11, 24, 9, tzinfo=UTC)

    assert bank_days_between(channel, friday, tuesday) == 2
    assert bank_days_between(channel, friday, friday) == 0
    assert bank_days_between(channel, tuesday, friday) == 0
    assert bank_days_between(channel, datetime(1990, 1, 1, tzinfo=UTC), friday) < 400
