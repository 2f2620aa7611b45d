"""Late cases of which leads are told, on their page until one of them has noted it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support.calendars.editing import mark_of
from support.calendars.models import ClockRule
from support.calendars.services import forget_calendars
from support.cases.models import Case, ClockAlarm
from support.staff.models import Team
from support.staff.roles import Role, TeamRole
from tests.factories import make_agent, make_case, sign_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def read_afresh():
    forget_calendars()
    yield
    forget_calendars()


@pytest.fixture
def teams():
    return [Team.objects.create(name=name) for name in ("Payouts", "Risk & Co")]


@pytest.fixture
def rita(teams):
    rita = make_agent("rita")
    teams[1].memberships.create(user=rita, role=TeamRole.LEAD)
    return sign_in(Client(), rita)


@pytest.fixture
def sofia():
    person = make_agent("sofia")
    person.groups.add(Group.objects.get(name=Role.LEAD))
    return sign_in(Client(), person)


def late(team=None, *, tells=True, **made):
    now = timezone.now()
    case = make_case(now=now, team=team, **made)
    return ClockAlarm.objects.create(
        case=case, clock="solution", due_at=now - HOUR, is_late=True, rang_at=now, tells=tells
    )


def named(browser, address="/lead/"):
    page = browser.get(address).text.partition('id="told"')[2].partition("</section>")[0]
    return {case for case in Case.objects.all() if f"/cases/{case.reference}/" in page}


def press(browser, alarm, team=""):
    return browser.post("/lead/noted/", {"team": team, "newest": alarm.pk})


def test_each_lead_reads_of_their_teams_and_what_is_done_is_nobodys_matter(teams, rita, sofia):
    mine, theirs, nobodys = late(teams[1]), late(teams[0]), late()
    late(teams[1], tells=False)
    late(teams[1], status="resolved", resolved_at=timezone.now())

    assert named(rita) == {mine.case}
    assert named(sofia) == {mine.case, theirs.case, nobodys.case}
    assert named(sofia, "/lead/?team=Payouts") == {theirs.case}
    assert "Solution" in rita.get("/lead/").text


def test_once_one_lead_has_seen_it_it_stands_on_no_page(teams, rita, sofia):
    mine, theirs = late(teams[1]), late(teams[0])

    answer = press(rita, theirs)

    assert answer["Location"] == "/lead/"
    assert named(sofia) == {theirs.case}
    mine.refresh_from_db()
    assert (mine.noted_by.username, mine.noted_at is not None) == ("rita", True)
    newer = late(teams[0])
    assert press(sofia, theirs, "Payouts")["Location"] == "/lead/?team=Payouts"
    assert named(sofia) == {newer.case}
    was = mine.noted_at
    press(sofia, newer)
    mine.refresh_from_db()
    assert mine.noted_at == was
    assert 'id="told"' not in sofia.get("/lead/").text


def test_only_leads_note_it_and_nonsense_notes_nothing(teams, sofia):
    alarm = late(teams[0])

    assert press(sign_in(Client(), make_agent()), alarm).status_code == 403
    for newest in ("", "x", "9" * 30, "-1"):
        assert sofia.post("/lead/noted/", {"newest": newest}).status_code == 302
    assert ClockAlarm.objects.to_note().count() == 1


def test_of_many_the_newest_are_shown_and_it_is_said(teams, sofia, monkeypatch):
    monkeypatch.setattr("support.lead.load.page.MOST_ROWS", 2)
    alarms = [late(teams[0]) for _number in range(3)]

    assert named(sofia) == {alarm.case for alarm in alarms[1:]}
    assert "the newest 2</small>" in sofia.get("/lead/").text


def test_many_cost_the_page_as_many_queries(teams, sofia, django_assert_num_queries):
    late(teams[0])
    sofia.get("/lead/")
    with CaptureQueriesContext(connection) as few:
        sofia.get("/lead/")
    for _number in range(3):
        late(teams[1], assignee=make_agent())

    with django_assert_num_queries(len(few)):
        sofia.get("/lead/")


def test_a_lead_lets_a_rule_tell(sofia):
    times = {"first_answer": "60", "next_answer": "30", "solution": "600", "tells": "on"}
    given = {f"normal-{name}": value for name, value in times.items()}

    answer = sofia.post("/lead/clocks/?market=", given | {"seen": mark_of("")})

    assert answer.status_code == 302
    assert ClockRule.objects.get().tells
    assert 'name="normal-tells" id="id_normal-tells" checked' in sofia.get("/lead/clocks/").text
