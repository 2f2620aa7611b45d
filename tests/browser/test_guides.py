"""Choosing the guide of a case in a browser: by mouse, by keyboard, without scripts."""

import pytest
from playwright.sync_api import expect

from support.guidance.beginning import present_walk
from tests.browser.looking import examine, fits, keep_picture
from tests.factories import make_case
from tests.guidance.test_choosing import publish_all

pytestmark = pytest.mark.django_db(transaction=True)


def address(case):
    return f"/cases/{case.reference}/"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_guide_is_chosen_and_changed_by_keyboard_with_and_without_scripts(desk, scripts):
    publish_all()
    case, page = make_case(), desk(java_script_enabled=scripts)
    page.goto(address(case))

    page.locator("#guide-tree").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#guide")).to_contain_text("Deposit not credited · version 1")

    page.get_by_role("link", name="Use another guide").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#guide")).to_contain_text("The guide under way is given up")
    page.locator("#guide-tree").focus()
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#guide")).to_contain_text("Refund not received · version 1")
    assert present_walk(case).version.tree.slug == "refund"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_where_a_guide_is_chosen(desk, language, scheme, width):
    publish_all()
    look = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    case, page = make_case(), desk(locale=language, **look)

    page.goto(address(case))
    assert examine(page).violations_count == 0
    page.locator("#guide .guide-start button").click()
    expect(page.locator("#guide [href*='?guides']")).to_be_visible()
    page.goto(f"{address(case)}?guides=1")
    page.locator("#other-guide").scroll_into_view_if_needed()

    found = examine(page)
    assert found.violations_count == 0, found.generate_report()
    assert fits(page)
    keep_picture(page, f"guides-{language}-{scheme}-{width}")
