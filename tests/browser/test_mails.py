"""Every mail as a phone and a desk show it, in light and dark, without any other machine."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from support.customers.models import Language
from support.notifications.words.events import EVENTS
from tests.browser.looking import examine, fits, keep_picture

WIDTHS = [320, 600]
SCHEMES = ["light", "dark"]
EVERY = [(event, language) for event in EVENTS for language in Language.values]
SMALLEST_TARGET = 44  # pixels that a thumb hits
# A mail is shown within somebody else's page, whose landmarks they are.
NOT_OF_A_MAIL = {"region": {"enabled": False}, "landmark-one-main": {"enabled": False}}


@pytest.fixture(scope="module")
def reader(chromium: Browser) -> Iterator[Page]:
    """Return a page for all mails, one after the other: none keeps anything, nor may it ask."""
    window = chromium.new_context()
    page = window.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    window.close()
    assert not asked, f"A mail asks for {asked}"


@pytest.fixture
def open_mail(reader: Page) -> Callable[..., Page]:
    from support.notifications.words.sample_messages import mail_specimen  # needs the settings

    def open_one(event: str, language: str, width: int, scheme: str) -> Page:
        html = mail_specimen(event, language).rendered.html
        reader.set_viewport_size({"width": width, "height": 800})
        reader.emulate_media(color_scheme=scheme)
        reader.set_content(html)
        return reader

    return open_one


@pytest.mark.parametrize(("event", "language"), EVERY)
def test_a_mail_fits_every_width_in_light_and_dark(open_mail, event, language):
    for scheme in SCHEMES:
        for width in WIDTHS:
            page = open_mail(event, language, width, scheme)

            assert fits(page)
            for button in page.locator(".button").all():
                assert button.bounding_box()["height"] >= SMALLEST_TARGET
            assert page.locator(".preheader").is_hidden()
            keep_picture(page, f"mails/{event}.{language}.{scheme}.{width}")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("event", "language"), EVERY)
def test_axe_finds_nothing_wrong_with_a_mail(open_mail, event, language, scheme):
    page = open_mail(event, language, 600, scheme)

    results = examine(page, rules=NOT_OF_A_MAIL)

    assert results.violations_count == 0, results.generate_report()


def test_dark_colours_are_used_where_they_are_asked_for(open_mail):
    def background(scheme: str) -> str:
        page = open_mail("solution", "en", 600, scheme)
        return page.evaluate("getComputedStyle(document.querySelector('.message')).backgroundColor")

    assert background("light") == "rgb(255, 255, 255)"
    assert background("dark") == "rgb(21, 28, 43)"
