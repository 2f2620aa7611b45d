"""Help without a case by hand: chosen, answered, changed, and what to do, on a telephone."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import examine, fits, keep_picture
from tests.browser.test_portal import OLD_PHONE, PHONE, open_page, site
from tests.reference import load_guides, load_reference

__all__ = ["site"]
pytestmark = [pytest.mark.usefixtures("chromium"), pytest.mark.django_db(transaction=True)]
LOCALES = ["en-GB", "zh-CN"]


@pytest.fixture(autouse=True)
def guides(settings: Any) -> None:
    settings.API_RATES = {**settings.API_RATES, "help": 0}
    load_reference()
    load_guides()


def press(page: Page, place: int) -> None:
    page.locator(".choices button").nth(place).click()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("locale", LOCALES)
def test_they_choose_answer_and_read_what_to_do_here_and_elsewhere(
    chromium: Browser, site: str, locale: str, scripts: bool
):
    page = open_page(chromium, f"{site}/help/", java_script_enabled=scripts, locale=locale)
    chinese = locale == "zh-CN"
    assert page.locator("html").get_attribute("lang") == ("zh-Hans" if chinese else "en")
    keep_picture(page, f"help/start-{locale}")
    page.locator(".choices button").first.dblclick()
    expect(page.locator(".choices input[name=seen]")).to_have_value("0")
    keep_picture(page, f"help/question-{locale}")
    box = page.locator(".choices button").last.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < PHONE["height"]
    press(page, 0)
    expect(page.locator(".given li")).to_have_count(1)

    other = open_page(chromium, page.url, viewport=OLD_PHONE, java_script_enabled=scripts)
    press(other, 1)
    expect(other.locator("h1")).to_have_text(
        "您可以这样处理" if chinese else "This is what you can do"
    )
    keep_picture(other, f"help/advice-{locale}")
    assert fits(other)
    press(page, 0)
    expect(page.locator(".meanwhile")).to_be_visible()
    expect(page.locator(".given li")).to_have_count(2)
    keep_picture(page, f"help/late-{locale}")
    page.go_back()
    page.reload()
    expect(page.locator(".given li")).to_have_count(2)

    assert fits(page)
    assert page.context.cookies() == other.context.cookies() == []
    page.context.close()
    other.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", LOCALES)
def test_axe_finds_nothing_wrong_from_the_choice_to_the_advice(
    chromium: Browser, site: str, locale: str, scheme: str
):
    page = open_page(
        chromium, f"{site}/help/", java_script_enabled=True, color_scheme=scheme, locale=locale
    )
    for leave in (
        lambda: press(page, 0),
        lambda: press(page, 1),
        page.locator(".given a").first.click,
        lambda: press(page, 0),
        lambda: page.goto(f"{site}/help/nonsense/"),
        lambda: None,
    ):
        results = examine(page)
        assert results.violations_count == 0, results.generate_report()
        if page.locator(".call").count():
            keep_picture(page, f"help/end-{locale}-{scheme}")
        leave()
    page.context.close()


def test_the_pages_are_below_fifty_kilobytes(chromium: Browser, site: str):
    context = chromium.new_context(viewport=PHONE, locale="zh-CN")
    page = context.new_page()
    bodies: dict[str, int] = {}
    page.on("response", lambda response: bodies.update({response.url: len(response.body())}))

    page.goto(f"{site}/help/")
    page.wait_for_load_state("networkidle")

    fetched = {url: size for url, size in bodies.items() if not url.startswith("data:")}
    assert len(fetched) == 4
    assert sum(fetched.values()) < 50_000
    context.close()
