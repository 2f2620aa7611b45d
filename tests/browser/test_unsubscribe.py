"""The page that leaves what is not essential, in a real browser and without JavaScript."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from support.customers.models import Customer
from support.notifications.addresses.unsubscribing import unsubscribe_url
from tests.browser.looking import examine, fits
from tests.browser.test_portal import DESK, OLD_PHONE, open_page, site
from tests.factories import make_customer

__all__ = ["site"]  # a fixture

pytestmark = [pytest.mark.usefixtures("chromium"), pytest.mark.django_db(transaction=True)]


def open_wishes(browser: Browser, site: str, customer: Customer, **wishes: Any) -> Page:
    url = unsubscribe_url(customer.pk)
    return open_page(browser, site + url[url.index("/s/") :], **wishes)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
@pytest.mark.parametrize("is_left", [False, True])
def test_axe_finds_nothing_wrong_and_nothing_is_cut_off(
    chromium: Browser, site: str, is_left: bool, locale: str, scheme: str
) -> None:
    customer = make_customer(locale=locale, only_essential=is_left)

    for viewport in (OLD_PHONE, DESK):
        page = open_wishes(
            chromium, site, customer,
            viewport=viewport, java_script_enabled=True, color_scheme=scheme,
        )  # fmt: skip
        results = examine(page)
        assert results.violations_count == 0, results.generate_report()
        assert fits(page)
        page.context.close()


def test_it_is_left_and_taken_up_again_by_keyboard_alone(chromium: Browser, site: str) -> None:
    customer = make_customer()
    page = open_wishes(chromium, site, customer)

    for is_left in (True, False):
        for _press in range(3):  # the two languages, then the button
            page.keyboard.press("Tab")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        customer.refresh_from_db()
        assert customer.only_essential == is_left
    page.context.close()
