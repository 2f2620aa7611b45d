"""The public form by hand, on a telephone: asked, proven by the link, and in the case."""

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from support.cases.models import Case
from support.portal.asking import form
from support.portal.asking.models import Asker
from support.portal.asking.proving import send_texts
from tests.browser.looking import examine, fits, keep_picture
from tests.browser.test_portal import PHONE, open_page, site
from tests.factories import make_customer, make_payment
from tests.reference import load_guides, load_reference

__all__ = ["site"]
pytestmark = [pytest.mark.usefixtures("chromium"), pytest.mark.django_db(transaction=True)]
LOCALES = ["en-GB", "zh-CN"]
EMAIL = "mina@example.test"


@pytest.fixture(autouse=True)
def payment(monkeypatch: Any) -> None:
    monkeypatch.setattr(form, "QUICK", -form.QUICK)
    load_reference()
    load_guides()
    customer = make_customer(email=EMAIL)
    make_payment(customer=customer, reference="PO-0302-0007", amount="1200.00", currency="CNY")


def send(page: Page) -> None:
    page.locator("form button:not(.plain)").click()


def link() -> str:
    send_texts(timezone.now())
    return Asker.objects.get(address=EMAIL).url.partition("/new/")[2]


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("locale", LOCALES)
def test_they_ask_prove_their_address_and_read_their_case(
    chromium: Browser, site: str, locale: str, scripts: bool
):
    page = open_page(
        chromium, f"{site}/new/", java_script_enabled=scripts, locale=locale, viewport=PHONE
    )
    keep_picture(page, f"asking/start-{locale}")
    assert fits(page)
    page.locator("#reference").fill("PO-0302-0007")
    send(page)
    keep_picture(page, f"asking/details-{locale}")
    page.locator("#id_contact").fill("nobody")
    page.locator("#id_words").fill("It has not arrived. 还没到账。")
    send(page)
    expect(page.locator(".refusal").first).to_be_visible()
    expect(page.locator("#id_words")).to_have_value("It has not arrived. 还没到账。")
    keep_picture(page, f"asking/refused-{locale}")
    assert fits(page)
    page.locator("#id_contact").fill(EMAIL)
    page.locator("form button:not(.plain)").dblclick()
    expect(page.locator("form")).to_have_count(0)
    keep_picture(page, f"asking/sent-{locale}")
    assert fits(page)

    page.goto(f"{site}/new/{link()}")
    keep_picture(page, f"asking/proof-{locale}")
    assert fits(page)
    assert "PO-0302-0007" in page.locator("dl").inner_text()
    page.locator("form button:not(.plain)").dblclick()
    expect(page).to_have_url(re.compile("/s/"))
    keep_picture(page, f"asking/case-{locale}")

    assert Case.objects.get().messages.count() == 1
    assert page.context.cookies() == []
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", LOCALES)
def test_axe_finds_nothing_wrong_on_any_page(
    chromium: Browser, site: str, locale: str, scheme: str
):
    page = open_page(
        chromium, f"{site}/new/", java_script_enabled=True, color_scheme=scheme, locale=locale
    )
    found = []

    def look(name: str) -> None:
        keep_picture(page, f"asking/{name}-{locale}-{scheme}")
        found.extend(examine(page).response["violations"])

    look("blank")
    page.locator("button.plain").click()
    look("without")
    send(page)
    look("marked")
    page.locator("#id_contact").fill(EMAIL)
    page.locator("input[name=about]").first.check()
    for name in ("happened", "amount", "name", "words"):
        page.locator(f"#id_{name}").fill("x")
    send(page)
    look("sent")
    page.goto(f"{site}/new/")
    page.locator("#reference").fill("PO-NONE")
    send(page)
    page.locator("#id_contact").fill(EMAIL)
    page.locator("#id_words").fill("x")
    send(page)
    page.goto(f"{site}/new/{link()}")
    look("unknown")
    page.locator("button.plain").click()
    look("next")
    page.locator("button.plain").click()
    look("done")
    page.goto(f"{site}/new/nonsense/")
    look("ended")

    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    page.context.close()


@pytest.mark.parametrize("address", ["/new/", "/guides/", "/help/"])
def test_on_a_wide_screen_the_bar_ends_where_the_card_does(
    site: str, chromium: Browser, address: str
):
    page = open_page(chromium, f"{site}{address}", viewport={"width": 1440, "height": 900})

    ends = [
        page.locator(part).first.evaluate("node => Math.round(node.getBoundingClientRect().right)")
        for part in (".masthead", ".one .card")
    ]

    assert ends[0] == ends[1]
