"""Statuses of a case, and the clocks that hang on them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from support.cases.models import Case, Status, StatusClass
from support.cases.services import (
    change_status,
    send_reply,
)
from tests.factories import NOW, make_agent, make_case, make_channel, make_payment

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WORDS = {"reference": "CW-00000055"}


def timeline(case: Case) -> list[str]:
    return list(case.events.order_by("pk").values_list("kind", flat=True))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_paused_case_has_nothing_due_and_keeps_the_time_that_is_left():
    case = make_case()

    case = change_status(case, "waiting_customer", now=NOW + 2 * HOUR)

    assert case.status_class == StatusClass.PAUSED
    assert case.due_at is None
    assert case.solution_time_left == 16 * HOUR
    assert timeline(case)[-1] == "status"


def test_a_case_taken_up_again_gets_the_time_that_was_left():
    case = change_status(make_case(), "waiting_customer", now=NOW + 2 * HOUR)

    case = change_status(case, "open", now=utc("2026-11-30 09:00"))

    assert case.solution_due_at == utc("2026-12-01 16:00")  # 16 business hours
    assert case.solution_time_left is None


def test_waiting_costs_nothing_however_often_a_case_is_paused():
    case = make_case()
    moment = NOW
    for _time in range(5):
        case = change_status(case, "waiting_customer", now=moment)
        moment += 7 * DAY
        case = change_status(case, "open", now=moment)

    assert case.solution_due_at == utc("2026-12-25 10:00") + 4 * DAY  # Christmas lies between


def test_a_case_that_was_late_when_it_was_paused_gets_a_first_answers_time():
    case = make_case(solution_due_at=NOW - DAY)
    case = change_status(case, "waiting_customer", now=NOW)

    case = change_status(case, "open", now=NOW + HOUR)

    assert case.solution_due_at == NOW + 5 * HOUR


def test_waiting_for_the_bank_has_a_clock_of_its_own_and_promises_a_day():
    channel = make_channel(holidays="GB", works_weekends=False, bank_answer_days=2)
    case = make_case(payment=make_payment(channel=channel))

    case = change_status(case, "waiting_bank", now=NOW)

    assert case.bank_due_at == utc("2026-11-20 18:00")
    assert case.promised_at == utc("2026-11-19 23:59")
    assert case.due_at == case.promised_at  # whichever runs out first


def test_going_from_one_wait_to_the_other_keeps_what_is_left():
    case = change_status(make_case(), "waiting_customer", now=NOW + 2 * HOUR)

    case = change_status(case, "waiting_bank", now=NOW + 5 * DAY)

    assert case.solution_time_left == 16 * HOUR


def test_a_case_without_payment_can_wait_for_the_bank():
    case = make_case(payment=None)

    case = change_status(case, "waiting_bank", now=NOW)

    assert case.bank_due_at == utc("2026-11-20 09:00")  # the second working day from then
    assert case.due_at == case.bank_due_at


def test_moving_to_the_status_it_has_leaves_no_trace():
    case = make_case()
    change_status(case, "open", now=NOW)

    change_status(case, "open", now=NOW + HOUR)

    assert timeline(case) == ["opened", "status"]


def test_the_timeline_says_who_moved_it_from_where_to_where():
    agent, case = make_agent(), make_case()

    change_status(case, "waiting_bank", now=NOW, actor=agent, note="Asked them")

    event = case.events.get(kind="status")
    assert (event.actor, event.note) == (agent, "Asked them")
    assert event.values == {"before": "new", "after": "waiting_bank"}


@pytest.mark.parametrize("status", ["new", "open", "waiting_customer", "waiting_bank"])
def test_a_done_case_is_not_moved_on_without_being_reopened(status: str):
    case = make_case(status=Status.RESOLVED, resolved_at=NOW)

    with pytest.raises(ValidationError, match="Reopen it first") as refusal:
        change_status(case, status, now=NOW)

    assert refusal.value.code == "resolved"
    case.refresh_from_db()
    assert case.status == Status.RESOLVED


def test_a_resolved_case_can_be_closed_and_keeps_its_time():
    case = make_case(status=Status.RESOLVED, resolved_at=NOW)

    case = change_status(case, "closed", now=NOW + DAY)

    assert (case.status, case.resolved_at) == ("closed", NOW)


@pytest.mark.parametrize(
    ("status", "resolved_at"), [("resolved", None), ("closed", None), ("open", NOW)]
)
def test_the_database_holds_status_and_time_of_resolution_together(
    status: str, resolved_at: datetime | None
):
    case = make_case()

    with pytest.raises(IntegrityError, match="case_resolved_has_time"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(status=status, resolved_at=resolved_at)


@pytest.mark.parametrize(("status", "wanted"), [(s, s) for s in Status.values])
def test_every_status_has_a_class_and_words_for_the_customer(status: str, wanted: str):
    case = Case(status=status)

    assert case.status_class in StatusClass
    assert case.customer_wording
    assert case.customer_wording != case.get_status_display() or status == "closed"


def test_the_promised_first_answer_falls_away_once_it_was_given():
    agent, case = make_agent(), make_case()
    assert case.due_at == case.first_answer_due_at

    send_reply(case, "We are on it.", now=NOW + HOUR, actor=agent, context=WORDS)

    case.refresh_from_db()
    assert case.first_answered_at == NOW + HOUR
    assert case.due_at == case.solution_due_at


@pytest.mark.parametrize(
    ("due_at", "late"), [(NOW - HOUR, True), (NOW, False), (NOW + HOUR, False), (None, False)]
)
def test_a_case_is_overdue_after_its_time(due_at: datetime | None, late: bool):
    case = make_case(due_at=due_at)

    assert list(Case.objects.overdue(NOW)) == ([case] if late else [])
