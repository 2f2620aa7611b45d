"""A lead's own page: every number opens exactly its cases."""

from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from support.cases.models import Case
from support.cases.viewing.counts import BOUND
from support.cases.viewing.ordering import ORDERINGS
from support.desk.queue.queue import Selection, selected_cases
from support.guidance.services import answer_step
from support.lead.load.days import day_counts, days_of
from support.lead.load.figures import FIGURES
from support.lead.load.page import build_page, scope_of
from support.lead.load.waiting import AT_BANKS
from support.staff.models import AgentProfile, Team
from support.staff.roles import Role, TeamRole
from support.staff.standing import standing_of
from tests.desk.walking import make_walk
from tests.factories import make_agent, make_case, make_payment, sign_in
from tests.inquiries.bank import ask, make_bank, paid_case
from troubleshooting.marks.reading import once
from troubleshooting.walks.services import Choice

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
QUERIES = 22  # of which one reads the mark, once a page


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


def at_outcome(agent):
    """Walk to an outcome that nobody applies."""
    case, walk = make_walk(1)
    choice = Choice(node="q1", kind="answered", option="yes", note="", reason="", source="agent")
    answer_step(case, walk, choice, seen=0, actor=agent, now=timezone.now())
    return case


def figures_of(page):
    yield from page.figures.values()
    yield from (age.figure for age in page.ages)
    for load in page.loads:
        yield from [load.open, load.late, load.today, load.waiting, *load.languages]
    for line in [*page.outcomes, *page.banks, *page.channels]:
        yield from filter(None, [line.figure, line.late])
    for day in page.days:
        yield from [day.came, day.went]
    yield page.all_banks


def ask_a_bank_about(team, now):
    """Ask one bank twice about a case and once about another, which is late."""
    bank = make_bank()
    twice, late = (paid_case(name=name, now=now, team=team) for name in ("E2E-1", "E2E-2"))
    ask(twice, bank, now)
    ask(twice, bank, now, type="other")
    ask(late, bank, now - 30 * 24 * HOUR)
    return bank


@pytest.mark.parametrize("team", ["", "Risk & Co"])
def test_every_number_is_that_of_the_cases_behind_its_link(lead, now, team):
    some_cases(now)
    payment = make_payment()
    risk = Team.objects.get(name="Risk & Co")
    make_case(now=now, team=risk, status="waiting_bank", due_at=now - HOUR, payment=payment)
    Case.objects.filter(pk=at_outcome(lead).pk).update(team=risk, opened_at=now, wakes_at=None)
    ask_a_bank_about(risk, now)
    page = build_page(lead, standing_of(lead), team, now=now)
    assert [line.figure.shown for line in page.outcomes] == ["1"]
    assert page.channels[0].figure.label == payment.channel.name
    assert [(line.figure.count, line.late.count) for line in page.banks] == [(2, 1)]
    assert page.days[-1].came.count >= 2

    for figure in figures_of(page):
        query = Client().get(figure.address).wsgi_request.GET
        cases = selected_cases(Selection.read(query), lead, now)
        assert (figure.label, cases.count()) == (figure.label, figure.count), figure.address


def test_a_house_without_a_case_has_a_week_of_nothing(lead, now):
    page = build_page(lead, standing_of(lead), "", now=now)

    assert [(day.came.count, day.went.count) for day in page.days] == [(0, 0)] * 7


def test_the_page_counts_what_there_is(lead, now):
    some_cases(now)
    page = build_page(lead, standing_of(lead), "", now=now)

    assert [figure.count for figure in page.figures.values()] == [6, 3, 1, 1, 1, 1, 1]
    assert [age.figure.count for age in page.ages] == [1, 0, 1, 0, 1]
    loads = {load.agent.username: (load.open.count, load.waiting.count) for load in page.loads}
    assert loads == {"amy": (2, 1), "bo": (1, 0), "sofia": (0, 0)}


def test_as_many_queries_for_many_agents_and_cases(lead, now, django_assert_num_queries):
    some_cases(now)
    at_outcome(lead)
    bank = ask_a_bank_about(Team.objects.get(name="Risk & Co"), now)
    standing = standing_of(lead)
    build_page(lead, standing, "", now=now)
    with django_assert_num_queries(QUERIES), once():
        build_page(lead, standing, "", now=now)
    some = make_agent()
    for _case in range(3):
        make_case(assignee=some, due_at=now + HOUR / 2)
        make_case(status="waiting_bank", payment=make_payment())
        ask(paid_case(name="E2E-3"), bank, now)
        at_outcome(lead)
    build_page(lead, standing, "", now=now)  # what is kept was changed by what was made
    with django_assert_num_queries(QUERIES), once():
        build_page(lead, standing, "", now=now)


def test_the_cases_of_each_agent_are_read_once(lead, now):
    make_case(assignee=make_agent("amy"), due_at=now - HOUR)

    with CaptureQueriesContext(connection) as asked:
        build_page(lead, standing_of(lead), "", now=now)

    loads = next(one["sql"] for one in asked if "is_away" in one["sql"] and "JSONB" in one["sql"])
    assert loads.count('FROM "cases_case"') == 2  # whether there is any, and how many


