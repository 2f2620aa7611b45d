"""A lead's own page: every number opens exactly its cases."""

from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from support.cases.models import Case
from support.desk.queue.queue import Selection, selected_cases
from support.lead.load.page import build_page
from support.staff.models import AgentProfile, Team
from support.staff.roles import Role, TeamRole
from support.staff.standing import standing_of
from tests.factories import make_agent, make_case, sign_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def lead():
    person = make_agent("sofia")
    person.groups.add(Group.objects.get(name=Role.LEAD))
    return person


@pytest.fixture
def now():
    return timezone.now()


def some_cases(now):
    payouts, risk = Team.objects.create(name="Payouts"), Team.objects.create(name="Risk & Co")
    amy, bo = make_agent("amy"), make_agent("bo")
    payouts.memberships.create(user=amy)
    risk.memberships.create(user=bo)
    make_case(now=now, assignee=amy, team=payouts, due_at=now - HOUR)
    make_case(now=now, assignee=amy, team=payouts, status="waiting_bank", language="zh-hans")
    make_case(now=now, assignee=bo, team=risk, due_at=now + HOUR / 2, unreached_since=now)
    make_case(now=now, team=risk, opened_at=now - 2 * HOUR, outcome_since=now)
    make_case(now=now, team=payouts, opened_at=now - 30 * HOUR, heard_at=now)
    make_case(now=now, opened_at=now)
    make_case(now=now, team=payouts, wakes_at=now + HOUR)
    make_case(now=now, assignee=amy, status="closed", resolved_at=now)


def figures_of(page):
    yield from [*page.figures, *page.ages]
    for load in page.loads:
        yield from [load.open, load.waiting, *load.languages]


@pytest.mark.parametrize("team", ["", "Risk & Co"])
def test_every_number_is_that_of_the_cases_behind_its_link(lead, now, team):
    some_cases(now)
    page = build_page(lead, standing_of(lead), team, now=now)

    for figure in figures_of(page):
        query = Client().get(figure.address).wsgi_request.GET
        cases = selected_cases(Selection.read(query), lead, now)
        assert (figure.label, cases.count()) == (figure.label, figure.count), figure.address


def test_the_page_counts_what_there_is(lead, now):
    some_cases(now)
    page = build_page(lead, standing_of(lead), "", now=now)

    assert [figure.count for figure in page.figures] == [6, 3, 1, 1, 1, 1, 1]
    assert [figure.count for figure in page.ages] == [1, 0, 1, 0, 1]
    loads = {load.agent.username: (load.open.count, load.waiting.count) for load in page.loads}
    assert loads == {"amy": (2, 1), "bo": (1, 0), "sofia": (0, 0)}


def test_as_many_queries_for_many_agents_and_cases(lead, now, django_assert_num_queries):
    some_cases(now)
    standing = standing_of(lead)
    with django_assert_num_queries(7):
        build_page(lead, standing, "", now=now)
    some = make_agent()
    for _case in range(3):
        make_case(assignee=some)
    with django_assert_num_queries(7):
        build_page(lead, standing, "", now=now)


def test_the_page_is_shown_and_links_to_the_queue(lead, now):
    some_cases(now)
    browser = sign_in(Client(), lead)

    page = unescape(browser.get("/lead/").text)

    assert '<a href="/?assignee=amy">2</a>' in page
    assert 'href="/lead/" aria-current="page"' in page


def test_who_leads_one_team_sees_and_changes_that_one(now):
    some_cases(now)
    rita = make_agent("rita")
    Team.objects.get(name="Risk & Co").memberships.create(user=rita, role=TeamRole.LEAD)
    page = build_page(rita, standing_of(rita), "Payouts", now=now)

    assert page.team.name == "Risk & Co"
    assert {load.agent.username for load in page.loads} == {"bo", "rita"}
    browser = sign_in(Client(), rita)
    assert browser.get("/lead/").status_code == 200
    assert browser.post("/lead/agents/amy/return/").status_code == 404
    assert browser.post("/lead/agents/bo/return/").status_code == 302
    assert not Case.objects.filter(assignee__username="bo").exists()
    assert sign_in(Client(), make_agent()).get("/lead/").status_code == 403


def test_a_lead_says_who_is_away_and_returns_a_leavers_cases(lead, now):
    some_cases(now)
    browser = sign_in(Client(), lead)

    browser.post("/lead/agents/amy/away/")
    assert AgentProfile.objects.get(user__username="amy").is_away(timezone.now())
    browser.post("/lead/agents/amy/back/")
    assert not AgentProfile.objects.get(user__username="amy").is_away(timezone.now())
    browser.post("/lead/agents/amy/return/")

    returned = Case.objects.not_done().filter(team__name="Payouts", assignee=None)
    assert returned.count() == 5  # two of theirs, and three that waited for somebody
    assert returned.first().events.filter(kind="assigned").last().actor == lead
    assert browser.post("/lead/agents/amy/nonsense/").status_code == 404
