"""The same deed done to many cases."""

import pytest
from django.core.exceptions import ValidationError

from support.answering.models import AppliedMacro
from support.answering.saving import switch_macro
from support.cases.bulk.deeds import Doing, deed_named
from support.cases.bulk.services import MOST, BulkReport, do_to_many
from support.cases.models import Case, CaseEvent, Status
from support.guidance.services import answer_step
from support.guidance.stands import stands_of
from support.notifications.models import Notification
from support.staff.models import Team
from tests.answering.making import make_macro
from tests.desk.walking import make_walk
from tests.factories import NOW, make_agent, make_case
from troubleshooting.walks.models import Walk
from troubleshooting.walks.services import Choice

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return make_agent("amy")


def do(name, cases, agent, seen="", **given) -> BulkReport:
    wanted = [(case.reference, seen) for case in cases]
    return do_to_many(name, wanted, Doing(actor=agent, now=NOW, given=given))


def reasons(report):
    return {left.case: left.code for left in report.left}


def test_many_are_assigned_at_once_and_each_timeline_says_so(agent):
    cases = [make_case() for _number in range(3)]
    team = Team.objects.create(name="Payouts", place=9)

    to_me = do("assign", cases[:2], agent, to="me")
    to_team = do("assign", cases[2:], agent, to="team-Payouts")

    assert (to_me.left, to_me.done) == ([], [case.reference for case in cases[:2]])
    assert to_team.done == [cases[2].reference]
    assert list(Case.objects.order_by("pk").values_list("assignee", "team")) == [
        (agent.pk, cases[0].team_id), (agent.pk, cases[1].team_id), (None, team.pk),
    ]  # fmt: skip
    assert CaseEvent.objects.filter(kind="assigned", actor=agent).count() == 3


def test_one_that_cannot_be_done_is_left_with_the_reason_and_keeps_nobody_from_theirs(agent):
    done = make_case(status=Status.RESOLVED, resolved_at=NOW)
    case = make_case()

    report = do("status", [done, case], agent, status="waiting_customer")

    assert report.done == [case.reference]
    assert reasons(report) == {done.reference: "resolved"}
    assert "Reopen it first" in report.left[0].why
    assert Case.objects.get(pk=case.pk).assignee == agent


def test_a_case_that_is_not_there_is_told(agent):
    report = do_to_many("assign", [("CW-GONE", "")], Doing(agent, NOW, {"to": "me"}))

    assert reasons(report) == {"CW-GONE": "not_found"}


def test_cases_of_a_team_where_somebody_only_looks_on_are_left(agent):
    team = Team.objects.create(name="Payouts", place=9)
    team.memberships.create(user=agent, role="viewer")
    Team.objects.create(name="Cards", place=8).memberships.create(user=agent, role="agent")
    theirs, free = make_case(team=team), make_case(team=None)

    report = do("tag", [theirs, free], agent, add="late")

    assert (report.done, reasons(report)) == ([free.reference], {theirs.reference: "looks_on"})


def test_priorities_and_tags_change_from_what_they_are_now(agent):
    first, second = make_case(tags=["vip"]), make_case(tags=["old", "vip"])

    do("priority", [first, second], agent, priority="high")
    do("tag", [first, second], agent, add="Late payout, vip", take="old")

    assert set(Case.objects.values_list("priority", flat=True)) == {"high"}
    assert [case.tags for case in Case.objects.order_by("pk")] == [["late payout", "vip"]] * 2


@pytest.mark.parametrize(
    ("name", "given", "field"),
    [
        ("assign", {"to": "agent-nobody-here"}, "to"),
        ("assign", {}, "to"),
        ("priority", {"priority": "loud"}, "priority"),
        ("status", {"status": "resolved"}, "status"),
        ("tag", {"add": " , "}, "add"),
        ("tag", {"add": "x" * 41}, "tags"),
        ("dance", {}, "deed"),
    ],
)
def test_what_a_deed_needs_is_asked_for_before_anything_is_done(agent, name, given, field):
    with pytest.raises(ValidationError) as refused:
        do(name, [make_case()], agent, **given)

    assert list(refused.value.message_dict) == [field]


@pytest.mark.parametrize("count", [0, MOST + 1])
def test_nothing_is_done_to_none_or_to_too_many(agent, count):
    wanted = [(f"CW-{number}", "") for number in range(count)]

    with pytest.raises(ValidationError):
        do_to_many("assign", wanted, Doing(agent, NOW, {"to": "me"}))


def at_outcome(agent, case: Case | None = None) -> tuple[Case, Walk]:
    case, walk = make_walk(1, case=case)
    choice = Choice(node="q1", kind="answered", option="yes", note="", reason="", source="agent")
    return case, answer_step(case, walk, choice, seen=0, actor=agent, now=NOW)


