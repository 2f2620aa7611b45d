"""Settling who may do what with a tree, in a browser: by mouse, by keyboard, without scripts."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from tests.browser.editing import writing  # noqa: F401  a fixture
from tests.browser.looking import examine, fits, keep_picture
from tests.editor.authors import SLUG, change, live_tree
from tests.editor.publishing import HISTORY, retitled
from tests.factories import NOW, make_agent
from troubleshooting.trees.models import Tree
from troubleshooting.trees.rights import Rights, give_right, rights_of

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = f"/trees/{SLUG}/people/"


def lee():
    return make_agent("lee", is_staff=False, first_name="Lee", last_name="Lin")


def test_a_right_is_given_and_taken_back_by_mouse(write):
    page, tree, user = write(), live_tree().tree, lee()
    page.goto(f"/trees/{SLUG}/edit/")
    page.get_by_role("navigation", name="This tree").get_by_text("More").click()
    page.get_by_role("link", name="People").click()

    page.get_by_label("Name to sign in with").fill("lee")
    page.get_by_label("May", exact=True).select_option("Write texts in 中文")
    page.get_by_role("button", name="Give").click()
    expect(page.locator("#notices")).to_contain_text("Lee Lin has the right “Write texts in 中文”")
    assert rights_of(user, tree) == Rights("view", frozenset({"zh-hans"}))

    page.get_by_role("button", name="Take back").click()
    expect(page.locator("#notices")).to_contain_text("taken back")
    assert rights_of(user, tree) == Rights(None)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_right_is_given_by_keyboard_alone_with_and_without_scripts(write, scripts):
    page, tree, user = write(java_script_enabled=scripts), live_tree().tree, lee()
    page.goto(PEOPLE)

    page.get_by_label("Name to sign in with").focus()
    page.keyboard.type("lee")
    page.keyboard.press("Escape")  # closes the names that are offered
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#notices")).to_contain_text("Edit and publish")
    assert rights_of(user, tree) == Rights("publish")


def test_a_second_person_is_asked_for_and_an_author_is_held_back(write):
    page, tree = write(), live_tree().tree
    page.goto(PEOPLE)
    page.get_by_role("button", name="Ask for a second person").click()
    expect(page.locator("#notices")).to_contain_text("somebody else publishes")
    change(tree, User.objects.get(username="ann"), retitled())

    page.get_by_role("button", name="Ask for nobody else").click()

    expect(page.get_by_role("alert")).to_contain_text("somebody else has to switch this off")
    assert Tree.objects.get(slug=SLUG).needs_second_person


def test_what_was_written_meanwhile_is_shown_before_it_is_restored_over(write):
    page, tree = write(), live_tree().tree
    author = User.objects.get(username="ann")
    change(tree, author, retitled(title="Seen?"))
    page.goto(HISTORY)
    change(tree, author, retitled(title="Written meanwhile?"))

    page.get_by_role("button", name="Restore as draft Version 1").click()
    expect(page.get_by_role("alert")).to_contain_text("Written meanwhile?")
    assert examine(page).violations_count == 0
    page.get_by_role("button", name="Restore as draft Version 1").click()

    page.wait_for_url(f"**/trees/{SLUG}/edit/")
    expect(page.locator("#notices")).to_contain_text("The draft is version 1 again.")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(write, language, scheme, width):
    look = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    page, tree = write(locale=language, **look), live_tree().tree
    for user, level in ((lee(), "edit"), (make_agent("mo", is_active=False), "view")):
        give_right(tree, user, level, actor=None, now=NOW)

    for is_asked in (False, True):
        Tree.objects.update(needs_second_person=is_asked)
        page.goto(PEOPLE)
        found = examine(page)
        assert found.violations_count == 0, found.generate_report()
        assert fits(page)
        if is_asked:
            keep_picture(page, f"people-{language}-{scheme}-{width}")
    page.locator("#user").fill("nobody")
    page.locator(".give-right button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert examine(page).violations_count == 0
