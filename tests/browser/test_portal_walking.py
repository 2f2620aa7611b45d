"""A customer goes through the guide of their case by hand, with a script and without."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import examine, fits, keep_picture
from tests.browser.test_portal import OLD_PHONE, PHONE, full_case, open_page, site
from tests.portal.test_walking_trees import stand_at
from tests.portal.walking import walk_of
from tests.portal.world import address_of
from tests.reference import load_reference
from tests.trees.walking import way_to

__all__ = ["site"]
pytestmark = [pytest.mark.usefixtures("chromium"), pytest.mark.django_db(transaction=True)]
WORDS = {
    "en-GB": ("Answer the question", "Change", "Leave it as it is", "I do not know"),
    "zh-CN": ("回答问题", "更改", "保持原来的回答", "我不清楚"),
}


def case_asked(locale: str) -> Any:
    """A case whose guide has come to the questions for its customer."""
    version = load_reference()
    case = full_case(locale, "open")
    stand_at(case, version, way_to(version.graph, "payment_confirmed"))
    return case


def press(page: Page, place: int) -> None:
    page.locator(".choices button").nth(place).click()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_they_are_asked_answer_change_and_go_on_elsewhere(
    chromium: Browser, site: str, locale: str, scripts: bool
):
    case = case_asked(locale)
    answer, change, leave, unknown = WORDS[locale]
    shots = f"{locale}-{'with' if scripts else 'without'}"
    page = open_page(chromium, site + address_of(case), java_script_enabled=scripts)
    keep_picture(page, f"walking/status-{shots}")
    page.get_by_role("link", name=answer).click()

    first = page.locator("#question").inner_text()
    keep_picture(page, f"walking/question-{shots}")
    assert page.locator(".choices button").last.inner_text() == unknown
    box = page.locator(".choices button").last.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < PHONE["height"]
    assert box["height"] >= 56
    press(page, 0)
    expect(page.locator("#question")).not_to_have_text(first)
    page.locator(".choices button").first.dblclick()
    expect(page.locator(".given li")).to_have_count(2)
    page.reload()
    page.go_back()
    page.go_forward()
    other = open_page(chromium, page.url, viewport=OLD_PHONE)
    expect(other.locator(".given li")).to_have_count(2)
    other.get_by_role("link", name=change).first.click()
    keep_picture(other, f"walking/change-{shots}")
    other.get_by_role("link", name=leave).click()
    other.get_by_role("link", name=change).first.click()
    press(other, 1)
    expect(other.locator("#question")).to_have_count(0)
    keep_picture(other, f"walking/end-{shots}")

    assert fits(page)
    assert fits(other)
    rows = walk_of(case).rows
    assert [row.source for row in rows][-3:] == ["customer"] * 3
    assert walk_of(case).position().present.key == "out_outcome_unknown"
    assert page.context.cookies() == other.context.cookies() == []
    page.context.close()
    other.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_axe_finds_nothing_wrong_with_a_question_a_change_and_the_end(
    chromium: Browser, site: str, locale: str, scheme: str
):
    case = case_asked(locale)
    address = site + address_of(case)
    page = open_page(chromium, address, java_script_enabled=True, color_scheme=scheme)
    for leave in (
        lambda: page.goto(f"{address}walk/"),
        lambda: press(page, 0),
        page.get_by_role("link", name=WORDS[locale][1]).first.click,
        lambda: press(page, 1),
        lambda: page.goto(f"{address}walk/?late=1"),
    ):
        results = examine(page)
        assert results.violations_count == 0, results.generate_report()
        leave()
    keep_picture(page, f"walking/late-{locale}-{scheme}")
    page.context.close()


def test_the_page_is_below_fifty_kilobytes(chromium: Browser, site: str):
    context = chromium.new_context(viewport=PHONE)
    page, bodies = context.new_page(), {}
    page.on("response", lambda response: bodies.update({response.url: len(response.body())}))

    page.goto(f"{site}{address_of(case_asked('zh-CN'))}walk/")
    page.wait_for_load_state("networkidle")

    fetched = {url: size for url, size in bodies.items() if not url.startswith("data:")}
    assert len(fetched) == 4
    assert sum(fetched.values()) < 50_000
    context.close()
