"""Writing in the tree editor in a real browser: alone, in two windows, in every look."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.browser.editing import ADDRESS, shown_saved, writing  # noqa: F401
from tests.browser.looking import examine, keep_picture, settle
from tests.editor.authors import draft_of, entry_of, live_tree

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_typed_saves_by_itself_and_says_so(write):
    live = live_tree()
    page = write()
    page.goto(f"{ADDRESS}?node=arrived")

    page.locator("#title-en").press("End")
    page.locator("#title-en").press_sequentially(" by now", delay=20)
    shown_saved(page)

    expect(page.locator("#row-arrived")).to_contain_text("arrived by now")
    expect(page.locator('[data-step="arrived"]')).to_contain_text("arrived by now")
    expect(page.locator("#tree-header")).to_contain_text("Unpublished changes")
    expect(page.locator("#preview")).to_contain_text("arrived by now")
    expect(page.locator("#title-en")).to_be_focused()
    assert entry_of(draft_of(live), "arrived")["title"]["en"] == "arrived by now"
    with page.expect_response("**/nodes/arrived/"):
        page.locator("#title-zh-hans").fill("到账了吗？")
    shown_saved(page)
    page.reload()
    expect(page.locator("#title-zh-hans")).to_have_value("到账了吗？")


def test_opening_another_step_at_once_loses_no_letter(write):
    live = live_tree()
    page = write()
    page.goto(f"{ADDRESS}?node=arrived")

    page.locator("#title-en").fill("Typed and gone")
    page.locator("#row-when").click()
    expect(page.locator("#form-title")).to_contain_text("when")

    assert entry_of(draft_of(live), "arrived")["title"]["en"] == "Typed and gone"
    expect(page).to_have_url(re.compile(r"node=when$"))
    page.go_back()
    expect(page.locator("#title-en")).to_have_value("Typed and gone")


def test_leaving_the_page_at_once_stores_first_what_was_typed(write):
    live = live_tree()
    page = write()
    page.goto(f"{ADDRESS}?node=wait")
    page.locator("#title-en").fill("Wait for the bank")
    expect(page.locator("#save-state")).to_have_attribute("data-state", "saving")
    page.locator("[name=status]").select_option("open")

    page.get_by_role("link", name="History", exact=True).click()

    expect(page.locator("h1")).to_contain_text("History")
    entry = entry_of(draft_of(live), "wait")
    assert (entry["title"]["en"], entry["status"]) == ("Wait for the bank", "open")


def test_what_is_stored_is_not_sent_again_when_its_field_is_left(write):
    live_tree()
    page, sent = write(), []
    page.goto(f"{ADDRESS}?node=arrived")
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else 0)
    page.locator("#title-en").fill("First")
    shown_saved(page)

    page.locator("#title-en").press("Tab")
    page.wait_for_timeout(700)  # a change is sent after 500 ms

    assert len([url for url in sent if "/edit/nodes/" in url]) == 1
    page.locator("#title-en").fill("Second")
    shown_saved(page)
    assert len([url for url in sent if "/edit/nodes/" in url]) == 2


def test_undoing_at_once_stores_first_what_was_typed(write):
    live = live_tree()
    page = write()
    page.goto(f"{ADDRESS}?node=arrived")
    page.locator("#title-en").fill("First")
    shown_saved(page)
    expect(page.locator("#undo")).to_be_enabled()

    page.locator("#undo").click()

    expect(page.locator("#title-en")).to_have_value("arrived")
    expect(page.locator("#redo")).to_be_enabled()
    page.reload()
    page.locator("#redo").click()
    expect(page.locator("#title-en")).to_have_value("First")
    assert entry_of(draft_of(live), "arrived")["title"]["en"] == "First"


def test_a_lost_server_is_told_and_the_words_stay_and_are_saved_later(write):
    live = live_tree()
    page = write()
    page.goto(f"{ADDRESS}?node=arrived")
    page.route("**/nodes/arrived/", lambda route: route.abort())

    page.locator("#title-en").fill("Do not lose me")
    expect(page.get_by_text("Could not save.")).to_be_visible()
    page.unroute("**/nodes/arrived/")
    page.get_by_role("button", name="Try again").click()

    shown_saved(page)
    assert entry_of(draft_of(live), "arrived")["title"]["en"] == "Do not lose me"


def test_two_authors_at_one_text_see_both_and_choose(write):
    live = live_tree()
    first, second = write("ann"), write("bo")
    first.goto(f"{ADDRESS}?node=arrived")
    second.goto(f"{ADDRESS}?node=arrived")
    first.locator("#title-en").fill("From Ann")
    shown_saved(first)

    second.locator("#title-en").fill("From Bo")

    expect(second.locator("#clashes")).to_contain_text("changed by Ann Author at")
    expect(second.locator("#clashes")).to_contain_text("From Ann")
    expect(second.locator("#title-en")).to_have_value("From Bo")
    assert entry_of(draft_of(live), "arrived")["title"]["en"] == "From Ann"
    second.locator("#title-en").press_sequentially("!")  # and it does not save by itself now
    second.wait_for_timeout(800)
    assert entry_of(draft_of(live), "arrived")["title"]["en"] == "From Ann"

    second.get_by_role("button", name="Save", exact=True).click()

    expect(second.locator("#clashes")).to_have_count(0)
    expect(second.locator("#title-en")).to_have_value("From Bo!")
    assert entry_of(draft_of(live), "arrived")["title"]["en"] == "From Bo!"


def test_two_authors_at_two_fields_keep_both(write):
    live = live_tree()
    first, second = write("ann"), write("bo")
    first.goto(f"{ADDRESS}?node=arrived")
    second.goto(f"{ADDRESS}?node=arrived")
    first.locator("#body-en").fill("Explained by Ann")
    shown_saved(first)

    second.locator("#title-en").fill("Named by Bo")

    expect(second.locator("#body-en")).to_have_value("Explained by Ann")
    entry = entry_of(draft_of(live), "arrived")
    assert (entry["title"]["en"], entry["body"]["en"]) == ("Named by Bo", "Explained by Ann")


def test_letters_typed_while_the_answer_is_under_way_are_not_lost(write):
    live = live_tree()
    first, second = write("ann"), write("bo")
    first.goto(f"{ADDRESS}?node=arrived")
    second.goto(f"{ADDRESS}?node=arrived")
    first.locator("#body-en").fill("Explained by Ann")
    shown_saved(first)
    second.evaluate(
        """document.addEventListener("htmx:beforeOnLoad", () => {
            const field = document.getElementById("title-en");
            field.value = "Named by Bo, to the end";
            field.dispatchEvent(new Event("input", { bubbles: true }));
        }, { once: true })"""
    )

    second.locator("#title-en").fill("Named by")

    expect(second.locator("#body-en")).to_have_value("Explained by Ann")
    expect(second.locator("#title-en")).to_have_value("Named by Bo, to the end")
    expect(second.locator("#title-en")).to_be_focused()
    expect(second.locator("#row-arrived")).to_contain_text("Named by Bo, to the end")
    entry = entry_of(draft_of(live), "arrived")
    assert entry["title"]["en"] == "Named by Bo, to the end"
    assert entry["body"]["en"] == "Explained by Ann"


def test_authors_see_each_other(write):
    live_tree()
    first = write("ann")
    first.goto(f"{ADDRESS}?node=arrived")
    expect(first.locator("#presence")).to_have_attribute("data-told", "1")
    second = write("bo")

    second.goto(ADDRESS)

    expect(second.locator("#presence")).to_contain_text("Ann Author, at “arrived”")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_on_any_screen(write, live_server, scheme, width, language):
    live = live_tree()
    live.tree.versions.create(number=2, state="draft", document=broken(live), digest="broken")
    page = write(color_scheme=scheme, viewport={"width": width, "height": 900})
    chosen = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}
    page.context.add_cookies([chosen])
    screens = {
        "list": "/trees/",
        "new": "/trees/new/",
        "tree": ADDRESS,
        "question": f"{ADDRESS}?node=arrived",
        "outcome": f"{ADDRESS}?node=wait",
        "found": f"{ADDRESS}?q=for",
        "delete": f"{ADDRESS}?node=late&ask=delete",
        "gone": f"{ADDRESS}?node=nothing",
    }
    for name, path in screens.items():
        page.goto(path)
        settle(page)
        if page.locator("#tray-list").count():
            page.locator("#tray-list > summary").click()
        found = examine(page)
        assert found.violations_count == 0, (name, found.generate_report())
        keep_picture(page, f"editor/{name}-{scheme}-{width}-{language}")


def broken(live):
    """The document with an error, a warning and a translation that is too old."""
    nodes = [dict(node) for node in live.document["nodes"]]
    nodes[1]["title"] = {"en": "When was it sent?", "zh-hans": "when(中)"}
    nodes[2]["status"] = "unheard_of"
    nodes[3]["hint"] = "nothing"
    return {**live.document, "nodes": nodes}


def test_the_content_security_policy_is_never_broken(write):
    live_tree()
    page = write()
    complaints = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)

    page.goto("/trees/")
    page.goto(f"{ADDRESS}?node=arrived")
    page.locator("#title-en").fill("New")
    shown_saved(page)
    page.locator("#row-when").click()
    expect(page.locator("#form-title")).to_contain_text("when")
    page.get_by_role("button", name="Larger").click()

    assert complaints == []
