"""When to expect the money, and why the day may move."""

from datetime import UTC, datetime, time, timedelta

import pytest

from support.cases.models import Status
from tests.factories import NOW
from tests.portal.world import case_of, make_bank

pytestmark = pytest.mark.django_db

MONDAY_EVENING_IN_SHANGHAI = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_the_promised_day_is_named_with_the_days_that_do_not_count(read):
    case = case_of(status=Status.WAITING_BANK, promised_at=MONDAY_EVENING_IN_SHANGHAI)

    text = read(case)

    assert '<p class="expectation">We expect the money by Nov. 23, 2026.</p>' in text
    assert "Saturdays, Sundays and bank holidays do not count" in text
    assert "<li>Saturday, Nov. 21</li><li>Sunday, Nov. 22</li>" in text


def test_the_day_is_the_one_of_the_customers_zone(read):
    after_midnight_in_shanghai = datetime(2026, 11, 19, 16, 30, tzinfo=UTC)
    status = Status.WAITING_BANK

    here = case_of(status=status, promised_at=after_midnight_in_shanghai, zone="Europe/London")
    there = case_of(status=status, promised_at=after_midnight_in_shanghai, zone="Asia/Shanghai")

    assert "We expect the money by Nov. 19, 2026." in read(here)
    assert "We expect the money by Nov. 20, 2026." in read(there)


def test_a_bank_holiday_on_the_way_is_called_one(read):
    bank = make_bank(holidays="US", time_zone="America/New_York")
    friday = datetime(2026, 11, 27, 22, 0, tzinfo=UTC)
    case = case_of(status=Status.WAITING_BANK, channel=bank, promised_at=friday)

    text = read(case)

    assert "<li>Thursday, Nov. 26 (bank holiday)</li>" in text
    assert "<li>Saturday, Nov. 21</li>" in text


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
    case = case_of(status=Status.WAITING_BANK, channel=bank, promised_at=MONDAY_EVENING_IN_SHANGHAI)

    text = read(case)

    assert said in text
    assert "The day can move if the bank takes longer." in text
    assert ("Saturday, Nov. 21" in text) is not works_weekends


def test_a_next_bank_day_without_a_weekend_between_lists_no_days(read):
    thursday = datetime.combine(NOW.date() + timedelta(days=1), time(9), tzinfo=UTC)

    text = read(case_of(status=Status.WAITING_BANK, promised_at=thursday))

    assert "We expect the money by Nov. 19, 2026." in text
    assert "These days do not count" not in text


def test_a_payin_brings_no_money_but_an_end(read):
    case = case_of(
        status=Status.WAITING_BANK,
        promised_at=MONDAY_EVENING_IN_SHANGHAI,
        payment={"direction": "payin"},
    )

    assert "We expect the payment to be finished by Nov. 23, 2026." in read(case)


@pytest.mark.parametrize(
    ("direction", "said"),
    [("payout", "We expected the money by"), ("payin", "We expected an answer by")],
)
def test_a_day_that_has_passed_is_admitted(read, direction, said):
    case = case_of(
        status=Status.WAITING_BANK,
        promised_at=NOW - timedelta(days=1),
        payment={"direction": direction},
    )

    text = read(case)

    assert f"{said} Nov. 17, 2026. The bank has not confirmed it yet." in text
    assert "We expect the" not in text


def test_an_old_promise_is_not_repeated_once_the_case_is_back_with_us(read):
    text = read(case_of(status=Status.OPEN, promised_at=NOW - timedelta(days=1)))

    assert "Nov. 17, 2026" not in text
    assert "We cannot name a day yet." in text


def test_when_the_customer_must_act_the_day_depends_on_him(read):
    case = case_of(status=Status.WAITING_CUSTOMER, promised_at=MONDAY_EVENING_IN_SHANGHAI)

    text = read(case)

    assert "The day depends on when you do what is asked here." in text
    assert "Nov. 23, 2026" not in text


def test_before_the_first_answer_its_time_is_what_we_promise(read):
    due = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)

    text = read(case_of(first_answer_due_at=due))

    assert "You will hear from us by Nov. 18, 2026, 22:00. We cannot name a day yet." in text


@pytest.mark.parametrize(
    "overrides",
    [
        {"first_answered_at": NOW, "first_answer_due_at": NOW + timedelta(hours=4)},
        {"first_answer_due_at": NOW},
    ],
    ids=["answered already", "time has passed"],
)
def test_without_a_promise_none_is_made_up(read, overrides):
    text = read(case_of(status=Status.OPEN, **overrides))

    assert '<p class="expectation">We cannot name a day yet.</p>' in text


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_a_finished_case_tells_the_day_it_was_finished(read, status):
    case = case_of(status=status, promised_at=MONDAY_EVENING_IN_SHANGHAI)

    text = read(case)

    assert "It was finished on Nov. 18, 2026." in text
    assert "Nov. 23, 2026" not in text
