"""Clocks that run out: warned of and acted on once, by the rules that leads enter."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.calendars.models import BusinessHours, ClockRule
from support.calendars.services import forget_calendars
from support.cases.changing.services import Change, change_case
from support.cases.models import Case, ClockAlarm
from support.cases.models.market import market_for, promise_for
from support.cases.services import change_status, record_words, send_reply
from support.cases.taking import ringing
from support.cases.taking.ringing import ring
from support.desk.case.stream.telling import detail_of
from support.staff.models import Team
from tests.factories import NOW, make_agent, make_case

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
WORDS = {"agent_name": "Amy"}


@pytest.fixture(autouse=True)
def read_anew():
    forget_calendars()
    yield
    forget_calendars()


def rule(**overrides):
    values = {"market": "", "priority": "normal", "first_answer": 240, "next_answer": 120,
              "solution": 1080, "warn_before": 30}  # fmt: skip
    made = ClockRule.objects.create(**values | overrides)
    forget_calendars()
    return made


def told(case):
    lines = case.events.filter(kind__in=["warned", "late"]).order_by("pk")
    return [(line.kind, line.values["clock"]) for line in lines]


def test_a_clock_is_warned_of_and_runs_out_once_each():
    case = make_case()  # due at 14:00, four hours from now

    assert ring(NOW + 3 * HOUR) == 0
    assert [ring(NOW + 4 * HOUR - 30 * MINUTE) for _twice in range(2)] == [1, 0]
    assert [ring(NOW + 4 * HOUR) for _twice in range(2)] == [1, 0]
    assert told(case) == [("warned", "first_answer"), ("late", "first_answer")]
    assert ClockAlarm.objects.count() == 2


def test_an_answer_in_time_rings_nothing_and_the_solution_has_its_own_clock():
    case = make_case()
    Case.objects.update(first_answered_at=NOW + HOUR)

    assert ring(NOW + 5 * HOUR) == 0
    ring(case.solution_due_at)
    assert told(case) == [("late", "solution")]


def test_a_long_warning_is_not_lost_behind_cases_that_are_warned_of_shortly_before(monkeypatch):
    monkeypatch.setattr(ringing, "AT_ONCE", 2)
    rule(priority="high", warn_before=120)
    for _number in range(3):
        make_case(first_answer_due_at=NOW + HOUR)
    waits = make_case(priority="high", first_answer_due_at=NOW + 90 * MINUTE)

    assert ring(NOW) == 1
    assert told(waits) == [("warned", "first_answer")]


def test_what_waits_for_others_and_what_is_old_rings_nothing():
    make_case(status="waiting_customer")
    make_case(status="resolved", resolved_at=NOW)
    make_case(first_answer_due_at=NOW - timedelta(days=4))

    assert ring(NOW + 6 * HOUR) == 0


def test_the_rule_of_the_market_goes_before_that_of_every_market():
    rule(first_answer=60)
    rule(market="en", first_answer=30)

    assert promise_for("en", "normal").first_answer == 30 * MINUTE
    assert promise_for("zh-hans", "normal").first_answer == HOUR
    assert promise_for("en", "high").first_answer == 2 * HOUR
    assert make_case().first_answer_due_at == NOW + 30 * MINUTE


def test_the_hours_of_a_market_are_those_that_a_lead_entered():
    BusinessHours.objects.create(
        market="en", time_zone="Europe/Berlin", calendar="DE", opens_at="08:30", closes_at="12:00"
    )
    forget_calendars()

    assert market_for("en").calendar == "DE"
    # 10:00 in London is 11:00 in Berlin: one hour today, three tomorrow from 08:30 there.
    assert make_case().first_answer_due_at == NOW + timedelta(days=1, minutes=30)


def test_hours_that_end_before_they_begin_and_unknown_zones_are_refused():
    hours = {"market": "en", "calendar": "GB", "opens_at": "18:00", "closes_at": "09:00"}
    with pytest.raises(ValidationError) as refused:
        BusinessHours(time_zone="Europe/Nowhere", **hours).full_clean()
    assert "time_zone" in refused.value.message_dict
    with pytest.raises(ValidationError, match="closes before it opens"):
        BusinessHours(time_zone="Europe/London", **hours).full_clean()


def test_a_late_case_is_raised_and_given_back_where_the_rule_says_so():
    rule(raises=True, gives_back=True)
    team = Team.objects.create(name="Payouts")
    case = make_case(assignee=make_agent(), team=team)
    was = case.due_at

    ring(NOW + 4 * HOUR)

    case.refresh_from_db()
    assert (case.priority, case.assignee, case.team) == ("high", None, team)
    assert case.due_at == was  # what was promised stays promised
    assert case.events.filter(kind="priority").get().values == {"before": "normal", "after": "high"}
    assert case.events.filter(kind="assigned").get().note == "A deadline was missed."
    ring(NOW + 4 * HOUR + MINUTE)
    assert Case.objects.get().priority == "high"


def test_leads_are_told_of_a_late_case_once_for_each_time_where_the_rule_says_so():
    rule(tells=True)
    case, other = make_case(), make_case(priority="high", first_answer_due_at=NOW + 4 * HOUR)

    for _twice in range(2):
        ring(NOW + 4 * HOUR)

    alarms = ClockAlarm.objects.filter(is_late=True)
    assert {alarm.case_id: alarm.tells for alarm in alarms} == {case.pk: True, other.pk: False}
    assert ClockAlarm.objects.to_note().get().case == case
    line = case.events.get(kind="late")
    assert line.values["told"]
    assert "who leads the team is told" in detail_of("late", line.values, None)
    assert "told" not in other.events.get(kind="late").values
    ring(case.solution_due_at)
    assert ClockAlarm.objects.to_note().filter(case=case).count() == 2


def test_killed_in_the_midst_all_of_it_is_done_at_the_next_time(monkeypatch):
    rule(gives_back=True)
    case = make_case(assignee=make_agent())
    with monkeypatch.context() as patch:
        patch.setattr(ringing, "give_back", lambda *_args, **_named: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            ring(NOW + 4 * HOUR)
    assert told(case) == []

    ring(NOW + 4 * HOUR)

    assert told(case) == [("late", "first_answer")]
    assert Case.objects.get().assignee is None


def test_many_ring_in_as_many_statements_as_few():
    def statements():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            ring(NOW + 4 * HOUR)
        return len(asked)

    make_case()
    ring(NOW)
    few = statements()
    for _case in range(5):
        make_case()

    assert statements() == few


def test_words_that_nobody_answered_have_a_clock_until_somebody_does():
    rule(next_answer=120)
    agent, case = make_agent(), make_case()
    send_reply(case, "We look into it.", now=NOW, actor=agent, context=WORDS)

    record_words(case, "And?", medium="phone", now=NOW + HOUR, actor=agent)
    record_words(case, "Hello?", medium="phone", now=NOW + 2 * HOUR, actor=agent)

    case.refresh_from_db()
    assert case.next_answer_due_at == case.due_at == NOW + 3 * HOUR
    ring(NOW + 3 * HOUR)
    assert told(case) == [("late", "next_answer")]

    send_reply(case, "It is on its way.", now=NOW + 3 * HOUR, actor=agent, context=WORDS)
    case.refresh_from_db()
    assert case.next_answer_due_at is None
    assert case.due_at == case.solution_due_at


def test_while_the_bank_has_its_time_only_words_that_wait_for_us_ring():
    agent, case = make_agent(), make_case()
    send_reply(case, "We ask the bank.", now=NOW, actor=agent, context=WORDS)
    change_status(case, "waiting_bank", now=NOW, actor=agent)
    record_words(case, "And?", medium="phone", now=NOW, actor=agent)

    case.refresh_from_db()
    assert case.due_at == case.next_answer_due_at == NOW + 4 * HOUR
    ring(NOW + 4 * HOUR)
    assert told(case) == [("late", "next_answer")]

    change_status(case, "waiting_customer", now=NOW + 5 * HOUR, actor=agent)
    case.refresh_from_db()
    assert (case.next_answer_due_at, case.due_at) == (None, None)


def test_another_priority_moves_the_next_answer_too():
    agent, case = make_agent(), make_case()
    Case.objects.update(first_answered_at=NOW)
    record_words(case, "And?", medium="phone", now=NOW, actor=agent)
    case.refresh_from_db()

    urgent = Change(priority="urgent")
    change_case(case, urgent, seen=case.version, now=NOW + 30 * MINUTE, actor=agent)

    case.refresh_from_db()
    assert case.next_answer_due_at == case.due_at == NOW + HOUR
