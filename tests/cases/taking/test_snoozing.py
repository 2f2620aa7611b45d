"""Putting a case off, and what brings it back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from support.calendars.models import CalendarDay
from support.calendars.services import forget_calendars
from support.cases.clocks import MARKETS, opening_after
from support.cases.models import Case, Wake
from support.cases.models.market import market_for
from support.cases.services import change_status, record_words, resolve_case, send_reply
from support.cases.taking.snoozing import snooze_case, wake_case, wake_due
from support.cases.telling.message_words import message_context
from support.guidance.hearing import hear_customer
from support.staff.models import AgentProfile, Team
from tests.factories import NOW, make_agent, make_case

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def asleep(until: datetime = NOW + HOUR, **more: object) -> Case:
    return snooze_case(make_case(), until=until, now=NOW, actor=make_agent(), **more)


def test_a_snoozed_case_is_ones_own_and_comes_back_at_its_time():
    amy = make_agent("amy")
    case = snooze_case(make_case(), until=NOW + HOUR, now=NOW, actor=amy, note="Bank rings")

    assert (case.assignee, case.wakes_at) == (amy, NOW + HOUR)
    assert wake_due(NOW + HOUR - timedelta(seconds=1)) == 0
    assert wake_due(NOW + HOUR) == 1

    case.refresh_from_db()
    assert (case.wakes_at, case.due_at, case.assignee) == (None, NOW + HOUR, amy)
    told = case.events.order_by("pk").values_list("kind", "note", "values")
    assert list(told)[-2:] == [
        ("snoozed", "Bank rings", {"until": (NOW + HOUR).isoformat(), "on": "time"}),
        ("woken", "", {"why": "time"}),
    ]
    assert wake_due(NOW + DAY) == 0


def test_no_promise_is_slept_through():
    case = asleep(NOW + 30 * DAY)

    assert case.wakes_at == case.first_answer_due_at


def test_what_is_late_already_may_sleep_until_its_time():
    case = make_case(first_answer_due_at=NOW - HOUR, due_at=NOW - HOUR)

    case = snooze_case(case, until=NOW + DAY, now=NOW, actor=make_agent())

    assert case.wakes_at == NOW + DAY


@pytest.mark.parametrize(
    ("until", "code"),
    [(NOW, "past"), (NOW - HOUR, "past"), (NOW + 400 * DAY, "too_far"), (None, "required")],
)
def test_a_time_that_makes_no_sense_is_refused(until, code):
    with pytest.raises(ValidationError) as refusal:
        asleep(until)

    assert refusal.value.code == code


def test_a_done_case_does_not_sleep():
    case = resolve_case(make_case(), now=NOW, ending="withdrawn")

    with pytest.raises(ValidationError) as refusal:
        snooze_case(case, until=NOW + HOUR, now=NOW, actor=make_agent())

    assert refusal.value.code == "resolved"


def test_the_customers_answer_wakes_and_ends_the_waiting_for_them():
    case = change_status(make_case(), "waiting_customer", now=NOW)
    case = snooze_case(case, on=Wake.CUSTOMER, now=NOW, actor=make_agent())
    assert case.wakes_at == utc("2026-11-23 09:00")  # three working days: Thursday, Friday, Monday

    record_words(case, "It is done.", medium="phone", now=NOW + HOUR)

    case.refresh_from_db()
    assert (case.status, case.wakes_at) == ("open", None)
    assert case.events.filter(kind="woken").get().values == {"why": "customer"}
    assert case.due_at is not None


def test_a_case_that_waits_for_its_customer_without_sleeping_is_open_again():
    case = change_status(make_case(), "waiting_customer", now=NOW)

    hear_customer(case, "Done", medium="email", now=NOW + HOUR)

    case.refresh_from_db()
    assert case.status == "open"
    assert not case.events.filter(kind="woken").exists()


def test_an_answer_reopens_a_done_case_once():
    case = resolve_case(make_case(), now=NOW, ending="withdrawn")

    for number in range(2):
        hear_customer(case, f"Still nothing {number}", medium="email", now=NOW + DAY)

    case.refresh_from_db()
    assert (case.status, case.ending) == ("open", "")
    assert case.events.filter(kind="reopened").count() == 1
    assert case.messages.filter(kind="incoming").count() == 2


def test_an_answer_to_a_done_case_leaves_it_where_another_is_open():
    done = make_case(status="resolved", resolved_at=NOW, ending="withdrawn")
    other = make_case(payment=done.payment)

    hear_customer(done, "Hello?", medium="email", now=NOW + DAY)

    done.refresh_from_db()
    assert (done.status, other.status) == ("resolved", "new")


def test_who_moves_a_case_wakes_it_and_who_writes_has_seen_to_it():
    case, agent = asleep(), make_agent()
    wake_due(NOW + HOUR)
    context = message_context(case, now=NOW)

    send_reply(case, "We are on it.", now=NOW + HOUR, actor=agent, context=context)
    case.refresh_from_db()
    assert case.due_at == case.solution_due_at

    snooze_case(case, until=NOW + 2 * HOUR, now=NOW + HOUR, actor=agent)
    case = change_status(case, "waiting_bank", now=NOW + HOUR, actor=agent)
    assert (case.wakes_at, case.wakes_on) == (None, "")


def test_a_case_is_woken_by_hand_once():
    case, agent = asleep(), make_agent()

    for _time in range(2):
        case = wake_case(case, now=NOW, actor=agent)

    assert case.wakes_at is None
    assert case.events.get(kind="woken").actor == agent


def test_what_wakes_while_its_agent_is_away_goes_back_to_the_team():
    team, amy = Team.objects.create(name="Payouts"), make_agent()
    team.memberships.create(user=amy)
    first, second = (
        snooze_case(make_case(payment=None), until=NOW + HOUR, now=NOW, actor=amy)
        for _number in range(2)
    )
    AgentProfile.objects.create(user=amy, away_from=NOW)

    record_words(first, "Hello?", medium="phone", now=NOW)
    wake_due(NOW + HOUR)

    for case in (first, second):
        case.refresh_from_db()
        assert (case.assignee, case.team, case.wakes_at) == (None, team, None)


def test_many_wake_in_as_many_statements_as_one(django_assert_num_queries):
    for _number in range(5):
        asleep()

    with django_assert_num_queries(8):
        assert wake_due(NOW + HOUR) == 5


# Working days


@pytest.mark.parametrize(
    ("market", "start", "days", "opens"),
    [
        ("en", "2026-11-18 10:00", 1, "2026-11-19 09:00"),
        ("en", "2026-11-18 23:30", 1, "2026-11-19 09:00"),
        ("en", "2026-11-20 10:00", 1, "2026-11-23 09:00"),  # over a weekend
        ("en", "2026-11-21 10:00", 1, "2026-11-23 09:00"),  # from a Saturday
        ("en", "2026-12-24 10:00", 1, "2026-12-29 09:00"),  # Christmas, Boxing Day in lieu
        ("en", "2026-03-27 10:00", 1, "2026-03-30 08:00"),  # summer time has begun
        ("en", "2026-11-18 10:00", 5, "2026-11-25 09:00"),
        ("zh-hans", "2026-11-18 10:00", 1, "2026-11-19 01:00"),
        ("zh-hans", "2026-11-18 20:00", 1, "2026-11-20 01:00"),  # it is the next day there
    ],
)
def test_a_working_day_begins_when_its_market_opens(market, start, days, opens):
    assert opening_after(MARKETS[market], utc(start), days) == utc(opens)


def test_a_day_that_a_lead_entered_counts():
    CalendarDay.objects.create(calendar="GB", day="2026-11-19", is_worked=False)
    forget_calendars()
    try:
        assert opening_after(market_for("en"), NOW, 1) == utc("2026-11-20 09:00")
    finally:
        CalendarDay.objects.all().delete()
        forget_calendars()
