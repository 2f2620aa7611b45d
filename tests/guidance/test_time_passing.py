"""Walks that wait on time go on by themselves, each once, and cost nothing before."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.cases.models import Case, CaseEvent
from support.guidance.beginning import present_walk
from support.guidance.models import CaseWalk
from support.guidance.panel import build_panel
from support.guidance.services import answer_step, confirm_outcome, resume_walk, start_walk
from support.guidance.tasks import read_again
from support.guidance.waiting import time_passing
from support.guidance.waiting.time_passing import LEASE, read_due_walks
from support.notifications.models import Notification
from support.payments.models import Channel, PaymentStatus
from tests.factories import NOW, make_agent, make_case, make_payment
from troubleshooting.causes.models import Cause
from troubleshooting.walks.services import Choice

pytestmark = pytest.mark.django_db
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
NO_CODE = {"failure_scheme": "", "failure_code": "", "failure_message": ""}


@pytest.fixture
def case(tree: Any) -> Case:
    """A payout that became pending just now on an instant channel with a time-out of 30 s."""
    return pending(NOW)


def pending(made_at: datetime, **values: Any) -> Case:
    channel = Channel.objects.get(code="demo-cn-instant")
    told: dict[str, Any] = {"status": "pending", **NO_CODE, **values}
    payment = make_payment(
        channel=channel,
        currency="CNY",
        initiated_at=made_at,
        created_at_text=made_at.isoformat(),
        **told,
    )
    case = make_case(payment=payment)
    start_walk(case, now=made_at)
    return case


def at(case: Case) -> str:
    walk = present_walk(case)
    assert walk is not None
    return walk.position().present.key


def read_again_at(case: Case) -> datetime | None:
    return CaseWalk.objects.present().filter(case=case)[0].read_again_at


def messages(case: Case) -> list[str]:
    rows = Notification.objects.filter(thread=case.reference, channel="email")
    return sorted(rows.values_list("event", flat=True))


def test_a_payment_in_time_waits_until_its_time_has_passed(case: Case):
    assert at(case) == "out_on_its_way"
    assert read_again_at(case) == NOW + 30 * SECOND
    assert messages(case) == ["case-opened"]

    assert read_due_walks(NOW + 29 * SECOND) == 0
    assert at(case) == "out_on_its_way"


def test_once_overdue_the_walk_goes_on_and_its_automatic_outcome_is_applied(case: Case):
    assert read_due_walks(NOW + 31 * SECOND) == 1

    case.refresh_from_db()
    walk = present_walk(case)
    assert walk is not None
    assert (walk.state, walk.outcome_node) == ("concluded", "out_bank_processing_slow")
    assert walk.ended_by is None
    assert (case.status, case.cause.slug if case.cause else "") == (
        "waiting_bank", "bank_processing_slow",
    )  # fmt: skip
    assert messages(case) == ["case-opened", "waiting-bank"]
    assert read_again_at(case) is None
    kinds = list(case.events.order_by("pk").values_list("kind", flat=True))
    assert kinds[-3:] == [CaseEvent.Kind.ANSWERED, CaseEvent.Kind.OUTCOME, CaseEvent.Kind.STATUS]


def test_it_goes_on_once(case: Case):
    read_due_walks(NOW + HOUR)

    assert read_due_walks(NOW + HOUR) == read_due_walks(NOW + 2 * HOUR) == 0
    assert messages(case) == ["case-opened", "waiting-bank"]


def test_a_walk_that_cannot_be_read_again_keeps_no_other_from_its_turn(
    case: Case, monkeypatch: Any, caplog: Any
):
    other, goes_on = pending(NOW), time_passing.go_on_locked

    def break_on_one(locked: Case, *rest: Any) -> bool:
        if locked == case:
            raise ZeroDivisionError
        return goes_on(locked, *rest)

    monkeypatch.setattr(time_passing, "go_on_locked", break_on_one)

    assert read_due_walks(NOW + HOUR) == 1
    assert at(other) == "out_bank_processing_slow"
    assert "could not be read again" in caplog.text
    monkeypatch.undo()
    assert read_due_walks(NOW + HOUR + LEASE) == 1
    assert at(case) == "out_bank_processing_slow"


def test_a_payout_pending_for_38_hours_is_overdue_at_once_with_evidence(tree: Any):
    made_at = NOW - 38 * HOUR
    late = make_payment(
        channel=Channel.objects.get(code="demo-cn-instant"),
        currency="CNY",
        status="pending",
        initiated_at=made_at,
        created_at_text=made_at.isoformat(),
        **NO_CODE,
    )
    other = make_case(payment=late)

    begun = start_walk(other, now=NOW)

    assert (begun.outcome, begun.automatic) == ("out_bank_processing_slow", True)
    last = begun.walk.rows[-1]
    assert (last.option, last.values["age"], last.values["status"]) == ("overdue", 38, "pending")


def test_an_agent_who_opens_the_case_sees_it_overdue_and_the_timetable_applies_it(case: Case):
    walk = present_walk(case)
    assert walk is not None
    case = Case.objects.select_related("customer", "payment__channel").get(pk=case.pk)
    resume_walk(case, walk, now=NOW + HOUR)
    assert at(case) == "out_bank_processing_slow"

    read_due_walks(NOW + HOUR)

    case.refresh_from_db()
    assert case.status == "waiting_bank"


def test_an_agent_may_tell_the_customer_to_wait_and_the_walk_is_left_alone(case: Case):
    walk = present_walk(case)
    assert walk is not None
    confirm_outcome(case, walk, seen=walk.answers_seen, actor=make_agent(), now=NOW + SECOND)

    assert read_due_walks(NOW + HOUR) == 0
    assert messages(case) == ["case-opened", "waiting-bank"]
    assert read_again_at(case) is None


def test_an_ended_walk_says_since_when_its_time_is_over(case: Case):
    walk = present_walk(case)
    assert walk is not None
    confirm_outcome(case, walk, seen=walk.answers_seen, actor=make_agent(), now=NOW + SECOND)
    case.refresh_from_db()
    walk = present_walk(case)
    assert walk is not None

    assert build_panel(case, walk, now=NOW + 29 * SECOND).held_until is None
    assert build_panel(case, walk, now=NOW + HOUR).held_until == NOW + 30 * SECOND


def test_what_an_agent_answered_keeps_the_walk_where_it_is(case: Case):
    walk = present_walk(case)
    assert walk is not None
    overruled = Choice(node="still_in_time", option="no_clock", reason="The bank told me.")
    answer_step(case, walk, overruled, seen=walk.answers_seen, actor=make_agent(), now=NOW + SECOND)
    stood = at(case)

    assert read_due_walks(NOW + HOUR) == 0
    assert at(case) == stood
    assert read_again_at(case) is None


def test_a_weak_finding_goes_on_and_waits_for_an_agent(tree: Any):
    case = pending(NOW, status="sent")  # an instant channel has no bank days entered

    assert read_again_at(case) is not None
    assert read_due_walks(NOW + 72 * HOUR) == 1

    case.refresh_from_db()
    assert at(case) == "out_bank_processing_slow"
    assert (case.status, messages(case)) == ("new", ["case-opened"])


def test_a_silent_case_is_left_to_people(case: Case):
    Case.objects.filter(pk=case.pk).update(cause=Cause.objects.get(slug="holder_deceased"))

    read_due_walks(NOW + HOUR)

    case.refresh_from_db()
    assert (case.status, messages(case)) == ("new", ["case-opened"])


def test_after_a_contradiction_nothing_follows_by_itself(case: Case):
    assert case.payment is not None
    PaymentStatus.objects.create(
        payment=case.payment,
        status="failed",
        read_at=NOW,
        source="casewalk",
        contradiction="Its type and its status disagree.",
        digest="1",
    )

    assert read_due_walks(NOW + HOUR) == 1

    case.refresh_from_db()
    assert at(case) == "out_bank_processing_slow"
    assert (case.status, messages(case)) == ("new", ["case-opened"])


def test_nothing_due_costs_one_statement(case: Case):
    with CaptureQueriesContext(connection) as captured:
        assert read_due_walks(NOW) == 0

    statements = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(statements) == 1
    assert "LIMIT 50" in statements[0]
    assert "SKIP LOCKED" in statements[0]


def test_a_walk_that_is_being_read_is_not_taken_by_another_worker(
    case: Case, monkeypatch: pytest.MonkeyPatch
):
    """A worker that dies in the midst leaves the walk to be read after the lease."""
    monkeypatch.setattr(time_passing, "_read_again", lambda pk, now: False)
    read_due_walks(NOW + HOUR)
    monkeypatch.undo()

    assert read_due_walks(NOW + HOUR + SECOND) == 0
    assert read_due_walks(NOW + HOUR + LEASE) == 1


def test_a_run_takes_no_more_than_it_can_do(tree: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(time_passing, "AT_ONCE", 2)
    cases = [pending(NOW) for _number in range(3)]

    assert [read_due_walks(NOW + HOUR) for _run in range(3)] == [2, 1, 0]
    assert {at(case) for case in cases} == {"out_bank_processing_slow"}


def test_the_timetable_reads_by_the_clock(case: Case):
    with time_machine.travel(NOW + HOUR, tick=False):
        read_again()

    assert at(case) == "out_bank_processing_slow"
