"""The queue in two browsers, with a hand on the keys, and without scripts."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from support.cases.models import Case
from support.cases.services import assign_case, change_status
from support.guidance.services import answer_step
from tests.browser.looking import examine, fits
from tests.desk.walking import make_walk
from tests.factories import make_agent, make_case
from troubleshooting.walks.services import Choice

pytestmark = pytest.mark.django_db(transaction=True)
FIVE_SECONDS = 5_000


def asks_every_ms() -> int:
    script = (settings.BASE_DIR / "static/js/desk/live.js").read_text(encoding="utf-8")
    found = re.search(r"^const EVERY_MS = (\d+);$", script, re.MULTILINE)
    assert found
    return int(found[1])


def due_in(minutes: int, **values: object) -> Case:
    return make_case(due_at=timezone.now() + timedelta(minutes=minutes), **values)


def row(page: Page, case: Case):
    return page.locator(f'tr[data-ref="{case.reference}"]')


def references(page: Page) -> list[str]:
    return page.locator("tr[data-ref]").evaluate_all("rows => rows.map(row => row.dataset.ref)")


def test_a_change_of_one_appears_to_the_other_and_nothing_jumps(desk):
    cases = [due_in(90 + number) for number in range(30)]
    bo = make_agent("bo", first_name="Bo", last_name="Ek")
    reader = desk()
    reader.goto("/?view=unassigned")
    row(reader, cases[24]).locator("[name=case]").check()
    row(reader, cases[25]).locator("[data-row]").focus()
    before, place = references(reader), row(reader, cases[25]).bounding_box()

    other = desk("cleo")
    other.goto(f"/cases/{cases[25].reference}/")
    other.locator("#content").focus()
    other.keyboard.press("a")
    new = due_in(5)
    assign_case(cases[3], bo, now=timezone.now(), actor=bo)

    expect(row(reader, cases[25]).locator(".face")).to_have_attribute("title", "cleo")
    expect(row(reader, cases[3]).locator(".face")).to_have_attribute("title", "Bo Ek")
    expect(row(reader, cases[3])).to_have_class("case-row has-left is-changed")
    news = reader.get_by_role("button", name="1 new. Show")
    expect(news).to_be_visible()
    assert references(reader) == before
    assert row(reader, cases[25]).bounding_box() == place
    at = reader.evaluate("document.activeElement.closest('tr')?.dataset.ref")
    assert at == cases[25].reference
    assert asks_every_ms() < FIVE_SECONDS  # how soon a change is seen; a slow machine adds its own
    expect(row(reader, cases[24]).locator("[name=case]")).to_be_checked()

    reader.bring_to_front()
    news.click()
    expect(row(reader, new).locator("[data-row]")).to_be_focused()
    expect(row(reader, cases[3])).to_have_count(0)
    expect(row(reader, cases[24]).locator("[name=case]")).to_be_checked()


def test_back_and_reload_keep_view_filter_and_choice(desk):
    first, second = due_in(30, priority="high"), due_in(40)
    page = desk()
    page.goto("/?view=unassigned&status=new")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-chosen]")).to_have_text("1 chosen")

    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{first.reference}/")
    page.go_back()
    for again in (False, True):
        if again:
            page.reload()
        expect(page.locator("h1")).to_have_text("Unassigned")
        expect(page.locator("[name=status]").first).to_have_value("new")
        expect(row(page, second).locator("[name=case]")).to_be_checked()
        expect(row(page, first).locator("[name=case]")).not_to_be_checked()
    page.keyboard.press("Escape")
    expect(page.locator("#bulk")).to_be_hidden()


def test_a_range_is_chosen_by_key_and_by_mouse(desk):
    cases = [due_in(10 * number) for number in range(1, 6)]
    page = desk()
    page.goto("/")
    page.keyboard.press("j")
    page.keyboard.press("Shift+J")
    page.keyboard.press("Shift+J")
    expect(page.locator("[data-chosen]")).to_have_text("3 chosen")

    page.keyboard.press("Escape")
    row(page, cases[1]).locator("[name=case]").click()
    row(page, cases[4]).locator("[name=case]").click(modifiers=["Shift"])
    expect(page.locator("[data-chosen]")).to_have_text("4 chosen")


@pytest.mark.parametrize("has_scripts", [True, False])
def test_waiting_outcomes_are_applied_to_those_that_were_chosen(desk, has_scripts):
    waiting = []
    for _number in range(2):
        case, walk = make_walk(1)
        choice = Choice(node="q1", option="yes", kind="answered", source="agent")
        answer_step(case, walk, choice, seen=0, actor=make_agent(), now=timezone.now())
        waiting.append(case)
    page = desk(java_script_enabled=has_scripts)
    page.goto("/?view=outcomes")

    for case in waiting:
        row(page, case).locator("[name=case]").check()
    change_status(waiting[1], "waiting_bank", now=timezone.now())
    page.get_by_role("button", name="Apply the waiting outcome").click()
    page.get_by_role("button", name="Apply all 2").click()

    expect(page.locator(".bulk-report")).to_contain_text("Apply the waiting outcome: 2 done.")
    expect(page.locator("h1")).to_have_text("Outcome waiting")
    assert set(Case.objects.values_list("cause__slug", flat=True)) == {"test_slow"}


@pytest.mark.parametrize("has_scripts", [True, False])
def test_what_is_looked_at_is_saved_as_a_view(desk, has_scripts):
    due_in(30, tags=["vip"])
    page = desk(java_script_enabled=has_scripts)
    page.goto("/?status=new&tag=vip")

    page.locator(".more > summary").click()
    page.get_by_label("Save as a view").fill("New and dear")
    page.get_by_label("Channel", exact=True).last.uncheck()
    page.get_by_label("Tags", exact=True).check()
    page.get_by_role("button", name="Save the view").click()

    expect(page.locator("h1")).to_have_text("New and dear")
    expect(page.locator(".views [aria-current]")).to_contain_text("New and dear 1")
    expect(page.locator("th.row-tags")).to_be_visible()
    expect(page.locator("th.row-channel")).to_be_hidden()
    page.locator(".more > summary").click()
    page.get_by_role("button", name="Delete the view").click()
    expect(page.locator("h1")).to_have_text("All open")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_on_the_queue_with_a_choice(desk, scheme, width):
    cases = [due_in(30), due_in(-2000), due_in(90)]
    page = desk(color_scheme=scheme, viewport={"width": width, "height": 844})
    page.goto("/")
    row(page, cases[0]).locator("[name=case]").check()

    assert fits(page)
    found = examine(page)
    assert found.violations_count == 0, found.generate_report()
    page.locator(".more > summary").click()
    assert examine(page).violations_count == 0
