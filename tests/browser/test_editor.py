"""The tree editor in a real browser: by mouse, by keyboard, in two windows, without scripts."""

import os
import re
from statistics import median

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect

from tests.editor.authors import SLUG, draft_of, entry_of, live_tree, make_author
from tests.editor.test_speed import large_document

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = f"/trees/{SLUG}/edit/"
SHOTS = settings.BASE_DIR / "var" / "screenshots" / "editor"


@pytest.fixture
def write(live_server, open_window):
    """Open the editor for an author; nothing may go wrong on the page unseen."""

    def sit_down(name="ann", **options):
        from django.test import Client

        client = Client()
        author = make_author(name, first_name=name.title(), last_name="Author")
        client.force_login(author, backend=settings.AUTHENTICATION_BACKENDS[-1])
        window = open_window(base_url=live_server.url, **options)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        window.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = window.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"A script failed: {error}"))
        return page

    return sit_down


def shown_saved(page):
    expect(page.locator("#save-state")).to_contain_text("Saved")
    expect(page.locator("#save-state")).to_have_attribute("data-state", "saved")


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


def test_a_new_cause_by_mouse_in_both_languages(write):
    live = live_tree()
    page = write()
    page.goto(ADDRESS)
    page.locator('[data-step="when"] a').first.click()
    expect(page.locator("#form-title")).to_contain_text("when")

    fields = page.locator(".new-option")
    fields.get_by_label("English").fill("It is a bank holiday")
    fields.get_by_label("中文").fill("当天是银行假日")
    page.get_by_role("button", name="Add answer").click()
    expect(page.locator("#option-2-to")).to_be_focused()
    card = page.locator(".option-card").nth(2)
    card.get_by_text("New step here").click()
    card.locator("[name='new.2.title.en']").fill("Bank holiday")
    card.locator("[name='new.2.title.zh-hans']").fill("银行假日")
    card.locator("[name='new.2.kind']").select_option("outcome")
    card.get_by_role("button", name="Make it").click()

    expect(page.locator("#form-title")).to_contain_text("Bank holiday")
    page.locator("[name=status]").select_option("waiting_bank")
    shown_saved(page)
    expect(page.locator("#row-bank_holiday")).to_contain_text("Bank holiday")
    expect(page.locator('[data-step="bank_holiday"]')).to_be_visible()
    expect(page.locator("#tray")).to_contain_text("No errors")
    draft = draft_of(live)
    assert entry_of(draft, "when")["options"][2]["to"] == "bank_holiday"
    assert entry_of(draft, "bank_holiday")["title"]["zh-hans"] == "银行假日"
    assert entry_of(draft, "bank_holiday")["status"] == "waiting_bank"


def to_field(page, name, most=60):
    """Press Tab until a field of this name has the focus."""
    for _ in range(most):
        if page.evaluate("document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never comes to {name}.")


def test_a_new_cause_by_keyboard_alone(write):
    live = live_tree()
    page = write()
    page.goto(ADDRESS)
    page.locator("#row-").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    while page.evaluate("document.activeElement.id") != "row-when":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#form-title")).to_be_focused()

    to_field(page, "new.option.label.en")
    page.keyboard.type("It is a bank holiday")
    page.keyboard.press("Tab")
    page.keyboard.type("当天是银行假日")
    to_field(page, "do")
    page.keyboard.press("Enter")
    expect(page.locator("#option-2-to")).to_be_focused()
    while page.evaluate("document.activeElement.tagName") != "SUMMARY":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    to_field(page, "new.2.title.en")
    page.keyboard.type("Bank holiday")
    to_field(page, "new.2.title.zh-hans")
    page.keyboard.type("银行假日")
    to_field(page, "new.2.kind")
    page.keyboard.type("Out")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#form-title")).to_contain_text("Bank holiday")
    expect(page.locator("#form-title")).to_be_focused()
    expect(page.locator("#tray")).to_contain_text("No errors")
    assert entry_of(draft_of(live), "bank_holiday")["kind"] == "outcome"
    page.keyboard.press("Escape")
    expect(page.locator("#row-bank_holiday")).to_be_focused()


