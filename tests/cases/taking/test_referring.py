"""Asking risk, treasury or compliance: who has the case, and how the answer comes back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from support.cases.models import Case, Mention
from support.cases.services import assign_case, resolve_case
from support.cases.taking.coming_back import bring_back
from support.cases.taking.referring import pending_referral
from support.cases.taking.snoozing import snooze_case
from support.cases.viewing.conditions import Asking, within
from support.staff.models import AgentProfile, Team
from support.staff.services import kinds_to_ask, team_to_ask
from tests.factories import NOW, make_agent, make_case

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LATER = NOW + HOUR


@pytest.fixture
def desk_team() -> Team:
    return Team.objects.create(name="Desk")


@pytest.fixture
def risk() -> Team:
    return Team.objects.create(name="Risk desk", kind="risk", place=0)


def ask(case: Case, team: Team, actor=None, note="May it go out?", now=NOW) -> Case:
    return assign_case(case, None, team=team, note=note, now=now, actor=actor)


def events(case: Case) -> list[str]:
    return list(case.events.order_by("pk").values_list("kind", flat=True))


def test_a_case_handed_to_risk_says_who_asked_and_comes_back_with_the_answer(desk_team, risk):
    amy, rita = make_agent("amy"), make_agent("rita")
    case = ask(make_case(assignee=amy, team=desk_team, status="open"), risk, amy)

    referral = pending_referral(case)
    assert (case.team, case.assignee) == (risk, None)
    assert (referral.team, referral.asked_by, referral.question) == (risk, amy, "May it go out?")

    case = bring_back(case, answer="Yes, both accounts are theirs.", actor=rita, now=LATER)

    case.refresh_from_db()
    assert (case.team, case.assignee) == (desk_team, amy)
    assert pending_referral(case) is None
    note = case.messages.get()
    assert (note.kind, note.author, note.body) == ("note", rita, "Yes, both accounts are theirs.")
    assert Mention.objects.get().person == amy
    assert events(case)[-3:] == ["assigned", "note", "came_back"]


def test_it_is_taken_back_without_an_answer(desk_team, risk):
    amy = make_agent("amy")
    case = ask(make_case(assignee=amy, team=None, status="open"), risk, amy, note="")

    case = bring_back(case, actor=amy, now=LATER)

    assert (case.team, case.assignee) == (None, amy)
    assert not case.messages.exists()
    assert not Mention.objects.exists()


@pytest.mark.parametrize("answer", ["Yes, both are theirs.", ""])
def test_a_case_that_sleeps_is_awake_once_it_is_back(risk, answer):
    amy, rita = make_agent("amy"), make_agent("rita")
    case = ask(make_case(assignee=amy, status="open"), risk, amy)
    snooze_case(case, until=LATER + HOUR, now=NOW, actor=rita)

    case = bring_back(case, answer=answer, actor=rita, now=LATER)

    case.refresh_from_db()
    assert (case.wakes_at, case.wakes_on, case.assignee, case.due_at) == (None, "", amy, LATER)
    assert events(case)[-2:] == ["woken", "came_back"]
    assert case.events.get(kind="woken").values == {"why": "came_back"}
    assert Case.objects.get(pk=case.pk) in Case.objects.filter(within({}, Asking(amy, LATER)))


def test_an_answer_comes_back_once(risk):
    amy = make_agent("amy")
    case = ask(make_case(), risk, amy)
    bring_back(case, answer="Yes.", actor=amy, now=LATER)

    with pytest.raises(ValidationError) as refusal:
        bring_back(case, answer="Yes.", actor=amy, now=LATER)

    assert refusal.value.code == "not_referred"
    assert case.messages.count() == 1


def test_who_asked_and_is_not_there_leaves_the_answer_to_the_team(desk_team, risk):
    amy = make_agent("amy")
    case = ask(make_case(assignee=amy, team=desk_team), risk, amy)
    AgentProfile.objects.create(user=amy, away_from=NOW)

    case = bring_back(case, answer="No.", actor=make_agent("rita"), now=LATER)

    assert (case.team, case.assignee) == (desk_team, None)


def test_a_team_that_is_asked_may_ask_another_and_each_answer_goes_to_who_asked(desk_team, risk):
    treasury = Team.objects.create(name="Treasury", kind="treasury")
    amy, rita, tom = make_agent("amy"), make_agent("rita"), make_agent("tom")
    case = ask(make_case(assignee=amy, team=desk_team), risk, amy)
    case = ask(case, treasury, rita, "Is it booked?", LATER)
    assert pending_referral(case).team == treasury

    case = bring_back(case, answer="It is booked.", actor=tom, now=LATER)
    assert (case.team, case.assignee) == (risk, rita)
    assert pending_referral(case).asked_by == amy

    case = bring_back(case, answer="It may go.", actor=rita, now=LATER)
    assert (case.team, case.assignee) == (desk_team, amy)


def test_handing_it_to_a_team_of_the_desk_ends_the_asking(desk_team, risk):
    amy = make_agent("amy")
    case = ask(make_case(assignee=amy), risk, amy)

    case = assign_case(case, None, team=desk_team, now=LATER, actor=amy)

    assert pending_referral(case) is None
    assert not case.referrals.pending().exists()


def test_somebody_of_the_team_takes_it_and_it_is_still_asked(risk):
    amy, rita = make_agent("amy"), make_agent("rita")
    case = ask(make_case(), risk, amy)

    case = assign_case(case, rita, now=LATER, actor=rita)

    assert pending_referral(case).asked_by == amy


def test_a_case_that_is_done_is_asked_nothing_any_more(risk):
    case = ask(make_case(), risk, make_agent())

    case = resolve_case(case, ending="withdrawn", now=LATER)

    assert pending_referral(case) is None


def test_a_team_that_is_asked_gets_no_new_cases(risk, desk_team):
    assert make_case().team_id == desk_team.pk


def test_of_several_teams_of_a_kind_the_one_that_fits_is_asked(risk):
    chinese = Team.objects.create(name="Risk, Chinese", kind="risk", languages=["zh-hans"], place=0)
    Team.objects.filter(pk=risk.pk).update(languages=["en"])

    assert team_to_ask("risk", "zh-hans", "") == chinese
    assert team_to_ask("risk", "en", "") == risk
    assert team_to_ask("risk", "", "") == risk  # better one that does not fit than nobody
    assert team_to_ask("treasury", "en", "") is None
    assert team_to_ask("", "en", "") is None
    assert kinds_to_ask() == ["risk"]


def test_a_case_of_no_team_that_is_asked_costs_no_query(django_assert_num_queries, desk_team):
    case = Case.objects.for_list().get(pk=make_case(team=desk_team).pk)

    with django_assert_num_queries(0):
        assert pending_referral(case) is None
