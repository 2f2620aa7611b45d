"""Walking the guide on the case's page."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from support.desk.session.services import set_language
from support.guidance.services import answer_step
from tests.desk.walking import HTMX, answer, make_walk
from tests.factories import make_agent
from tests.guidance.desk import Desk
from troubleshooting.walks.models import Walk
from troubleshooting.walks.services import Choice

pytestmark = pytest.mark.django_db


def address(name, case):
    return reverse(name, args=[case.reference])


def test_the_page_asks_the_first_question_with_digits_for_its_answers(desk):
    case, _walk = make_walk()

    page = desk.get(address("case", case)).text

    assert "Question 1?" in page
    assert "<strong>closely</strong>" in page
    assert 'value="yes" required data-digit="1"' in page
    assert "Step 1, about 3 left" in page


def test_an_answer_brings_the_next_question_without_a_page(desk):
    case, walk = make_walk()

    response = desk.post(address("walk-answer", case), answer(walk, "q1"), headers=HTMX)

    assert response.status_code == 200
    assert "Question 2?" in response.text
    assert "<html" not in response.text
    assert "stream-changed" in response["HX-Trigger"]


def test_without_a_script_an_answer_leads_back_to_the_page(desk):
    case, walk = make_walk()

    response = desk.post(address("walk-answer", case), answer(walk, "q1"))

    assert response["Location"] == f"/cases/{case.reference}/#guide"
    assert "Question 2?" in desk.get(address("case", case)).text


def test_the_path_shows_who_answered_what(desk):
    case, walk = make_walk()
    desk.post(address("walk-answer", case), answer(walk, "q1", note="He is sure."))

    page = desk.get(address("case", case)).text

    assert "Amy Adler" in page
    assert "He is sure." in page
    assert "?change=1" in page


def test_no_answer_chosen_is_refused_and_the_note_stays(desk):
    case, walk = make_walk()
    form = answer(walk, "q1", option="", note="My long note")

    response = desk.post(address("walk-answer", case), form, headers=HTMX)

    assert response.status_code == 422
    assert "Please choose an answer first." in response.text
    assert "My long note" in response.text
    assert walk.answers.count() == 0


def test_a_refused_answer_without_a_script_comes_back_as_the_whole_page(desk):
    case, walk = make_walk()

    response = desk.post(address("walk-answer", case), answer(walk, "q1", option="maybe"))

    assert response.status_code == 422
    assert "<html" in response.text
    assert "This step has no such answer." in response.text


def test_cant_say_goes_on(desk):
    case, walk = make_walk()
    form = answer(walk, "q1", option="", kind="cant_say")

    response = desk.post(address("walk-answer", case), form, headers=HTMX)

    assert response.status_code == 200
    assert walk.answers.get().kind == "cant_say"


def test_a_skip_needs_a_reason_and_what_was_typed_stays(desk):
    case, walk = make_walk()
    form = answer(walk, "q1", option="", kind="skipped", note="Keep me")

    response = desk.post(address("walk-answer", case), form, headers=HTMX)

    assert response.status_code == 422
    assert "Please give a reason for skipping this step." in response.text
    assert "Keep me" in response.text


def test_a_skip_with_a_reason_is_kept(desk):
    case, walk = make_walk()
    form = answer(walk, "q1", option="", kind="skipped", skip_reason="Known outage")

    desk.post(address("walk-answer", case), form, headers=HTMX)

    assert walk.answers.get().reason == "Known outage"
    assert "Skipped" in desk.get(address("case", case)).text


@pytest.mark.parametrize("kind", ["retracted", "nonsense"])
def test_a_kind_of_answer_that_cant_be_given_is_refused(desk, kind):
    case, walk = make_walk()

    form = answer(walk, "q1", kind=kind)

    assert desk.post(address("walk-answer", case), form).status_code == 422


def test_somebody_faster_makes_a_conflict_that_loses_nothing(desk):
    case, walk = make_walk()
    form = answer(walk, "q1", note="My typed note")
    faster = Choice(node="q1", option="no")
    answer_step(case, walk, faster, seen=0, actor=make_agent("bo"), now=timezone.now())

    response = desk.post(address("walk-answer", case), form, headers=HTMX)

    assert response.status_code == 409
    assert "Somebody went on with this guide while you were reading." in response.text
    assert "Question 2?" in response.text
    assert "My typed note" in response.text
    assert walk.answers.count() == 1


def test_words_without_a_field_at_the_step_that_stands_now_are_shown(desk):
    case, walk = make_walk(1)
    form = answer(walk, "q1", kind="skipped", skip_reason="Known outage", note="My typed note")
    answer_step(
        case, walk, Choice(node="q1", option="no"), seen=0, actor=make_agent(), now=timezone.now()
    )

    response = desk.post(address("walk-answer", case), form, headers=HTMX)

    assert "Slow bank" in response.text
    assert "What you typed is still here." in response.text
    assert ">My typed note</textarea>" in response.text
    assert '<blockquote class="said">Known outage</blockquote>' in response.text


def test_half_a_reason_to_skip_is_not_said_with_an_answer(desk):
    case, walk = make_walk()

    desk.post(address("walk-answer", case), answer(walk, "q1", skip_reason="Known out"))

    assert walk.answers.get().reason == ""


def test_a_conflict_without_a_script_is_a_whole_page(desk):
    case, walk = make_walk()
    form = answer(walk, "q1") | {"seen": 7}

    response = desk.post(address("walk-answer", case), form)

    assert response.status_code == 409
    assert "<html" in response.text


def test_an_answer_to_a_walk_that_was_begun_anew_is_a_conflict(desk):
    case, old = make_walk()
    form = answer(old, "q1")
    desk.post(address("walk-start", case))

    response = desk.post(address("walk-answer", case), form, headers=HTMX)

    assert response.status_code == 409
    assert Walk.objects.get(case_walk__case=case, state="open").answers.count() == 0


@pytest.mark.parametrize("broken", [{"seen": "x"}, {"seen": "-1"}, {"walk": "x"}, {"node": ""}])
def test_a_form_that_nobody_filled_in_on_our_page_is_refused(desk, broken):
    case, walk = make_walk()

    response = desk.post(address("walk-answer", case), answer(walk, "q1") | broken)

    assert response.status_code == 422
    assert walk.answers.count() == 0


def test_changing_answer_three_keeps_the_later_ones(desk):
    case, walk = make_walk(12)
    for number in range(1, 6):
        desk.post(address("walk-answer", case), answer(walk, f"q{number}"))

    opened = desk.get(address("case", case), {"change": "3"})
    changed = desk.post(address("walk-answer", case), answer(walk, "q3", "no"), headers=HTMX)

    assert "Change the answer" in opened.text
    assert "Question 6?" in changed.text
    walk.forget_answers_read()
    path = [(step.node.key, step.answer.option) for step in walk.position().path]
    assert path == [("q1", "yes"), ("q2", "yes"), ("q3", "no"), ("q4", "yes"), ("q5", "yes")]


def test_a_change_of_a_step_that_is_not_on_the_path_shows_the_present_step(desk):
    case, _walk = make_walk()

    for number in ("99", "x", "1" * 40):
        page = desk.get(address("case", case), {"change": number})
        assert page.status_code == 200
        assert "Question 1?" in page.text


def test_an_answer_is_taken_back(desk):
    case, walk = make_walk()
    desk.post(address("walk-answer", case), answer(walk, "q1"))
    walk.refresh_from_db()
    form = {"walk": str(walk.pk), "seen": walk.answers_seen, "number": 1}

    response = desk.post(address("walk-retract", case), form, headers=HTMX)

    assert "Step 1, about 3 left" in response.text


def test_a_step_whose_check_was_taken_back_asks_why_it_is_overruled(desk, tree):
    case, walk = Desk().case, Walk.objects.get()
    step = walk.position().path[0]
    form = {"walk": str(walk.pk), "seen": walk.answers_seen, "number": step.answer.number}

    taken_back = desk.post(address("walk-retract", case), form, headers=HTMX).text
    other = next(found.key for found in step.node.options if found.key != step.answer.option)
    refused = desk.post(address("walk-answer", case), answer(walk, step.node.key, other))
    reason = answer(walk, step.node.key, other, reason="The bank rang.")
    taken = desk.post(address("walk-answer", case), reason, headers=HTMX)

    assert "its answer was taken back" in taken_back
    assert taken_back.count('name="reason"') == 1
    assert refused.status_code == 422
    assert "Please give a reason for overruling it." in refused.text
    assert taken.status_code == 200
    assert "Overrules what the record says" in taken.text


@pytest.mark.parametrize("change", ["9" * 5000, "-1", "²", "x"])
def test_a_refusal_of_a_change_of_no_answer_is_no_failure(desk, change):
    case, walk = make_walk()

    form = answer(walk, "nowhere", change=change)

    assert desk.post(address("walk-answer", case), form, headers=HTMX).status_code == 422


def cost_of_an_answer(desk, length):
    """Return how many queries an answer takes."""
    case, walk = make_walk(length)
    for number in range(1, 3):
        form = answer(walk, f"q{number}")
        with CaptureQueriesContext(connection) as captured:
            response = desk.post(address("walk-answer", case), form, headers=HTMX)
        assert response.status_code == 200
    return len(captured)


def test_an_answer_costs_twelve_queries_whatever_the_size_of_the_tree(desk, agent):
    set_language(agent, "en")

    small = cost_of_an_answer(desk, 20)
    large = cost_of_an_answer(desk, 2_000)

    assert small == large
    assert large <= 12


@pytest.mark.parametrize(
    "name",
    ["walk-answer", "walk-start", "walk-retract", "walk-report", "walk-outcome", "walk-facts"],
)
def test_only_agents_walk_and_only_by_post(desk, client, name):
    case, walk = make_walk()

    assert desk.get(address(name, case)).status_code == 405
    desk.logout()
    assert client.post(address(name, case), answer(walk, "q1")).status_code == 302
    assert walk.answers.count() == 0


def test_an_agent_reads_the_guide_in_chinese(desk, agent):
    set_language(agent, "zh-hans")
    case, _walk = make_walk()

    page = desk.get(address("case", case)).text

    assert "Question 1?(中)" in page
    assert "Yes(中)" in page


def test_contradictory_evidence_names_the_answer_that_each_piece_speaks_for(desk, tree):
    case = Desk(
        failure_scheme="iso20022", failure_code="AC04", amount=Decimal(900_000),
        amount_text="900000.00",
    ).case  # fmt: skip

    page = desk.get(address("case", case)).text

    assert "The payment record contradicts itself" in page
    weighed = page.split('class="weighed"')[1].split("<form")[0].split('class="evidence"')[1:]
    named = [re.findall(r'<strong class="badge">([^<]+)</strong>', piece) for piece in weighed]
    assert named == [["“Account”"], ["“Limit or time”"], ["“Limit or time”"]]
