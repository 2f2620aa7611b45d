"""Taking, handing over and snoozing at the desk, with and without scripts."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from support.cases.models import Case
from support.staff.models import AgentProfile, Team
from tests.desk.walking import HTMX, make_walk
from tests.factories import make_agent, make_case
from tests.notifications.making import make_notification

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def address(name: str, case: Case) -> str:
    return reverse(name, args=[case.reference])


def strip(desk, case: Case, **more: str) -> str:
    return desk.get(reverse("case-part", args=[case.reference, "strip"]), more).text


# Take next


def test_take_next_opens_the_case_that_is_due_next(desk, agent):
    now = timezone.now()
    make_case(payment=None, due_at=now + 5 * HOUR)
    first = make_case(payment=None, due_at=now + HOUR)

    response = desk.post("/cases/next/")

    assert response.url == f"/cases/{first.reference}/"
    first.refresh_from_db()
    assert (first.assignee, first.status) == (agent, "open")


def test_where_nothing_is_free_ones_own_opens_but_for_the_one_before_the_eyes(desk, agent):
    first, second = (make_case(payment=None, assignee=agent, status="open") for _one in range(2))

    led = desk.post("/cases/next/", {"after": first.reference}, follow=True)

    assert led.redirect_chain[0][0] == f"/cases/{second.reference}/"
    assert "This is yours already, and due next." in led.text


def test_where_nothing_is_left_the_queue_says_so(desk):
    led = desk.post("/cases/next/", {"after": "CW-\0"}, follow=True)

    assert led.redirect_chain[0][0] == "/"
    assert "Nothing that fits you is free" in led.text


def test_every_page_of_an_agent_carries_the_form_that_the_key_sends(desk):
    case, _walk = make_walk()

    for page in (desk.get("/").text, desk.get(f"/cases/{case.reference}/").text):
        assert page.count('<form id="take-next"') == 1
    assert '<button class="frame-next" form="take-next">' in page
    assert f'name="after" value="{case.reference}"' in page
    assert '<button class="primary take-next" form="take-next">' in desk.get("/").text


def test_the_form_sent_twice_takes_one(desk, agent):
    for _number in range(2):
        make_case(payment=None)
    once = re.search(r'id="take-next".*?name="once" value="([^"]+)"', desk.get("/").text, re.DOTALL)

    answers = [desk.post("/cases/next/", {"once": once[1], "after": ""}) for _time in range(2)]

    assert len({answer.url for answer in answers}) == 1
    assert Case.objects.filter(assignee=agent).count() == 1


# Handing over


def test_the_hand_over_names_teams_and_colleagues_and_who_is_away(desk, agent):
    bo, cy = make_agent("bo"), make_agent("cy", is_active=False)
    AgentProfile.objects.create(user=bo, away_from=timezone.now() - HOUR)
    Team.objects.create(name="Payouts")
    case = make_case(assignee=agent, status="open", team=None)

    shut, opened = strip(desk, case), strip(desk, case, **{"hand-over": ""})

    assert "hand-over-to" not in shut
    assert re.search(r">\s*bo \(out of office\)</option>", opened)
    assert ">Payouts</option>" in opened
    assert cy.username not in opened.replace("currency", "")
    assert f"agent-{agent.pk}" not in opened


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_a_case_is_handed_over_with_a_word(desk, headers):
    bo, case = make_agent("bo"), make_case()
    said = {"to": f"agent-{bo.pk}", "note": "They ring back at three."}

    response = desk.post(address("case-assign", case), said, headers=headers, follow=True)

    case.refresh_from_db()
    assert case.assignee == bo
    assert "bo" in response.text
    timeline = desk.get(reverse("case-part", args=[case.reference, "stream"])).text
    assert "They ring back at three." in timeline


def test_a_case_goes_to_a_team_with_one_press_beside_the_list(desk, agent):
    team, case = Team.objects.create(name="Risk"), make_case(assignee=agent, team=None)
    opened = strip(desk, case, **{"hand-over": ""})
    assert f'<button name="to" value="team-{team.pk}" formnovalidate>Risk</button>' in opened

    desk.post(address("case-assign", case), {"to": ["", f"team-{team.pk}"]})

    case.refresh_from_db()
    assert (case.assignee, case.team) == (None, team)


def test_a_case_goes_to_a_team(desk, agent):
    team, case = Team.objects.create(name="Payouts"), make_case(assignee=agent, team=None)

    response = desk.post(address("case-assign", case), {"to": f"team-{team.pk}"}, headers=HTMX)

    case.refresh_from_db()
    assert (case.assignee, case.team) == (None, team)
    assert "Payouts" in response.text


@pytest.mark.parametrize("to", ["agent-0", "team-0", "agent-", "agent-x", "nonsense", "agent-²"])
def test_to_nobody_that_there_is_nothing_is_handed_and_the_word_stays(desk, to):
    case = make_case()

    said = {"to": to, "note": "Please"}
    response = desk.post(address("case-assign", case), said, headers=HTMX)

    assert response.status_code == 422
    assert "Please choose a colleague or a team." in response.text
    assert ">Please</textarea>" in response.text
    case.refresh_from_db()
    assert case.assignee is None


# Snoozing


@pytest.mark.parametrize(
    ("value", "on"), [("2h", "time"), ("4h", "time"), ("customer", "customer"), ("bank", "bank")]
)
def test_one_press_snoozes_and_one_wakes(desk, agent, value, on):
    case = make_case(now=timezone.now())

    shown = desk.post(address("case-snooze", case), {"for": value}, headers=HTMX).text

    case.refresh_from_db()
    assert (case.wakes_on, case.assignee) == (on, agent)
    assert "Wake it now" in shown
    assert "Wake it now" not in desk.post(address("case-wake", case), headers=HTMX).text
    case.refresh_from_db()
    assert case.wakes_at is None


def test_a_day_and_a_time_are_the_agents_own(desk):
    case = make_case(now=timezone.now(), solution_due_at=timezone.now() + timedelta(days=300))
    Case.objects.update(first_answered_at=timezone.now())
    desk.cookies["time_zone"] = "Asia/Shanghai"
    day = (timezone.now() + timedelta(days=40)).date()

    desk.post(address("case-snooze", case), {"for": "at", "at": f"{day}T09:30"}, headers=HTMX)

    case.refresh_from_db()
    assert case.wakes_at == datetime.combine(day, datetime.min.time(), UTC) + 1.5 * HOUR


@pytest.mark.parametrize("at", ["", "yesterday", "2020-01-01T10:00", "9999-12-31T23:59", "\0"])
def test_a_time_that_makes_no_sense_is_refused_in_words(desk, at):
    case = make_case()

    response = desk.post(address("case-snooze", case), {"for": "at", "at": at}, headers=HTMX)

    assert response.status_code == 422
    assert 'role="alert"' in response.text


def test_who_sleeps_is_in_a_view_of_its_own_until_it_wakes(desk, agent):
    awake = make_case(assignee=agent)
    asleep = make_case(assignee=agent, wakes_at=timezone.now() + HOUR, wakes_on="time")

    def shown(query: str) -> list[str]:
        return re.findall(r'data-ref="(CW-\w+)"', desk.get(f"/{query}").text)

    assert shown("") == shown("?view=mine") == [awake.reference]
    assert shown("?view=snoozed") == [asleep.reference]


def test_the_view_of_ones_team_has_its_cases(desk, agent):
    team = Team.objects.create(name="Payouts", place=9)
    theirs, _other = make_case(team=team), make_case(team=None)
    assert "data-ref" not in desk.get("/?view=team").text

    team.memberships.create(user=agent)

    page = desk.get("/?view=team").text
    assert re.findall(r'data-ref="(CW-\w+)"', page) == [theirs.reference]
    assert "Payouts" in page


DELIVERED = {"state": "delivered", "sent_at": datetime(2028, 12, 31, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "a reminder goes out on its own on 2 Jan 2030, 09:00."),
        ({"follow_ups": 99}, "the case ends on its own on 2 Jan 2030, 09:00."),
        ({"silent_since": datetime(2029, 1, 1, tzinfo=UTC)}, "the case comes back to an agent on"),
    ],
)
def test_the_strip_says_what_follows_on_the_customers_silence(desk, values, sentence):
    at = datetime(2030, 1, 2, 9, tzinfo=UTC)
    case = make_case(status="waiting_customer", follow_up_at=at, due_at=None, **values)
    make_notification(event="solution", thread=case.reference)

    shown = strip(desk, case)
    assert f"If the customer does not answer, {sentence}" in shown
    assert "until Wed 2 Jan, 09:00" in shown
    assert '<span class="kind">Reminder</span>' in desk.get("/?status=waiting_customer").text


def test_of_a_customer_whom_nothing_reaches_it_is_our_turn(desk):
    values = {"unreached_since": datetime(2029, 1, 1, tzinfo=UTC), "contact_phone": ""}
    at = datetime(2030, 1, 2, 9, tzinfo=UTC)
    case = make_case(status="waiting_customer", follow_up_at=at, due_at=None, **values)
    make_notification(event="solution", thread=case.reference, state="failed", reason="no_address")

    shown = strip(desk, case)

    assert "If the customer does not answer" not in shown
    assert "No message has reached this customer yet. It is our turn" in " ".join(shown.split())
    assert "reach them" in shown
    row = desk.get("/?status=waiting_customer").text.partition('<td class="row-turn">')[2]
    assert "<b>Us</b>" in row.partition("</td>")[0]
    assert 'class="kind">Reminder' not in desk.get("/?status=waiting_customer").text


def test_of_a_customer_who_was_reached_before_the_strip_says_since_when_not(desk):
    case = make_case(unreached_since=datetime(2029, 1, 1, tzinfo=UTC))
    make_notification(
        event="solution", thread=case.reference, state="delivered", sent_at=timezone.now()
    )

    assert "No message has reached the customer since 1 Jan 2029, 00:00." in strip(desk, case)


def test_of_a_customer_whom_nobody_asked_the_strip_promises_no_reminder(desk):
    at = datetime(2030, 1, 2, 9, tzinfo=UTC)
    case = make_case(status="waiting_customer", follow_up_at=at, due_at=None)

    assert "the case comes back to an agent on 2 Jan 2030, 09:00." in strip(desk, case)


# Out of office


def test_an_agent_says_when_they_are_out_of_office_and_back(desk, agent):
    case = make_case(assignee=agent, status="open")
    until = timezone.now() + timedelta(days=3)

    said = {"away_until": f"{until:%Y-%m-%dT%H:%M}", "gives_back": "on"}
    page = desk.post(reverse("work"), said, follow=True).text

    assert "You are out of office until" in page
    assert agent.profile.is_away(timezone.now())
    case.refresh_from_db()
    assert case.assignee is None
    assert case.events.get(kind="assigned").actor == agent

    assert "You are at work" in desk.post(reverse("work"), {"back": ""}, follow=True).text
    agent.profile.refresh_from_db()
    assert not agent.profile.is_away(timezone.now())


@pytest.mark.parametrize(
    "said",
    [
        {"away_until": "2020-01-01T10:00"},
        {"away_from": "2030-01-02T10:00", "away_until": "2030-01-01T10:00"},
        {"away_from": "soon"},
    ],
)
def test_an_absence_that_cannot_be_is_refused(desk, agent, said):
    response = desk.post(reverse("work"), said)

    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert not AgentProfile.objects.filter(user=agent).exists()


def test_the_page_of_ones_work_names_teams_languages_and_skills(desk, agent):
    Team.objects.create(name="Payouts").memberships.create(user=agent)
    AgentProfile.objects.create(user=agent, languages=["zh-hans"], skills=["payout:card"])

    page = desk.get(reverse("work")).text

    assert all(word in page for word in ("Payouts", "Simplified Chinese", "Payout · card"))
    assert f'href="{reverse("work")}"' in page


# Asking risk, treasury or compliance


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_one_press_asks_risk_and_the_strip_says_who_has_it(desk, agent, headers):
    team, case = Team.objects.create(name="Risk desk", kind="risk"), make_case(assignee=agent)
    assert 'value="kind-risk"' in strip(desk, case)
    assert 'value="kind-treasury"' not in strip(desk, case)

    response = desk.post(
        address("case-assign", case), {"to": "kind-risk"}, headers=headers, follow=True
    )

    case.refresh_from_db()
    assert (case.team, case.assignee) == (team, None)
    assert "Risk desk has this case: Amy Adler asked them." in response.text
    assert 'value="kind-risk"' not in response.text


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_the_answer_gives_the_case_back_and_stands_in_the_stream(desk, agent, headers):
    Team.objects.create(name="Risk desk", kind="risk")
    case = make_case(assignee=agent, team=None)
    desk.post(address("case-assign", case), {"to": "kind-risk"})

    empty = desk.post(address("case-return", case), {"answer": " "}, headers=headers)
    desk.post(address("case-return", case), {"answer": "It may go."}, headers=headers)

    case.refresh_from_db()
    assert empty.status_code == 422
    assert "Please write the answer first." in empty.text
    assert case.assignee == agent
    page = desk.get(address("case", case)).text
    assert "It may go." in page
    assert "Risk desk → Amy Adler" in page
    assert "has this case" not in page


def test_it_is_taken_back_with_one_press(desk, agent):
    Team.objects.create(name="Risk desk", kind="risk")
    case = make_case(assignee=agent, team=None)
    desk.post(address("case-assign", case), {"to": "kind-risk"})

    desk.post(address("case-return", case), {"takes_back": "1", "answer": ""})

    case.refresh_from_db()
    assert (case.assignee, case.team) == (agent, None)


def asked(desk, agent):
    Team.objects.create(name="Risk desk", kind="risk")
    case = make_case(assignee=agent, team=None)
    desk.post(address("case-assign", case), {"to": "kind-risk"})
    return case


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_half_an_answer_is_neither_said_nor_lost_by_taking_it_back(desk, agent, headers):
    case = asked(desk, agent)
    half = {"takes_back": "1", "answer": "It may g"}

    refused = desk.post(address("case-return", case), half, headers=headers)

    assert refused.status_code == 422
    assert "You have begun an answer." in refused.text
    assert ">It may g</textarea>" in refused.text
    assert not case.messages.exists()
    assert case.referrals.pending().exists()


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_an_answer_that_comes_too_late_stays_before_the_eyes(desk, agent, headers):
    case = asked(desk, agent)
    desk.post(address("case-return", case), {"takes_back": "1"})

    late = desk.post(address("case-return", case), {"answer": "It may go."}, headers=headers)

    assert late.status_code == 422
    assert "This case is with no team that was asked." in late.text
    assert "What you wrote was not sent:" in late.text
    assert ">It may go.</textarea>" in late.text
    assert not case.messages.exists()