def seen_of(case: Case) -> str:
    return stands_of([case.pk])[case.pk].seen


def test_outcomes_that_wait_are_applied_each_as_alone(agent):
    (first, _walk), (second, _other) = at_outcome(agent), at_outcome(agent)
    wanted = [(case.reference, seen_of(case)) for case in (first, second)]

    report = do_to_many("outcome", wanted, Doing(agent, NOW, {}))

    assert (report.done, report.left) == ([first.reference, second.reference], [])
    assert set(Case.objects.values_list("status", "cause__slug")) == {
        ("waiting_customer", "test_slow")
    }
    assert set(Walk.objects.values_list("state", "ended_by")) == {("concluded", agent.pk)}
    told = Notification.objects.filter(event="solution").values_list("thread", flat=True)
    assert set(told) == {first.reference, second.reference}


def test_an_outcome_is_left_where_another_one_was_looked_at_or_none_waits(agent):
    asked, _walk = make_walk(1)
    stale, _other = at_outcome(agent)
    done, _walk = at_outcome(agent)
    wanted = [(case.reference, seen_of(case)) for case in (asked, done)]
    wanted.append((stale.reference, seen_of(done)))
    do_to_many("outcome", wanted[1:2], Doing(agent, NOW, {}))

    report = do_to_many("outcome", wanted, Doing(agent, NOW, {}))

    assert reasons(report) == {
        asked.reference: "no_outcome", stale.reference: "stale", done.reference: "no_outcome",
    }  # fmt: skip
    assert report.done == []
    assert Notification.objects.filter(thread=stale.reference, event="solution").count() == 0


def test_an_outcome_that_waits_is_kept_with_its_case_whatever_moves_its_walk(agent):
    case, _walk = make_walk(1)
    assert Case.objects.get().outcome_since is None

    at_outcome(agent, case)
    assert Case.objects.get().outcome_since == NOW

    do_to_many("outcome", [(case.reference, seen_of(case))], Doing(agent, NOW, {}))
    assert Case.objects.get().outcome_since is None


def test_where_many_cases_stand_is_one_query(agent, django_assert_num_queries):
    asked, _walk = make_walk(2)
    waits, _other = at_outcome(agent)
    plain = make_case()

    with django_assert_num_queries(1):
        found = stands_of([asked.pk, waits.pk, plain.pk])

    assert (found[asked.pk].title, found[asked.pk].is_outcome) == ("Question 1?", False)
    assert (found[waits.pk].title, found[waits.pk].waits_for_a_press) == ("Slow bank", True)
    assert found[plain.pk].title == ""


def test_a_macro_is_applied_to_each_that_it_fits_in_the_customers_language(agent):
    macro = make_macro(priority="high", tags=["asked"], texts={"en": "Hello, {payment}."})
    case, done = make_case(), make_case(status=Status.RESOLVED, resolved_at=NOW)
    chinese = make_case(contact_locale="zh-Hans")
    silent = make_case(silent_since=NOW)

    report = do("macro", [case, done, chinese, silent], agent, macro=macro.slug)

    assert report.done == [case.reference, done.reference]
    assert reasons(report) == {chinese.reference: "language", silent.reference: "silent"}
    case.refresh_from_db()
    assert (case.priority, case.tags, case.assignee) == ("high", ["asked"], agent)
    mails = Notification.objects.filter(event="agent-reply", channel="email")
    assert {mail.thread for mail in mails} == {case.reference, done.reference}
    assert AppliedMacro.objects.filter(actor=agent).count() == 2
    macro.refresh_from_db()
    assert macro.uses == 2


@pytest.mark.parametrize(
    ("given", "code"),
    [({"version": "7"}, "stale_macro"), ({"version": "1"}, None), ({"version": "x"}, None)],
)
def test_many_get_the_macro_that_was_looked_at(agent, given, code):
    macro, case = make_macro(tags=["asked"]), make_case()

    report = do("macro", [case], agent, macro=macro.slug, **given)

    assert reasons(report) == ({case.reference: code} if code else {})


def test_a_macro_that_is_not_there_or_not_in_use_does_nothing(agent):
    macro, case = make_macro(tags=["asked"]), make_case(tags=["asked"], assignee=agent)
    assert reasons(do("macro", [case], agent, macro=macro.slug)) == {case.reference: "no_deed"}
    switch_macro(macro, is_on=False, actor=agent, now=NOW)

    assert reasons(do("macro", [case], agent, macro=macro.slug)) == {case.reference: "off"}
    assert ("macro", "Ask for the account") not in deed_named("macro").options(agent)
    with pytest.raises(ValidationError, match="choose a macro"):
        do("macro", [case], agent, macro="gone")
