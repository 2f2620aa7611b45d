"""Importing, exporting and printing a tree in a browser: by mouse, by keyboard, on paper."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from tests.browser.looking import examine, fits
from tests.editor.authors import SLUG, change, live_tree, small_document
from tests.editor.publishing import retitled
from tests.trees.building import both, chain, document, outcome, step
from troubleshooting.trees.documents.yaml_text import load_yaml
from troubleshooting.trees.exchange.exporting import as_json, as_yaml
from troubleshooting.trees.models import TreeVersion

pytestmark = pytest.mark.django_db(transaction=True)

IMPORT = f"/trees/{SLUG}/import/"
PRINT = f"/trees/{SLUG}/print/"


@pytest.fixture
def author(desk):
    """Return a page at which somebody sits who may do all with every tree."""

    def sit_down(name="ann", **options):
        page = desk(name, **options)
        User.objects.filter(username=name).update(is_superuser=True)
        return page

    return sit_down


def other():
    """The small tree with another title of its first step and a step that nothing leads to."""
    first, *rest = small_document()["nodes"]
    return {
        **small_document(),
        "nodes": [{**first, "title": both("Anything?")}, *rest, outcome("lost")],
    }


def draft():
    return TreeVersion.objects.get(state="draft", tree__slug=SLUG)


def as_file(content, name="tree.yaml"):
    return {"name": name, "mimeType": "application/yaml", "buffer": content.encode()}


def test_a_file_is_looked_at_and_imported_by_mouse(author):
    page = author()
    live_tree()
    page.goto(f"/trees/{SLUG}/edit/")
    page.locator(".tree-more > summary").click()
    page.get_by_role("link", name="Import", exact=True).click()
    page.get_by_label("File: YAML or JSON").set_input_files(as_file(as_yaml(other())))
    page.get_by_role("button", name="Look at it first").click()

    expect(page.get_by_role("heading", name="Nothing is stored yet")).to_be_visible()
    expect(page.locator(".difference")).to_contain_text("Anything?")
    expect(page.locator(".import-remarks")).to_contain_text("lost")
    assert not TreeVersion.objects.filter(state="draft").exists()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator("#notices")).to_contain_text("The document is the draft now.")
    assert draft().document == other()


def test_a_text_is_pasted_and_imported_by_keyboard_without_scripts(author):
    page = author(java_script_enabled=False)
    live_tree()
    page.goto(IMPORT)
    page.get_by_label("Or paste it here").focus()
    page.keyboard.insert_text(as_yaml(other()))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Import", exact=True).focus()
    page.keyboard.press("Enter")

    expect(page.locator("#notices")).to_contain_text("The document is the draft now.")
    assert draft().document == other()


def test_a_text_that_is_wrong_names_its_line(author):
    page = author()
    live_tree()
    page.goto(IMPORT)
    page.get_by_label("Or paste it here").fill("format: casewalk.tree/1\nslug: payout\nslug: x\n")
    page.get_by_role("button", name="Look at it first").click()

    expect(page.get_by_role("alert")).to_contain_text("Line 3: The field “slug” is given twice.")


def test_what_somebody_else_did_meanwhile_is_shown_and_kept(author):
    page = author()
    live = live_tree()
    page.goto(IMPORT)
    page.get_by_label("Or paste it here").fill(as_json(other()))
    page.get_by_role("button", name="Look at it first").click()
    change(live.tree, User.objects.get(username="ann"), retitled(title="Kept?"))
    page.get_by_role("button", name="Import", exact=True).click()

    expect(page.get_by_role("alert").first).to_contain_text("nothing was imported")
    assert draft().document["nodes"][0]["title"]["en"] == "Kept?"


def test_a_tree_is_downloaded_from_the_menu_by_keyboard(author):
    page = author()
    live_tree()
    page.goto(f"/trees/{SLUG}/edit/")
    page.locator(".tree-more > summary").focus()
    page.keyboard.press("Enter")
    with page.expect_download() as download:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")

    assert download.value.suggested_filename == "payout-v1.yaml"
    assert load_yaml(download.value.path().read_bytes()) == small_document()
    page.locator(".tree-more a").first.focus()
    page.keyboard.press("Escape")
    expect(page.locator(".tree-more > .panel")).to_be_hidden()


def test_a_new_tree_is_made_of_a_file(author):
    page = author()
    page.goto("/trees/")
    page.get_by_role("link", name="Import a tree").click()
    page.get_by_label("File: YAML or JSON").set_input_files(
        as_file(as_yaml(chain(3, slug="fresh")))
    )
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("button", name="Import", exact=True).click()

    page.wait_for_url("**/trees/fresh/edit/")


def test_paper_has_a_page_for_the_drawing_and_some_for_the_steps(author):
    page = author()
    live_tree(chain(12, slug=SLUG))
    page.goto(PRINT)

    printed = page.pdf(format="A4", prefer_css_page_size=True)

    pages = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert 3 <= pages <= 6
    page.emulate_media(media="print")
    expect(page.locator(".print-choices")).to_be_hidden()
    expect(page.locator(".frame")).to_be_hidden()
    assert fits(page)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("look", ["light", "dark"])
def test_every_page_is_accessible_and_never_wider_than_the_window(author, width, look):
    page = author(viewport={"width": width, "height": 900}, color_scheme=look)
    live_tree()
    broken = document(step("arrived", yes="gone"), outcome("lost"), slug="other")
    page.goto(IMPORT)
    check_page(page)
    page.get_by_label("Or paste it here").fill(as_yaml(broken))
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_role("button", name="Import as “payout”")).to_be_visible()
    check_page(page)
    page.goto(PRINT)
    check_page(page)
    page.goto(f"/trees/{SLUG}/edit/")
    page.locator(".tree-more > summary").click()
    expect(page.locator(".tree-more > .panel")).to_be_in_viewport(ratio=0.99)


def check_page(page):
    found = examine(page).response["violations"]
    assert not found, [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found]
    assert fits(page)
