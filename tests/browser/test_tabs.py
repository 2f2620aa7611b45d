"""Cases that somebody has open, as tabs: one stop, by keys, with what is unsent in them."""

import json

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from tests.browser.looking import examine
from tests.factories import make_case, make_customer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def three():
    people = [make_customer(name=name) for name in ("Ada One", "Bea Two", "Cy Three")]
    return [make_case(customer=person, payment=None) for person in people]


def address(case):
    return f"/cases/{case.reference}/"


def test_cases_stay_open_in_one_stop_until_they_are_closed(desk, three):
    page = desk(viewport={"width": 1440, "height": 900})
    tabs = page.locator("#tabs a")
    page.goto(address(three[0]))
    expect(tabs).to_have_count(1)
    expect(page.locator("#tabs")).to_be_hidden()  # there is nowhere else to go
    page.locator("#reply-body").fill("Half a sen")
    for case in three[1:]:
        page.goto(address(case))

    expect(tabs).to_have_text(["● Ada One", "Bea Two", "Cy Three"])
    assert [tab.get_attribute("tabindex") for tab in tabs.all()] == ["-1", "-1", "0"]
    assert examine(page).response["violations"] == []

    page.locator("#tabs [aria-current]").focus()
    page.keyboard.press("ArrowRight")
    expect(tabs.nth(0)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Delete")
    expect(tabs).to_have_text(["● Ada One", "Cy Three"])
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address(three[0])}")
    expect(page.locator("#reply-body")).to_have_value("Half a sen")
    page.locator("#content").focus()
    page.keyboard.press("]")
    page.wait_for_url(f"**{address(three[2])}")


def test_two_cases_of_one_person_are_told_apart_by_their_numbers(desk, three):
    person = three[0].customer
    second = make_case(customer=person, payment=None)
    page = desk(viewport={"width": 1440, "height": 900})
    for case in (*three[:2], second):
        page.goto(address(case))

    expect(page.locator("#tabs a")).to_have_text(
        [f"Ada One · {three[0].reference}", "Bea Two", f"Ada One · {second.reference}"]
    )


def test_who_signs_out_leaves_no_names_behind(desk, three):
    page = desk()
    page.goto(address(three[0]))
    page.goto(address(three[1]))
    assert "Ada One" in page.evaluate("JSON.stringify(localStorage)")

    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/**")

    assert page.evaluate("JSON.stringify(localStorage)") == "{}"


STORED = "JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])"


def test_another_window_writes_nothing_down_after_somebody_has_signed_out(desk, three):
    page = desk()
    page.goto(address(three[0]))
    other = page.context.new_page()
    other.goto(address(three[1]))
    other.locator("#reply-body").fill("Half a sen")
    other.goto("/?q=Bea")
    other.goto(address(three[1]))
    expect(other.locator("#reply-body")).to_have_value("Half a sen")

    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/**")
    other.locator("#reply-body").press_sequentially("t")
    other.evaluate("document.dispatchEvent(new CustomEvent('htmx:afterSettle', {detail: {}}))")
    other.evaluate("dispatchEvent(new Event('pagehide'))")

    assert page.evaluate(STORED) == "[[],[]]"
    assert other.evaluate(STORED) == "[[],[]]"


@pytest.mark.parametrize("way", ["in place", "on the way"])
def test_names_go_with_a_session_that_ended_and_unsent_words_wait(desk, three, way):
    page = desk()
    page.goto(address(three[0]))
    page.goto(address(three[1]))
    Session.objects.all().delete()
    page.locator("#note-body").evaluate("field => field.value = 'Half a sen'")
    page.locator("#note-body").dispatch_event("input")

    if way == "in place":
        page.locator("#taking button").click()
        expect(page.get_by_role("dialog", name="You were signed out")).to_be_visible()
        page.evaluate("dispatchEvent(new Event('pagehide'))")
    else:
        page.goto("/")
        page.wait_for_url("**/sign-in/**")

    stored = page.evaluate(STORED)
    assert "Ada" not in stored
    assert "Bea" not in stored
    assert "Half a sen" in stored


def test_the_ninth_case_takes_the_place_of_the_oldest_without_unsent_words(desk):
    page = desk()
    page.goto("/")
    kept = [{"reference": f"CW-{number}", "name": f"Name {number}"} for number in range(8)]
    kept[0]["unsent"] = True
    page.evaluate(
        "tabs => localStorage.setItem(`tabs:${document.documentElement.dataset.person}`, tabs)",
        json.dumps(kept),
    )

    page.goto(address(make_case(payment=None)))

    expect(page.locator("#tabs a")).to_have_count(8)
    names = page.locator("#tabs a").all_inner_texts()
    assert "● Name 0" in names
    assert "Name 1" not in names
    expect(page.locator("#tabs [aria-current]")).to_be_in_viewport(ratio=0.95)
    whole = """nav => { const { top, bottom } = nav.getBoundingClientRect();
        return [...nav.querySelectorAll("li")].every(one => {
            const box = one.getBoundingClientRect();
            const isCut = box.right > nav.getBoundingClientRect().right + 1
            return !isCut && (box.top >= top && box.bottom <= bottom
                || box.top >= bottom || box.bottom <= top); }) }"""
    assert page.locator("#tabs").evaluate(whole)
