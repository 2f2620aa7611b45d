"""A customer writes back by hand: on a telephone, in both languages, with a script and without."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from support.cases.models import Status
from tests.browser.looking import examine, fits
from tests.browser.test_portal import OLD_PHONE, full_case, open_page, site
from tests.portal.world import address_of
from tests.stored.making import lie_in

__all__ = ["site"]
pytestmark = [pytest.mark.usefixtures("chromium"), pytest.mark.django_db(transaction=True)]
SLIP = {"name": "bank slip.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 proof"}
NO_FILE = {"name": "tool.exe", "mimeType": "application/pdf", "buffer": b"MZ\x90\0"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    return lie_in(tmp_path, monkeypatch)


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_words_and_files_are_sent_and_stand_on_the_page(
    chromium: Browser, site: str, locale: str, scripts: bool
):
    case = full_case(locale, Status.WAITING_CUSTOMER)
    page = open_page(chromium, site + address_of(case), java_script_enabled=scripts)
    assert fits(page)

    page.fill("#words", "My bank says no.\n我的银行拒绝了。")
    page.set_input_files("#files", NO_FILE)
    page.locator("#write button").click()
    expect(page.locator(".refusal")).to_contain_text("tool")
    expect(page.locator("#words")).to_have_value("My bank says no.\n我的银行拒绝了。")
    page.set_input_files("#files", SLIP)
    page.locator("#write button").dblclick()

    expect(page.locator("#sent h2")).to_contain_text("18" if locale == "zh-CN" else "19:00")
    expect(page.locator(".own .text")).to_have_text("My bank says no.\n我的银行拒绝了。")
    expect(page.locator(".own .files")).to_contain_text("bank slip.pdf")
    expect(page.locator("#words")).to_have_value("")
    assert fits(page)
    assert page.context.cookies() == []
    page.reload()
    assert case.messages.count() == 1
    page.context.close()


def test_the_button_beside_the_task_sends_what_is_written_below(chromium: Browser, site: str):
    case = full_case("en-GB", Status.WAITING_CUSTOMER)
    page = open_page(chromium, site + address_of(case), viewport=OLD_PHONE)
    page.fill("#words", "It ends in 7731.")

    page.get_by_role("button", name="I have done it").click()

    expect(page.locator(".own .text")).to_have_text("I have done it.\n\nIt ends in 7731.")
    expect(page.get_by_role("button", name="I have done it")).to_have_count(0)
    assert fits(page)
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_axe_finds_nothing_wrong_with_what_was_sent_and_what_was_refused(
    chromium: Browser, site: str, locale: str, scheme: str
):
    address = site + address_of(full_case(locale, Status.WAITING_CUSTOMER))
    page = open_page(chromium, address, java_script_enabled=True, color_scheme=scheme)

    for words in ("My bank says no.", ""):
        page.fill("#words", words)
        page.locator("#write button").click()
        expect(page.locator("#sent, .refusal")).to_be_visible()
        results = examine(page)
        assert results.violations_count == 0, results.generate_report()
    page.context.close()