def test_the_outline_is_worked_by_keys(write):
    live = live_tree()
    page = write()
    page.goto(f"{ADDRESS}?node=when")
    page.locator("#row-when").focus()

    page.keyboard.press("d")
    expect(page).to_have_url(re.compile(r"node=when_2$"))
    page.keyboard.press("Control+z")
    expect(page.locator("#row-when_2")).to_have_count(0)

    page.locator("#row-when").focus()
    page.keyboard.press("a")
    expect(page.locator("#add-step input[name='new.title.en']")).to_be_focused()
    page.keyboard.type("Ask the bank")
    page.keyboard.press("Enter")
    expect(page.locator("#form-title")).to_contain_text("Ask the bank")

    page.locator("#row-ask_the_bank").focus()
    page.keyboard.press("Delete")
    expect(page.get_by_text("Delete “Ask the bank”?")).to_be_visible()
    page.get_by_role("button", name="Delete the step").press("Enter")
    expect(page.locator("#row-ask_the_bank")).to_have_count(0)
    assert len(draft_of(live).document["nodes"]) == 4

    page.locator("#row-late").focus()
    page.keyboard.press("/")
    page.keyboard.type("wai")
    expect(page.locator("#row-late")).to_have_count(0)
    expect(page.locator("#outline-words")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#row-wait")).to_be_focused()


def test_branches_are_folded_by_keys_in_outline_and_graph(write):
    live_tree(large_document(40))
    page = write()
    page.goto(ADDRESS)
    expect(page.locator('[data-step="q9"]')).to_be_attached()
    page.locator("#row-q1").focus()

    page.keyboard.press("ArrowLeft")

    expect(page.locator("#fold-q1")).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#row-q9")).to_have_count(0)
    expect(page.locator('[data-step="q9"]')).to_have_count(0)
    page.locator("#row-q1").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#row-q9")).to_be_visible()


def test_the_graph_is_moved_and_enlarged_and_keeps_its_place(write):
    live_tree(large_document(60))
    page = write()
    page.goto(f"{ADDRESS}?node=q3")
    svg = page.locator("#graph [data-graph] > svg")

    def box():
        return [float(value) for value in svg.get_attribute("viewBox").split()]

    before = box()
    page.get_by_role("button", name="Larger").click()
    assert box()[2] < before[2]
    page.locator("[data-graph]").focus()
    page.keyboard.press("ArrowRight")
    moved = box()
    page.keyboard.press("0")
    assert box()[2] > moved[2]
    page.get_by_role("button", name="Show the chosen step").click()
    frame = page.locator("#graph [data-graph]").bounding_box()
    step = page.locator('[data-step="q3"]').bounding_box()
    assert frame["x"] <= step["x"]
    assert step["x"] + step["width"] <= frame["x"] + frame["width"]

    kept = box()
    page.locator("#title-en").fill("Renamed")
    expect(page.locator('[data-step="q3"]')).to_contain_text("Renamed")
    assert box() == pytest.approx(kept, abs=2)
    expect(page.locator("[data-minimap] .minimap-frame")).to_be_attached()


def test_a_target_is_chosen_by_its_words_and_half_a_word_is_not_stored(write):
    live = live_tree()
    page = write()
    page.goto(f"{ADDRESS}?node=arrived")
    field = page.locator("#option-1-to")

    field.fill("")
    field.press_sequentially("wai", delay=120)
    page.wait_for_timeout(700)
    assert draft_of(live) is None
    page.keyboard.press("Tab")

    shown_saved(page)
    assert entry_of(draft_of(live), "arrived")["options"][1]["to"] == "wait"


def test_everything_works_without_scripts(write):
    live = live_tree()
    page = write(java_script_enabled=False)
    page.goto("/trees/")
    page.get_by_role("link", name="Payout").first.click()
    page.locator("#row-when").click()
    page.locator("#title-en").fill("When was it sent?")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#row-when")).to_contain_text("When was it sent?")

    page.locator(".new-option").get_by_label("English").fill("Never")
    page.get_by_role("button", name="Add answer").click()
    card = page.locator(".option-card").nth(2)
    card.get_by_text("New step here").click()
    card.locator("[name='new.2.title.en']").fill("Not sent")
    card.get_by_role("button", name="Make it").click()
    expect(page.locator("#form-title")).to_contain_text("Not sent")
    page.get_by_role("link", name="Delete…").click()
    page.get_by_role("button", name="Delete the step").click()
    page.locator("#undo").click()
    expect(page.locator("#row-not_sent")).to_be_visible()
    page.locator("#outline-words").fill("not sent")
    page.locator("#outline-words").press("Enter")
    expect(page.locator("#outline mark")).to_contain_text("Not sent")
    page.goto(ADDRESS)
    page.locator("#fold-when").click()
    expect(page.locator("#row-wait")).to_have_count(0)
    expect(page.locator("[data-graph] svg").first).to_be_visible()
    assert entry_of(draft_of(live), "not_sent")["title"]["en"] == "Not sent"


def test_a_phone_shows_one_pane_at_a_time_and_scrolls_one_way_only(write):
    live_tree()
    page = write(viewport={"width": 390, "height": 844})
    page.goto(ADDRESS)

    expect(page.locator("#outline")).to_be_visible()
    expect(page.locator("#form")).to_be_hidden()
    page.locator("#row-when").click()
    expect(page.locator("#form")).to_be_visible()
    expect(page.locator("#outline")).to_be_hidden()
    page.get_by_role("link", name="Graph").click()
    expect(page.locator("[data-graph] svg").first).to_be_visible()
    for path in (ADDRESS, f"{ADDRESS}?node=arrived", "/trees/", "/trees/new/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_a_large_tree_is_opened_written_in_and_drawn_quickly(write):
    live_tree(large_document(2_000))
    page = write()
    seconds = []
    page.on(
        "requestfinished",
        lambda request: (
            seconds.append((request.timing["responseStart"]) / 1000)
            if "/nodes/" in request.url
            else None
        ),
    )
    page.goto(f"{ADDRESS}?node=q700")
    expect(page.locator('[data-step="q700"]')).to_be_attached()

    for word in ("one", "two", "three"):
        page.locator("#title-en").fill(word)
        expect(page.locator("#row-q700")).to_contain_text(word)

    assert median(seconds) < 0.5


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
        page.wait_for_load_state("networkidle")
        if page.locator("#tray-list").count():
            page.locator("#tray-list > summary").click()
        found = Axe().run(page)
        assert found.violations_count == 0, (name, found.generate_report())
        if os.environ.get("SCREENSHOTS"):
            page.screenshot(path=SHOTS / f"{name}-{scheme}-{width}-{language}.png")


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
