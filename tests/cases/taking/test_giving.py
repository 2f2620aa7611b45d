"""Whose a case is: claimed by working on it, handed over with a word, given back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from support.cases.models import Case
from support.cases.services import add_note, assign_case, change_status, send_reply
from support.cases.taking.sharing import give_back_all, hand_out, return_leavers_cases
from support.cases.telling.message_words import message_context
from support.staff.models import AgentProfile, Membership, Team
from tests.factories import NOW, make_agent, make_case, make_customer

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def lines(case: Case) -> list[tuple[dict[str, str], str]]:
    told = case.events.filter(kind="assigned").order_by("pk")
    return [(line.values, line.note) for line in told]


# Working on a case


def reply(case: Case, agent) -> None:
    context = message_context(case, now=NOW)
    send_reply(case, "We are on it.", now=NOW, actor=agent, context=context)


@pytest.mark.parametrize(
    "work",
    [reply, lambda case, agent: change_status(case, "waiting_bank", now=NOW, actor=agent)],
)
def test_who_works_on_a_case_that_nobody_has_has_it(work):
    agent, case = make_agent("amy"), make_case()

    work(case, agent)
    work(case, make_agent("bo"))

    case.refresh_from_db()
    assert case.assignee == agent
    assert case.status != "new"
    assert lines(case) == [({"assignee": "amy"}, "")]


def test_a_word_among_colleagues_takes_nothing():
    case = make_case()

    add_note(case, "Seen this before.", now=NOW, actor=make_agent())

    case.refresh_from_db()
    assert (case.assignee, case.status) == (None, "new")


# Handing over


def test_a_case_is_handed_over_with_a_word():
    amy, bo = make_agent("amy"), make_agent("bo")
    case = assign_case(make_case(), amy, now=NOW, actor=amy)

    case = assign_case(case, bo, now=NOW, actor=amy, note=" Their bank rings back at three. ")

    assert case.assignee == bo
    assert lines(case)[-1] == ({"assignee": "bo"}, "Their bank rings back at three.")


def test_a_case_goes_to_a_team_and_waits_there_for_anybody():
    team = Team.objects.create(name="Payouts", skills=["payout:card"])
    amy = make_agent()
    case = assign_case(make_case(), amy, now=NOW, actor=amy)

    case = assign_case(case, None, team=team, now=NOW, actor=amy)

    case.refresh_from_db()
    assert (case.assignee, case.team, case.status) == (None, team, "open")
    assert lines(case)[-1] == ({"assignee": "", "team": "Payouts"}, "")


def test_giving_it_to_whom_it_belongs_leaves_no_trace_but_a_word():
    amy = make_agent("amy")
    case = assign_case(make_case(), amy, now=NOW, actor=amy)

    assign_case(case, amy, now=NOW, actor=amy)
    assert len(lines(case)) == 1

    assign_case(case, amy, now=NOW, actor=make_agent(), note="Please look today.")
    assert lines(case)[-1] == ({"assignee": "amy"}, "Please look today.")


def test_who_has_left_is_given_nothing():
    case = make_case()

    with pytest.raises(ValidationError) as refusal:
        assign_case(case, make_agent(is_active=False), now=NOW)

    assert refusal.value.code == "left"


# Whose new cases are


def test_a_new_case_is_of_the_first_team_that_fits():
    Team.objects.create(name="Later", place=3)
    chinese = Team.objects.create(name="Chinese", place=2, languages=["zh-hans"])
    Team.objects.create(name="Cards", place=1, skills=["payin:card"])

    case = make_case(customer=make_customer(locale="zh-Hans"))

    assert (case.team_id, case.language) == (chinese.pk, "zh-hans")
    assert case.skill == "payout:bank_transfer"


def test_a_teams_market_decides_too():
    Team.objects.create(name="China", market="zh-hans")

    assert make_case().team_id is None


# Giving out by turns


def team_of(*members, **more) -> Team:
    team = Team.objects.create(name="Payouts", hands_out=True, **more)
    for member in members:
        team.memberships.create(user=member)
    return team


def load(agent) -> int:
    return Case.objects.filter(assignee=agent, status="open").count()


def test_who_has_the_fewest_is_given_the_next_and_nobody_more_than_their_fill():
    busy, idle = make_agent(), make_agent()
    team = team_of(busy, idle, most_open=3)
    for _number in range(2):
        make_case(payment=None, assignee=busy, status="open")
    waiting = [make_case(payment=None, due_at=NOW + number * HOUR) for number in range(6)]

    assert hand_out(NOW) == 4

    assert (load(busy), load(idle)) == (3, 3)
    left = Case.objects.filter(assignee=None).order_by("due_at")
    assert list(left) == waiting[4:]
    assert lines(waiting[0])[0][0]["assignee"] == idle.get_username()
    assert hand_out(NOW) == 0
    assert {row.given_at for row in team.memberships.all()} == {NOW}


def test_of_equals_who_has_waited_the_longest_is_next():
    first, second = make_agent(), make_agent()
    team_of(first, second)
    Membership.objects.filter(user=first).update(given_at=NOW - HOUR)
    case = make_case(payment=None)

    hand_out(NOW)

    case.refresh_from_db()
    assert case.assignee == second


def test_a_language_that_nobody_speaks_stands_in_nobodys_way():
    agent = make_agent()
    AgentProfile.objects.create(user=agent, languages=["en"])
    team_of(agent)
    chinese = make_customer(locale="zh-Hans")
    for _number in range(3):
        make_case(payment=None, customer=chinese, due_at=NOW)
    english = make_case(payment=None)

    assert hand_out(NOW) == 1

    english.refresh_from_db()
    assert english.assignee == agent


def test_who_is_out_of_office_is_given_nothing():
    agent = make_agent()
    AgentProfile.objects.create(user=agent, away_from=NOW - HOUR, away_until=NOW + HOUR)
    team_of(agent)
    make_case(payment=None)

    assert hand_out(NOW) == 0
    assert hand_out(NOW + 2 * HOUR) == 1


def test_a_team_that_gives_out_nothing_and_cases_of_no_team_are_left():
    team = team_of(make_agent())
    make_case(payment=None)
    Team.objects.update(hands_out=False)
    assert hand_out(NOW) == 0

    Team.objects.update(hands_out=True)
    Case.objects.update(team=None)
    assert hand_out(NOW) == 0
    assert team.cases.count() == 0


def test_handing_out_costs_the_same_however_many_wait(django_assert_max_num_queries):
    team_of(make_agent(), make_agent())
    for _number in range(12):
        make_case(payment=None)

    with django_assert_max_num_queries(16):
        assert hand_out(NOW) == 12


# Who has left


def test_the_cases_of_who_has_left_go_back_to_their_team():
    leaver = make_agent()
    team = Team.objects.create(name="Payouts")
    team.memberships.create(user=leaver)
    open_case = make_case(payment=None, assignee=leaver, status="open", team=None)
    done = make_case(payment=None, assignee=leaver, status="resolved", resolved_at=NOW)
    others = make_case(payment=None, assignee=make_agent(), status="open")
    leaver.is_active = False
    leaver.save()

    assert return_leavers_cases(NOW) == 1

    open_case.refresh_from_db()
    assert (open_case.assignee, open_case.team) == (None, team)
    assert lines(open_case) == [({"assignee": ""}, "Its agent is not at work.")]
    assert Case.objects.filter(pk__in=[done.pk, others.pk], assignee=None).count() == 0
    assert return_leavers_cases(NOW) == 0


@pytest.mark.parametrize("kind", Team.Kind)
def test_a_team_that_is_asked_gets_no_leavers_cases(kind):
    leaver = make_agent()
    asked = Team.objects.create(name="Asked", kind=kind, place=0)
    watched, ours = Team.objects.create(name="Watched", place=1), Team.objects.create(name="Ours")
    case = make_case(payment=None, assignee=leaver, status="open", team=None)
    asked.memberships.create(user=leaver)
    watched.memberships.create(user=leaver, role="viewer")
    alone = make_agent(is_active=False)
    asked.memberships.create(user=alone)
    of_nobody = make_case(payment=None, assignee=alone, status="open", team=None)
    Team.objects.filter(pk=ours.pk).update(place=2)
    ours.memberships.create(user=leaver)
    leaver.is_active = False
    leaver.save()

    assert return_leavers_cases(NOW) == 2

    assert [Case.objects.get(pk=one.pk).team for one in (case, of_nobody)] == [ours, None]


def test_who_goes_away_gives_back_all_however_many(monkeypatch):
    monkeypatch.setattr("support.cases.taking.sharing.AT_ONCE", 1)
    agent = make_agent()
    for _number in range(3):
        make_case(payment=None, assignee=agent, status="open")

    assert give_back_all(agent, now=NOW) == 3
    assert not Case.objects.filter(assignee=agent).exists()