def test_what_nobody_works_off_today_is_counted_up_to_a_bound(lead, now, monkeypatch):
    monkeypatch.setattr("support.cases.viewing.counts.BOUND", 3)
    monkeypatch.setattr("support.lead.load.waiting.MOST_READ", 3)
    amy = make_agent("amy")
    for _case in range(4):
        make_case(now=now, assignee=amy, status="waiting_bank", payment=None)

    page = build_page(lead, standing_of(lead), "", now=now)

    shown = {load.agent.username: load.open.shown for load in page.loads}
    assert (page.figures["open"].shown, shown["amy"]) == ("2+", "2+")
    assert [line.figure.shown for line in page.channels] == ["3+"]


def test_every_count_reads_an_index(lead, now):
    """No count may walk through cases: with no index but these, PostgreSQL would have to."""
    scope = scope_of(lead, standing_of(lead), "", now)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for narrower in (one for _label, one in FIGURES.values()):
            assert "Seq Scan on cases_case" not in scope.by_index(narrower)[:BOUND].explain()
        at_banks = ORDERINGS["status"].apply(scope.cases(AT_BANKS)).values("payment", "due_at")
        assert "Index Only Scan using case_at_bank" in at_banks.explain()
        # Of so few rows it is as good to PostgreSQL, which then takes either.
        cursor.execute("DROP INDEX case_by_opened")
        for column, index in (("opened_at", "case_came_in"), ("resolved_at", "case_went_out")):
            assert index in day_counts(scope, column, now - 7 * 24 * HOUR).explain()


def test_days_are_those_of_the_reader_and_leave_out_what_was_merged(lead, now):
    kept = make_case(now=now, opened_at=now)
    make_case(now=now, opened_at=now, merged_into=kept)
    make_case(now=now, opened_at=now - 48 * HOUR, status="closed", resolved_at=now)

    days = days_of(scope_of(lead, standing_of(lead), "", now))

    assert [day.came.count for day in days] == [0, 0, 0, 0, 1, 0, 1]
    assert [day.went.count for day in days] == [0, 0, 0, 0, 0, 0, 1]
    assert (days[-1].grows, days[4].grows) == (0, 1)
    assert (days[-1].came_high, days[-1].came_top) == (60, 0)


def test_outcomes_stand_by_what_was_found_the_oldest_told(lead, now):
    cases = [at_outcome(lead), at_outcome(lead)]
    make_case(now=now)

    (line,) = build_page(lead, standing_of(lead), "", now=now).outcomes

    found = selected_cases(Selection.read(Client().get(line.figure.address).wsgi_request.GET), lead,
                           now)  # fmt: skip
    assert line.figure.shown == "2"
    assert set(found) == set(cases)
    assert not selected_cases(Selection.read(QueryDict("finding=none")), lead, now).exists()


def test_a_lead_shares_out_what_a_team_that_takes_its_cases_has_free(now):
    some_cases(now)
    rita = make_agent("rita")
    risk = Team.objects.get(name="Risk & Co")
    risk.memberships.create(user=rita, role=TeamRole.LEAD)
    free = make_case(team=risk)
    browser = sign_in(Client(), rita)

    answer = browser.post("/lead/share/", {"team": "Risk & Co"}, follow=True)

    assert "given out" in answer.text
    free.refresh_from_db()
    assert free.assignee.username in ("rita", "bo")
    assert free.events.filter(kind="assigned").last().actor == rita
    assert Case.objects.filter(team__name="Payouts", assignee=None).not_done().count() == 3
    Case.objects.all().update(assignee=rita)
    assert "Nothing was given out" in browser.post("/lead/share/", {"team": ""}, follow=True).text


def test_what_is_late_soon_goes_to_somebody_else_from_the_page(lead, now):
    some_cases(now)
    late = Case.objects.get(assignee__username="bo")
    browser = sign_in(Client(), lead)

    page = browser.get("/lead/?team=Risk+%26+Co").text
    given = {"deed": "assign", "case": late.reference, "to": "agent-amy", "next": "/lead/"}
    answer = browser.post(reverse("bulk"), given, follow=True)

    assert f'href="/cases/{late.reference}/"' in page
    assert answer.redirect_chain == [("/lead/", 302)]
    assert "1 done" in answer.text
    late.refresh_from_db()
    assert late.assignee.username == "amy"


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


def test_bars_are_as_long_as_what_they_stand_for(lead, now):
    amy, bo = make_agent("amy"), make_agent("bo")
    Team.objects.create(name="Payouts", most_open=2)
    for agent, count in ((amy, 10), (bo, 3)):
        for _number in range(count):
            make_case(assignee=agent)

    loads = build_page(lead, standing_of(lead), "", now=now).loads

    bars = {load.agent.username: (load.full, load.share, load.over) for load in loads}
    assert bars["amy"] == (20, 20, 80)
    assert bars["bo"] == (20, 20, 10)
    assert bars["sofia"] == (20, 0, 0)
