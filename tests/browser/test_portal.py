"""The status page in a real browser, without JavaScript, on phones, desks and paper."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from support.cases.links import revoke_link
from support.cases.models import Status
from tests.browser.looking import examine, fits
from tests.factories import NOW
from tests.portal.world import address_of, case_of, make_cause, make_message, move

pytestmark = [pytest.mark.usefixtures("chromium"), pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
OLD_PHONE = {"width": 320, "height": 480}
DESK = {"width": 1280, "height": 800}


@pytest.fixture
def site(chromium: Browser, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """The address of a server whose clock stands an hour after the cases were opened."""
    # A connection kept by the server's thread would hold up the end of the test database.
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(hours=1))
    return str(request.getfixturevalue("live_server").url)


def open_page(browser: Browser, address: str, **wishes: Any) -> Page:
    """Open an address in a fresh browser, by default on a phone without JavaScript."""
    context = browser.new_context(
        **{"viewport": PHONE, "java_script_enabled": False, "reduced_motion": "reduce"} | wishes
    )
    page = context.new_page()
    page.goto(address)
    return page


def full_case(locale: str, status: str, began_at: datetime = NOW) -> Any:
    case = case_of(
        locale=locale,
        status=status,
        cause=make_cause(),
        promised_at=NOW + timedelta(days=5),
    )
    move(case, status, began_at + timedelta(minutes=3))
    make_message(case, 1, state="delivered", text="A long word: " + "w" * 90)
    make_message(case, 2, channel="sms")
    make_message(case, 3, state="failed", reason="refused", sent_at=None)
    make_message(case, 4, state="queued", sent_at=None)
    return case


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
@pytest.mark.parametrize("status", [Status.NEW, Status.WAITING_CUSTOMER, Status.WAITING_BANK])
def test_axe_finds_nothing_wrong_with_the_page(chromium, site, status, locale, scheme):
    address = site + address_of(full_case(locale, status))
    page = open_page(chromium, address, java_script_enabled=True, color_scheme=scheme)
    for summary in page.locator("summary").all():
        summary.click()

    results = examine(page)

    assert results.violations_count == 0, results.generate_report()
    page.context.close()


@pytest.mark.parametrize("kind", ["unknown", "ended"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_the_refusals(chromium, site, scheme, kind):
    case = case_of()
    address = site + ("/s/nonsense/" if kind == "unknown" else address_of(case))
    if kind == "ended":
        revoke_link(case, NOW)
    page = open_page(chromium, address, java_script_enabled=True, color_scheme=scheme)

    results = examine(page)

    assert results.violations_count == 0, results.generate_report()
    page.context.close()


@pytest.mark.parametrize("size", [OLD_PHONE, PHONE, DESK])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_nothing_sticks_out_at_any_width(chromium, site, locale, size):
    address = site + address_of(full_case(locale, Status.WAITING_BANK))
    page = open_page(chromium, address, java_script_enabled=True, viewport=size)
    page.locator("summary").last.click()

    assert fits(page)
    page.context.close()


def test_a_message_unfolds_and_the_language_changes_without_javascript(chromium, site):
    page = open_page(chromium, site + address_of(full_case("en-GB", Status.WAITING_BANK)))
    text = page.get_by_text("Text of message 2.")

    assert not text.is_visible()
    page.locator("summary").first.click()
    assert text.is_visible()
    page.get_by_role("link", name="中文").click()

    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    expect(page.get_by_text("测试银行处理")).to_be_visible()
    assert page.context.cookies() == []
    page.context.close()


def test_on_a_phone_the_answer_and_what_to_do_stand_on_the_first_screen(chromium, site):
    page = open_page(chromium, site + address_of(full_case("en-GB", Status.WAITING_CUSTOMER)))

    box = page.locator(".task").bounding_box()

    assert box is not None
    assert box["y"] + box["height"] < PHONE["height"]
    page.context.close()


def test_links_are_large_enough_for_a_thumb(chromium, site):
    page = open_page(chromium, site + address_of(full_case("en-GB", Status.NEW)))

    for target in page.locator("a, summary").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 36
        assert box["width"] >= 36
    page.context.close()


def test_the_whole_page_is_four_requests_to_our_own_server_below_fifty_kilobytes(chromium, site):
    context = chromium.new_context(viewport=PHONE)
    page = context.new_page()
    bodies: dict[str, int] = {}
    page.on("response", lambda response: bodies.update({response.url: len(response.body())}))

    page.goto(site + address_of(full_case("zh-CN", Status.WAITING_BANK)))
    page.wait_for_load_state("networkidle")

    fetched = {url: size for url, size in bodies.items() if not url.startswith("data:")}
    assert len(fetched) == 4
    assert all(url.startswith(site) for url in fetched)
    assert sum(fetched.values()) < 50_000
    context.close()


def test_on_paper_the_page_is_black_on_white_even_when_the_screen_is_dark(chromium, site):
    address = site + address_of(full_case("en-GB", Status.WAITING_BANK))
    page = open_page(chromium, address, java_script_enabled=True, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")

    colours = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )

    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    assert not page.get_by_role("navigation").is_visible()
    page.context.close()
