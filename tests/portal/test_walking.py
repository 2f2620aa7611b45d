"""A customer goes through the guide of their case, a question a page."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support.cases.links import revoke_link
from support.cases.merging.services import merge_cases
from support.cases.models import Case, Status
from support.cases.taking.snoozing import snooze_case
from support.guidance.services import answer_step, confirm_outcome, start_walk, take_back
from tests.factories import NOW, make_agent, sign_in
from tests.portal.walking import (
    asked_case,
    buttons_in,
    form_in,
    given_in,
    press,
    question_in,
    walk_address,
    walk_of,
)
from tests.portal.world import address_of, case_of, make_cause
from tests.trees.building import step
from troubleshooting.walks.services import Choice

pytestmark = pytest.mark.django_db
FOR_AGENTS = step("looked", yes="seen", no="seen")
LATE = "Somebody on our team went on with this meanwhile."


def answer_as_agent(case, node, option, agent=None):
    walk = walk_of(case)
    choice = Choice(node, option)
    seen, actor = walk.answers_seen, agent or make_agent("amy")
    return answer_step(case, walk, choice, seen=seen, actor=actor, now=timezone.now())


def test_the_page_of_the_case_says_that_there_is_a_question_and_leads_to_it(client, read):
    case = asked_case()

    page = read(case)

    assert "We have a question for you." in page
    assert '<p class="asked">For you</p>' in page
    assert f'href="{walk_address(case)}?lang=en"' in page
    assert "You do not need to do anything." not in page
    assert "You do not need to do anything." in read(case_of())


def test_one_question_after_the_other_is_asked_and_each_answer_is_kept_at_once(client):
    case = asked_case()
    address = walk_address(case)
    first = client.get(address)
    assert question_in(first.text) == "For you"
    assert "Please look." in first.text
    labels = [label for _place, label in buttons_in(first.text)]
    assert labels == ["found", "nothing", "I do not know"]

    second = press(client, address, "nothing")
    other_device = Client().get(address)
    last = press(client, address, "yes")

    assert second.redirect_chain == [(f"{address}?lang=en", 302)]
    assert "Question 2" in second.text
    assert given_in(other_device.text) == [("For you", "nothing")]
    assert question_in(last.text) == ""
    assert "Thank you. We have your answers." in last.text
    assert given_in(last.text) == [("For you", "nothing"), ("For you", "yes")]
    rows = walk_of(case).rows
    assert [(row.node, row.option, row.source, row.actor) for row in rows] == [
        ("seen", "nothing", "customer", None),
        ("right", "yes", "customer", None),
    ]


def test_what_they_answer_leads_to_an_outcome_that_waits_for_an_agent(client):
    case = asked_case()

    page = press(client, walk_address(case), "found")

    walk = walk_of(case)
    case.refresh_from_db()
    assert walk.position().is_outcome
    assert walk.is_open
    assert (case.cause, case.status) == (None, Status.NEW)
    assert "We are looking into it and will write to you as soon as we know more, by" in page.text


def test_where_they_wrote_before_they_read_by_when_they_hear_from_us(client):
    case = asked_case(status=Status.WAITING_CUSTOMER, first_answered_at=NOW)

    page = press(client, walk_address(case), "found")

    case.refresh_from_db()
    assert case.next_answer_due_at is not None
    assert "by 18 November 2026, 23:00 (Beijing time) at the latest." in page.text
    assert "All times are in Beijing time" in " ".join(page.text.split())


def test_a_case_that_waited_for_them_wakes_and_stands_under_they_wrote(client):
    case = asked_case(status=Status.WAITING_CUSTOMER)
    snooze_case(case, until=NOW + timedelta(days=2), now=NOW, actor=make_agent())

    press(client, walk_address(case), "nothing")

    case.refresh_from_db()
    assert (case.status, case.heard_at) == (Status.OPEN, timezone.now())
    assert not case.is_snoozed
    desk = sign_in(Client(), make_agent())
    assert "They answered a question of the guide" in desk.get("/", {"view": "replied"}).text


def test_the_agent_reads_who_answered_in_the_guide_on_the_timeline_and_by_the_api(client):
    case = asked_case()
    press(client, walk_address(case), "nothing")
    desk = sign_in(Client(), make_agent())

    page = " ".join(desk.get(f"/cases/{case.reference}/").text.split())
    path = desk.get(f"/api/v1/walks/{walk_of(case).pk}/").json()["path"]

    assert "From the customer" in page
    assert 'seen — nothing</span> <span class="soft">· the customer</span>' in page
    assert [(step["node"], step["source"], step["actor"]) for step in path] == [
        ("seen", "customer", "")
    ]


def test_an_open_case_page_is_told_that_the_customer_answered(client):
    case = asked_case()
    desk = sign_in(Client(), make_agent())
    here = f"/cases/{case.reference}/here/"
    first = desk.post(here, {"doing": "reads"}).text
    seen = re.search(r'name="seen" value="(\d+)"', first)[1]

    press(client, walk_address(case), "nothing")

    assert "1 change by somebody else" in desk.post(here, {"doing": "reads", "seen": seen}).text


def test_they_change_an_answer_and_what_follows_is_judged_anew(client):
    case = asked_case()
    address = walk_address(case)
    press(client, address, "nothing")
    press(client, address, "yes")

    again = client.get(address, {"change": "1"})
    after = press(client, address, "found", page=again.text)

    assert "Change your answer" in again.text
    assert '<button name="option" value="2" class="chosen">nothing' in again.text
    assert given_in(after.text) == [("For you", "found")]
    assert walk_of(case).position().present.key == "out_found"
    back = press(client, address, "nothing", client.get(address, {"change": "3"}).text)
    assert given_in(back.text) == [("For you", "nothing"), ("For you", "yes")]


def test_they_can_say_that_they_do_not_know(client):
    case = asked_case()
    address = walk_address(case)

    page = press(client, address, "I do not know")

    assert given_in(page.text) == [("For you", "I do not know")]
    assert walk_of(case).rows[-1].kind == "cant_say"
    again = client.get(address, {"change": "1"}).text
    assert '<button name="option" value="0" class="soft chosen">I do not know' in again


def test_the_same_press_twice_answers_once(client):
    case = asked_case()
    address = walk_address(case)
    page = client.get(address).text

    first, second = (press(client, address, "nothing", page) for _press in range(2))

    assert LATE not in first.text + second.text
    assert len(walk_of(case).rows) == 1
    assert question_in(second.text) == "For you"
    assert case.events.filter(kind="answered").count() == 1


def test_an_answer_that_comes_after_the_agents_changes_nothing_and_says_so(client):
    case = asked_case()
    address = walk_address(case)
    page = client.get(address).text
    answer_as_agent(case, "seen", "nothing")

    late = press(client, address, "nothing", page)

    assert late.status_code == 200
    assert LATE in late.text
    assert question_in(late.text) == "For you"
    assert [row.source for row in walk_of(case).rows] == ["agent"]
    assert LATE not in client.get(address).text


@pytest.mark.parametrize("how", ["begun anew", "ended", "closed", "silent"])
def test_a_question_that_nobody_asks_any_more_says_how_it_stands(client, how):
    case = asked_case()
    address, agent = walk_address(case), make_agent()
    page = client.get(address).text
    if how == "begun anew":
        start_walk(case, now=NOW, slug="asking")
    elif how == "ended":
        walk = answer_as_agent(case, "seen", "found", agent)
        confirm_outcome(case, walk, seen=walk.answers_seen, actor=agent, now=NOW)
    elif how == "closed":
        Case.objects.filter(pk=case.pk).update(
            status=Status.RESOLVED, ending="withdrawn", resolved_at=NOW
        )
    else:
        Case.objects.filter(pk=case.pk).update(silent_since=NOW)

    late = press(client, address, "nothing", page)

    assert LATE in late.text
    assert (question_in(late.text) != "") == (how == "begun anew")
    assert not case.events.filter(kind="answered", values__source="customer").exists()
    if how == "silent":
        assert "We are working on it." in late.text
    if how == "closed":
        assert "Your case is closed." in late.text


@pytest.mark.parametrize(
    "sent",
    [
        {"option": "3"},
        {"option": ""},
        {"option": "found"},
        {"option": "\0"},
        {"option": "-1"},
        {"option": "1", "seen": "-1"},
        {"option": "1", "seen": "2"},
        {"option": "1", "seen": "9" * 5000},
        {"option": "1", "seen": "0"},  # of the step before, which is for agents
        {"option": "1", "change": "1"},
        {"option": "1", "change": "7"},
        {"option": "1", "walk": ""},
    ],
)
def test_what_no_button_of_the_page_sends_is_no_error_and_changes_nothing(client, sent):
    case = asked_case(FOR_AGENTS)
    answer_as_agent(case, "looked", "yes")
    address = walk_address(case)
    form = form_in(client.get(address).text)

    answer = client.post(address, {**form, **sent}, follow=True)

    assert answer.status_code == 200
    assert [row.source for row in walk_of(case).rows] == ["agent"]


def test_at_a_step_for_agents_they_read_who_goes_on_and_not_one_word_of_it(client, read):
    case = asked_case(FOR_AGENTS)

    page = client.get(walk_address(case)).text

    assert "We have no question for you at the moment." in page
    assert "We are looking into it and will write to you" in page
    assert "looked" not in page
    assert "We have a question" not in read(case)


def test_without_a_guide_and_where_something_is_theirs_to_do_the_page_says_so(client):
    assert "We are looking into it" in client.get(walk_address(case_of())).text

    waiting = case_of(status=Status.WAITING_CUSTOMER, cause=make_cause())

    assert "There is something for you to do." in client.get(walk_address(waiting)).text


def test_the_answers_of_agents_and_checks_are_not_theirs_to_see_or_to_change(client):
    case = asked_case()
    walk = answer_as_agent(case, "seen", "nothing")
    address = walk_address(case)

    page = client.get(address, {"change": "1"}).text
    form = form_in(page)
    answer = client.post(address, {**form, "change": "1", "option": "1"}, follow=True)

    assert given_in(page) == []
    assert "Change your answer" not in page
    assert LATE in answer.text
    assert walk_of(case).answers_seen == walk.answers_seen


def test_what_came_by_a_link_that_has_ended_is_not_shown_by_the_next(client):
    case = asked_case()
    press(client, walk_address(case), "nothing")
    revoke_link(case, timezone.now())
    address = walk_address(case)

    page = client.get(address, {"change": "1"}).text
    form = form_in(page)
    client.post(address, {**form, "change": "1", "option": "1"})

    assert given_in(page) == []
    assert question_in(page) == "For you"
    assert walk_of(case).answers_seen == 1


def test_an_answer_that_an_agent_took_back_is_asked_again(client):
    case = asked_case()
    address = walk_address(case)
    press(client, address, "found")
    take_back(case, walk_of(case), 1, seen=1, actor=make_agent(), now=NOW)

    page = client.get(address).text

    assert question_in(page) == "For you"
    assert given_in(page) == []


def test_of_a_merged_case_they_answer_in_the_kept_one(client):
    kept = asked_case()
    merged = case_of(customer=kept.customer)
    address = walk_address(merged)
    merge_cases(kept, merged, now=NOW, actor=make_agent(), reason="The same")

    page = press(client, address, "nothing")

    assert given_in(page.text) == [("For you", "nothing")]
    assert [row.node for row in walk_of(kept).rows] == ["seen"]
    assert given_in(client.get(walk_address(kept)).text) == []


def test_who_changes_answers_without_end_is_asked_to_write(client, monkeypatch):
    monkeypatch.setattr("support.guidance.hearing.MOST_ANSWERS", 2)
    case = asked_case()
    address = walk_address(case)
    for option in ("nothing", "found", "nothing"):
        change = str(walk_of(case).answers_seen)
        page = press(client, address, option, client.get(address, {"change": change}).text)

    assert "You have changed your answers very often." in page.text
    assert walk_of(case).answers_seen == 2


def test_in_chinese_they_are_asked_in_chinese_and_stay_there(client):
    case = asked_case(locale="zh-CN")
    address = walk_address(case)

    page = client.get(address)
    after = client.post(f"{address}?lang=en", form_in(page.text) | {"option": "2"})

    assert page["Content-Language"] == "zh-Hans"
    assert question_in(page.text) == "For you(中)"
    assert "nothing(中)" in page.text
    assert after["Location"] == f"{address}?lang=en"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("kind", ["other", "cut", "expired", "revoked"])
def test_a_link_that_is_none_gets_the_answer_of_the_status_page(client, kind, method):
    case = asked_case()
    address = address_of(case)
    if kind == "other":
        address = address.replace("/s/", "/s/x")
    elif kind == "cut":
        address = f"{address[:-4]}/"
    elif kind == "revoked":
        revoke_link(case, NOW)
    else:
        case.links.update(expires_at=NOW)

    status, walk = client.get(address), getattr(client, method)(f"{address}walk/")

    assert (walk.status_code, walk.text) == (status.status_code, status.text)
    assert walk.status_code in (404, 410)
    assert "For you" not in walk.text


def test_nobody_keeps_the_page_or_finds_it_and_it_sets_no_cookie(client):
    case = asked_case()
    address = walk_address(case)

    for answer in (client.get(address), client.post(address, {}), client.get(f"{address}?late=1")):
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert not answer.cookies
    assert client.put(address).status_code == 405


def test_the_page_asks_the_same_few_queries_however_long_the_walk(client):
    case = asked_case()
    address = walk_address(case)
    press(client, address, "nothing")
    counts = []
    for option in ("yes", "no"):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(address).text
        counts.append(len(asked))
        press(client, address, option, client.get(address, {"change": "2"}).text or page)

    assert counts == [4, 4]
