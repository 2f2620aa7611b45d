"""Trying a tree in a browser: by mouse, by keyboard, without scripts, in both looks, on a phone."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.editing import writing  # noqa: F401 - a fixture
from tests.browser.looking import examine, fits
from tests.causes.test_models import make_cause
from tests.editor.authors import SLUG, change, live_tree
from tests.editor.publishing import retitled
from tests.editor.test_speed import large_document
from tests.editor.trials import PAGE, payment_document
from troubleshooting.trees.editing.operations import DeleteNode
from troubleshooting.walks.models import Walk
from troubleshooting.walks.services import start_walk

pytestmark = pytest.mark.django_db(transaction=True)


def step(page):
    return page.locator("#guide [data-step]").last


def test_a_tree_is_tried_by_mouse(write):
    page = write()
    make_cause()
    live_tree(payment_document())
    page.goto(PAGE)

    page.get_by_role("link", name="Amount over the limit").click()
    expect(step(page)).to_have_text("too_much")
    expect(page.locator("#tree-trial .is-here")).to_contain_text("too_much")
    page.get_by_role("link", name="Change amount").click()
    page.locator(".again .option", has_text="within").click()
    page.get_by_role("button", name="Change the answer").click()

    expect(step(page)).to_have_text("asked")
    expect(page.locator("#guide")).to_contain_text("Overrules what the record says")
    page.get_by_role("link", name="As customer").click()
    expect(step(page)).to_have_text("For you")
    page.reload()
    expect(step(page)).to_have_text("For you")
    assert Walk.objects.count() == 0


def test_a_tree_is_tried_by_keyboard(write):
    page = write()
    live_tree()
    page.goto(PAGE)

    page.keyboard.press("2")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(step(page)).to_have_text("when")
    expect(step(page)).to_be_focused()
    page.keyboard.press("1")
    page.keyboard.press("Enter")

    expect(step(page)).to_have_text("wait")
    expect(step(page)).to_be_focused()
    page.go_back()
    expect(step(page)).to_have_text("when")
    page.get_by_role("link", name="Change arrived").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".again [data-step]")).to_be_focused()
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(step(page)).to_have_text("late")


def test_a_tree_is_tried_without_scripts(write):
    page = write(java_script_enabled=False)
    make_cause()
    live_tree(payment_document())
    page.goto(PAGE)

    page.get_by_text("Make up a payment value by value").click()
    page.get_by_label("Amount", exact=True).fill("60000")
    page.get_by_label("Currency", exact=True).fill("CNY")
    page.get_by_label("Currency of the channel").fill("CNY")
    page.get_by_label("Largest amount of the channel").fill("50000")
    page.get_by_role("button", name="Try with these values").click()
    expect(step(page)).to_have_text("too_much")
    page.get_by_role("link", name="Change amount").click()
    page.get_by_role("button", name="Take the answer back").click()
    expect(step(page)).to_have_text("amount")
    page.locator("#step .option", has_text="within").click()
    page.get_by_role("button", name="Go on").click()
    expect(step(page)).to_have_text("asked")
    page.get_by_role("button", name="Can't say").click()

    expect(step(page)).to_have_text("inner")


def test_the_payment_of_a_case_is_taken_and_the_walk_begun_anew(write):
    page = write()
    version = live_tree(payment_document())
    start_walk(version, subject="CW-PAST0001", facts={"amount": "1"}, now=timezone.now())
    page.goto(PAGE)

    page.get_by_label("Case reference").fill("CW-PAST0001")
    page.get_by_role("button", name="Take its payment").click()
    expect(page.locator(".trial-payment h2")).to_contain_text("Payment of case CW-PAST0001")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(step(page)).to_have_text("asked")
    page.get_by_role("link", name="Begin anew").click()

    expect(step(page)).to_have_text("amount")
    expect(page.locator(".trial-payment h2")).to_contain_text("Payment of case CW-PAST0001")


def test_the_step_that_is_reached_is_in_sight_on_a_large_drawing(write):
    page = write()
    live_tree(payment_document())
    page.goto(PAGE)
    for key in ("1", "1", "1"):
        title = step(page).text_content()
        page.keyboard.press(key)
        page.keyboard.press("Enter")
        expect(step(page)).not_to_have_text(title)

    frame = page.locator(".drawing").bounding_box()
    here = page.locator("#tree-trial .is-here").bounding_box()
    assert frame["y"] <= here["y"] <= frame["y"] + frame["height"]
    assert frame["x"] <= here["x"] <= frame["x"] + frame["width"]


def test_a_step_on_the_drawing_opens_its_form(write):
    page = write()
    live_tree()
    page.goto(PAGE)

    page.locator('#tree-trial [data-step="when"] a').first.click()

    page.wait_for_url(f"**/trees/{SLUG}/edit/?node=when#form")


def test_the_editor_leads_here_and_back(write):
    page = write()
    live_tree()
    page.goto(f"/trees/{SLUG}/edit/")

    page.get_by_role("link", name="Try", exact=True).click()
    expect(step(page)).to_have_text("arrived")
    page.get_by_role("link", name="Edit this step").first.click()

    page.wait_for_url(f"**/trees/{SLUG}/edit/?node=arrived#form")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(write, language, scheme, width):
    look = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    page = write(locale=language, **look)
    make_cause()
    start_walk(live_tree(payment_document()), subject="CW-PAST0001", facts={"amount": "1"},
               now=timezone.now())  # fmt: skip

    over = f"{PAGE}?sample=amount_over_limit"
    for address in (PAGE, over, f"{over}&as=customer", f"{over}&change=amount",
                    f"{PAGE}?case=CW-PAST0001", f"{PAGE}?case=nobody&texts=zh-hans"):  # fmt: skip
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach((d) => (d.open = true))")
        found = examine(page)
        assert found.violations_count == 0, (address, found.generate_report())
        assert fits(page), address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_broken_draft_a_shared_one_and_an_ended_link(write, scheme):
    from django.contrib.auth.models import User

    page = write(color_scheme=scheme)
    live = live_tree()
    draft = change(live.tree, User.objects.get(username="ann"), retitled(), DeleteNode("late"))
    page.goto(PAGE)
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator("#guide")).to_contain_text("It stops here")
    page.get_by_text("Share the draft").click()
    assert examine(page).violations_count == 0

    page.goto(page.locator("#share-link").input_value())
    expect(page.locator("main")).to_contain_text("This is a draft, not published.")
    assert examine(page).violations_count == 0
    draft.delete()
    page.reload()
    expect(page.locator("main")).to_contain_text("This link has ended")
    assert examine(page).violations_count == 0


def test_a_large_tree_is_tried_by_keyboard(write):
    page = write()
    live_tree(large_document(2_000))
    page.goto(PAGE)

    for reached in ("q2", "q6", "q14"):
        page.keyboard.press("2")
        page.keyboard.press("Enter")
        expect(step(page)).to_have_text(reached)

    assert page.locator("#tree-trial .tree-step").count() < 12
