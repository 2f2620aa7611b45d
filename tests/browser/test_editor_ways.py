"""The tree editor by mouse, by keyboard alone, without scripts, on a phone, with a large tree."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.editing import ADDRESS, shown_saved, writing  # noqa: F401
from tests.browser.looking import fits
from tests.editor.authors import draft_of, entry_of, live_tree
from tests.editor.test_speed import large_document

pytestmark = pytest.mark.django_db(transaction=True)


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
    card = page.locator(".option-row").nth(2)
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
    expect(page.locator("#tray")).to_contain_text("Warnings do not block publishing.")
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
    expect(page.locator("#tray")).to_contain_text("Warnings do not block publishing.")
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
    page.get_by_role("button", name="Delete this step alone").press("Enter")
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


def test_a_button_that_only_has_the_focus_does_nothing_when_the_step_is_saved(write):
    live = live_tree()
    page = write()
    page.goto(f"{ADDRESS}?node=when")
    page.locator("#option-1-to").fill("wait")

    for name in ("Move the answer up", "Take the answer out"):
        row = page.locator(".option-row").nth(1)
        row.locator(".option-more").evaluate("element => { element.open = true }")
        button = row.get_by_role("button", name=name)
        page.locator("#title-en").fill(f"On the way to: {name}")
        button.focus()
        shown_saved(page)
        expect(page.locator("#row-when")).to_contain_text(name)

    options = entry_of(draft_of(live), "when")["options"]
    assert [(option["key"], option["to"]) for option in options] == [
        ("today", "wait"),
        ("earlier", "wait"),
    ]
    button.press("Enter")
    expect(page.locator("[data-option]")).to_have_count(1)


def test_an_answer_is_dragged_to_its_place_and_moved_by_keys(write):
    live = live_tree()
    page = write()
    page.goto(f"{ADDRESS}?node=when")
    shown = page.locator("[data-option] input[lang=en]")

    handle, first = page.locator("#option-move-earlier"), page.locator("[data-option]").first
    handle.scroll_into_view_if_needed()
    box, above = handle.bounding_box(), first.bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(above["x"] + 5, above["y"] + 2, steps=4)
    page.mouse.up()

    expect(shown.first).to_have_value("earlier")
    expect(handle).to_be_focused()
    assert [o["key"] for o in entry_of(draft_of(live), "when")["options"]] == ["earlier", "today"]
    handle.press("ArrowDown")
    expect(shown.first).to_have_value("today")
    expect(handle).to_be_focused()
    assert [o["key"] for o in entry_of(draft_of(live), "when")["options"]] == ["today", "earlier"]


STOPS = """() => [...document.querySelectorAll("a, button, input, summary, [tabindex]")]
    .filter((element) => element.tabIndex >= 0 && element.checkVisibility() && !element.disabled)
    .filter((element) => element.closest("#outline, #graph")).map((element) => element.id)"""


def test_tab_passes_outline_and_graph_in_a_few_steps_however_large_the_tree(write):
    live_tree(large_document(400))
    page = write()

    page.goto(f"{ADDRESS}?node=q7")
    expect(page.locator('[data-step="q7"]')).to_be_attached()
    stops = page.evaluate(STOPS)
    assert len(stops) < 20
    assert [stop for stop in stops if stop.startswith("row-q")] == ["row-q7"]

    page.locator("#row-q7").focus()
    page.keyboard.press("ArrowDown")
    reached = page.evaluate("document.activeElement.id")
    assert reached != "row-q7"
    assert [stop for stop in page.evaluate(STOPS) if stop.startswith("row-q")] == [reached]


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
    card = page.locator(".option-row").nth(2)
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
        assert fits(page), path


def test_a_large_tree_is_opened_written_in_and_drawn(write):
    live = live_tree(large_document(2_000))
    page = write()
    page.goto(f"{ADDRESS}?node=q700")
    expect(page.locator('[data-step="q700"]')).to_be_attached()

    for word in ("one", "two", "three"):
        page.locator("#title-en").fill(word)
        expect(page.locator("#row-q700")).to_contain_text(word)

    assert entry_of(draft_of(live), "q700")["title"]["en"] == "three"


def test_the_edges_of_the_panes_are_moved_by_mouse_and_by_keyboard_and_remembered(write):
    live_tree()
    page = write()
    page.set_viewport_size({"width": 1440, "height": 800})
    page.goto(ADDRESS)

    def width(name):
        return page.locator(f"#{name}").bounding_box()["width"]

    edge = page.get_by_role("separator", name="Width of the outline")
    before = width("outline")
    edge.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert width("outline") == pytest.approx(before - 32, abs=2)
    assert edge.get_attribute("aria-valuenow") == str(round(width("outline")))

    step = page.get_by_role("separator", name="Width of the step").bounding_box()
    x, y, form = step["x"] + step["width"] / 2, step["y"] + 100, width("form")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y, steps=4)
    page.mouse.up()
    assert width("form") == pytest.approx(form - 60, abs=3)

    page.reload()
    assert width("outline") == pytest.approx(before - 32, abs=2)
    assert width("form") == pytest.approx(form - 60, abs=3)

    edge.focus()
    page.keyboard.press("End")
    assert width("graph") >= 250
    page.keyboard.press("Enter")
    assert width("outline") == pytest.approx(before, abs=2)
