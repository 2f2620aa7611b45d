"""When to expect the money, and why the day may move."""

from datetime import UTC, datetime, time, timedelta

import pytest

from support.cases.models import Status
from tests.factories import NOW
from tests.portal.world import case_of, make_bank, make_cause

pytestmark = pytest.mark.django_db

MONDAY_EVENING_IN_SHANGHAI = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def waiting(**overrides):
    """A case whose payout is on its way, with a day promised."""
    payment = {"status": "sent"} | overrides.pop("payment", {})
    values = {"status": Status.WAITING_BANK, "promised_at": MONDAY_EVENING_IN_SHANGHAI}
    return case_of(payment=payment, **values | overrides)


def test_the_promised_day_is_named_with_the_days_that_do_not_count(read):
    text = read(waiting())

    assert '<p class="expectation">It should arrive by 23 November 2026.</p>' in text
    assert "Saturdays, Sundays and bank holidays do not count" in text
    assert "<li>Saturday 21 November</li><li>Sunday 22 November</li>" in text


def test_the_day_is_the_one_of_the_customers_zone(read):
    after_midnight_in_shanghai = datetime(2026, 11, 19, 16, 30, tzinfo=UTC)
    here = waiting(promised_at=after_midnight_in_shanghai, zone="Europe/London")
    there = waiting(promised_at=after_midnight_in_shanghai, zone="Asia/Shanghai")

    assert "It should arrive by 19 November 2026." in read(here)
    assert "It should arrive by 20 November 2026." in read(there)


def test_a_bank_holiday_on_the_way_is_called_one(read):
    bank = make_bank(holidays="US", time_zone="America/New_York")
    friday = datetime(2026, 11, 27, 22, 0, tzinfo=UTC)

    text = read(waiting(channel=bank, promised_at=friday))

    assert "<li>Thursday 26 November (bank holiday)</li>" in text
    assert "<li>Saturday 21 November</li>" in text


@pytest.mark.parametrize(
    ("works_weekends", "holidays", "said"),
    [
        (True, "", "The bank works every day."),
        (True, "CN", "bank holidays do not count."),
        (False, "", "Saturdays and Sundays do not count."),
        (False, "CN", "Saturdays, Sundays and bank holidays do not count."),
    ],
)
def test_why_the_day_may_move_follows_the_banks_calendar(read, works_weekends, holidays, said):
    bank = make_bank(works_weekends=works_weekends, holidays=holidays)

    text = read(waiting(channel=bank))

    assert said in text
    assert "The day can move if the bank takes longer." in text
    assert ("Saturday 21 November" in text) is not works_weekends


def test_a_next_bank_day_without_a_weekend_between_lists_no_days(read):
    thursday = datetime.combine(NOW.date() + timedelta(days=1), time(9), tzinfo=UTC)

    text = read(waiting(promised_at=thursday))

    assert "It should arrive by 19 November 2026." in text
    assert "These days do not count" not in text


def test_a_day_that_has_passed_is_admitted_without_a_reason_to_hope(read):
    text = read(waiting(promised_at=NOW - timedelta(days=1)))

    assert "It should have arrived by 17 November 2026. That has not been confirmed." in text
    assert "The day can move" not in text


@pytest.mark.parametrize("status", ["failed", "rejected", "returned", "pending", "cancelled"])
def test_no_day_is_promised_of_money_that_does_not_move(read, status):
    text = read(waiting(payment={"status": status}))

    assert "23 November 2026" not in text
    assert "These days do not count" not in text


@pytest.mark.parametrize(
    "overrides",
    [
        {"payment": {"direction": "payin"}},
        {"status": Status.WAITING_CUSTOMER},
        {"status": Status.RESOLVED},
        {"status": Status.CLOSED, "ending": "cannot_be_done"},
    ],
)
def test_no_day_is_promised_of_a_payin_nor_once_nobody_waits_for_the_bank(read, overrides):
    case = waiting(**overrides)
    if case.status != Status.WAITING_BANK:
        case.promised_at = None  # as every way to these statuses leaves it
        case.save(update_fields=["promised_at"])

    assert "It should arrive by" not in read(case)


LATE = NOW - timedelta(days=30)
ENDED = {"status": Status.RESOLVED, "ending": "no_answer"}


@pytest.mark.parametrize("overrides", [{"status": Status.OPEN}, ENDED])
@pytest.mark.parametrize(
    "payment", [{"of_money": "in_time"}, {"of_money": "refund_in_time", "is_refund": True}]
)
def test_that_money_is_not_late_is_told_only_until_its_time_has_run_out(read, overrides, payment):
    cause = make_cause(of_money=payment["of_money"], customer_message_en="It is within its time.")
    made = {"status": "sent", "is_refund": payment.get("is_refund", False)}
    in_time = case_of(payment=made | {"status_since": NOW}, cause=cause, **overrides)
    late = case_of(payment=made | {"status_since": LATE}, cause=cause, **overrides)

    assert "It is within its time." in read(in_time)
    assert "It is within its time." not in read(late)


def test_a_refund_that_is_not_late_is_promised_by_the_days_that_its_cause_names():
    cause = make_cause(of_money="refund_in_time")
    refund = case_of(payment={"status": "sent", "is_refund": True, "status_since": NOW})
    sent_before = case_of(payment={"status": "sent", "is_refund": True, "status_since": LATE})
    ten_bank_days_later = datetime(2026, 12, 2, 9, tzinfo=UTC)
    assert refund.promise(NOW) < ten_bank_days_later

    refund.cause = sent_before.cause = cause

    assert refund.promise(NOW) == ten_bank_days_later
    assert sent_before.promise(NOW) < NOW


def test_ten_bank_days_are_no_weekends_however_the_bank_sends(read):
    cause = make_cause(of_money="refund_in_time")
    every_day = make_bank(works_weekends=True, holidays="")
    refund = case_of(
        payment={"status": "sent", "is_refund": True, "status_since": NOW}, cause=cause,
        channel=every_day, status=Status.WAITING_BANK,
    )  # fmt: skip
    refund.promised_at = refund.promise(NOW)
    refund.save(update_fields=["promised_at"])

    text = read(refund)

    assert "It should arrive by 2 December 2026." in text
    assert "Saturdays and Sundays do not count." in text
    assert "<li>Saturday 21 November</li>" in text
