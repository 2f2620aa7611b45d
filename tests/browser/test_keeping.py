"""A part that is shown anew keeps what somebody has typed, chosen and opened in it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from support.guidance.services import answer_step
from support.staff.models import Team
from tests.desk.walking import make_walk
from tests.factories import make_agent
from troubleshooting.walks.services import Choice

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case():
    case, walk = make_walk(3)
    answer_step(
        case, walk, Choice(node="q1", option="yes"), seen=0, actor=make_agent(), now=timezone.now()
    )
    old = timezone.now() - timedelta(hours=1)
    type(walk).objects.filter(pk=walk.pk).update(facts_read_at=old)
    return case


def happens(page, name):
    """Let a part hear that something has changed, as an answer to another press says it."""
    with page.expect_response(f"**/parts/{name}/**"):
        page.evaluate(f"document.body.dispatchEvent(new Event('{name}-changed'))")


def test_a_record_that_is_read_again_by_itself_leaves_an_open_change_alone(desk, case):
    page = desk()
    with page.expect_response("**/walk/facts/"):
        page.goto(f"/cases/{case.reference}/?change=1#guide")

    note = page.locator("#guide .again [name=note]")
    note.fill("They rang agai")
    page.locator("#guide .again [value=no]").check()
    with page.expect_response("**/walk/facts/"):
        page.get_by_role("button", name="Read it again").click()
    expect(note).to_have_value("They rang agai")
    expect(page.locator("#guide .again [value=no]")).to_be_checked()
    note.focus()
    happens(page, "guide")

    expect(note).to_have_value("They rang agai")
    expect(note).to_be_focused()
    page.keyboard.type("n.")
    expect(note).to_have_value("They rang again.")


def test_an_answer_given_while_the_record_is_read_again_is_what_is_shown(desk, case):
    page = desk()
    held = []

    def hold(route):
        held.append(route)

    page.route("**/walk/facts/", hold)
    page.route("**/walk/answers/", hold)
    page.goto(f"/cases/{case.reference}/")
    page.locator("#answer-form [value=yes]").check()
    page.get_by_role("button", name="Go on").click()
    page.wait_for_timeout(100)

    facts, answer = sorted(held, key=lambda route: "answers" in route.request.url)
    with page.expect_response("**/walk/facts/"):
        facts.continue_()
    expect(page.locator("#guide")).to_contain_text("Question 2?")
    answer.continue_()

    expect(page.locator("#guide [data-step]")).to_contain_text("Question 3?")


def test_menus_panels_and_forms_stay_open_with_what_is_in_them(desk, case):
    Team.objects.create(name="Payouts")
    page = desk()
    page.goto(f"/cases/{case.reference}/")
    page.locator("[data-hand-over]").click()
    page.locator("#hand-over-to").select_option(label="Payouts")
    page.locator("#hand-over-note").fill("Half a wo")
    page.locator("#customer > summary").click()
    page.locator("summary", has_text="Correct the contact").click()
    page.locator("#contact-name").fill("Li Me")
    page.locator("summary", has_text="End the case").click()  # a press elsewhere would close it
    page.locator(".end [value=withdrawn]").check()
    for part in ("strip", "customer"):
        happens(page, part)

    expect(page.locator(".end [value=withdrawn]")).to_be_checked()
    expect(page.locator(".end [value=withdrawn]")).to_be_visible()
    expect(page.locator("#hand-over-note")).to_have_value("Half a wo")
    expect(page.locator("#hand-over-to option:checked")).to_have_text("Payouts")
    expect(page.locator("#contact-name")).to_have_value("Li Me")
    expect(page.locator("#contact-name")).to_be_visible()


def test_what_is_sent_is_gone_and_what_stood_beside_it_is_not(desk, case):
    page = desk()
    page.goto(f"/cases/{case.reference}/")
    page.locator("#guide summary", has_text="This step is wrong").click()
    page.locator("#guide summary", has_text="Skip with a reason").click()
    page.locator("#step-reason").fill("Half a rea")
    page.locator("#step-report").fill("Wrong bank")

    page.get_by_role("button", name="Report it").click()

    expect(page.get_by_text("The author of the guide has your report")).to_be_visible()
    expect(page.locator("#step-report")).to_have_value("")
    expect(page.locator("#step-reason")).to_have_value("Half a rea")
    expect(page.locator("#step-reason")).to_be_visible()


def test_who_writes_elsewhere_is_not_called_away_by_what_comes_by_itself(desk, case):
    page = desk()
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => document.getElementById('reply-body').focus())"
    )

    with page.expect_response("**/walk/facts/"):
        page.goto(f"/cases/{case.reference}/")
    page.wait_for_load_state("networkidle")

    expect(page.locator("#reply-body")).to_be_focused()


def test_the_payment_is_shown_anew_as_it_was_folded(desk, case):
    page = desk()
    page.goto(f"/cases/{case.reference}/")
    page.locator("#payment > summary").click()

    happens(page, "payment")

    expect(page.locator("#payment > dl")).to_be_hidden()
