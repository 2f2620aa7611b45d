"""What customers decide on their page, in a real browser: on a phone, without JavaScript."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone
from playwright.sync_api import expect

from support.cases.links import revoke_link
from support.cases.models import Case
from support.notifications.delivery.preparing import words_of
from support.notifications.models import Channel, Notification
from support.portal.contacting.services import ask_change
from support.surveys.models import Survey
from tests.browser.looking import examine, fits
from tests.factories import NOW, make_customer
from tests.portal.world import address_of, case_of

pytestmark = [pytest.mark.usefixtures("chromium"), pytest.mark.django_db(transaction=True)]
PHONE, OLD_PHONE = {"width": 390, "height": 844}, {"width": 320, "height": 480}
PAGES = ["choices/", "contact/", "survey/?stars=2", "end/"]


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """The address of a server whose clock stands an hour after the cases were opened."""
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(hours=1))
    return str(request.getfixturevalue("live_server").url)


def ended(locale: str = "en-GB") -> Any:
    return case_of(locale=locale, status="resolved", ending="cannot_be_done")


def code_for(address: str) -> str:
    row = Notification.objects.filter(event="contact-code", address=address).latest("sequence")
    found = re.search(r"\b\d{6}\b", words_of(row).text)
    assert found
    return found[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_axe_finds_nothing_wrong_and_nothing_sticks_out(site, open_window, locale, scheme):
    case, changing, gone = ended(locale), case_of(locale=locale), case_of(locale=locale)
    ask_change(changing, Channel.EMAIL, "new@example.net", now=timezone.now())
    lost = address_of(gone)
    revoke_link(gone, NOW)
    addresses = [address_of(case), *(address_of(case) + page for page in PAGES)]
    addresses += [f"{address_of(changing)}contact/", f"{lost}again/", f"{lost}again/?code=1"]
    page = open_window(base_url=site, viewport=OLD_PHONE, color_scheme=scheme).new_page()

    for address in addresses:
        page.goto(address)
        found = examine(page)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
        assert fits(page)


@pytest.mark.parametrize("has_script", [True, False])
def test_all_of_it_is_done_with_one_hand_with_and_without_javascript(site, open_window, has_script):
    customer = make_customer(email="old@example.net", phone="+447700900001")
    case = case_of(customer=customer, status="resolved", ending="cannot_be_done")
    window = open_window(base_url=site, viewport=PHONE, java_script_enabled=has_script)
    page = window.new_page()

    page.goto(address_of(case))
    page.get_by_role("link", name="2", exact=True).click()
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_text("Thank you. We have your answer.")).to_be_visible()
    page.get_by_role("link", name="Is something still wrong?").click()
    page.get_by_role("button", name="Something is still wrong").click()
    expect(page.get_by_text("We are working on it")).to_be_visible()

    page.get_by_role("link", name="Language, e-mail or SMS").click()
    page.get_by_label("Fewer messages").check()
    page.get_by_label("From").fill("22:00")
    page.get_by_label("Until").fill("07:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()

    page.get_by_role("link", name="Back to case").click()
    page.get_by_role("link", name="Change your e-mail address").click()
    page.get_by_label("The new address or number").fill("new@example.net")
    page.get_by_role("button", name="Send the codes").click()
    page.get_by_label("Code for n•••").fill(code_for("new@example.net"))
    page.get_by_label("Code for o•••").fill(code_for("old@example.net"))
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("heading", name="From now on we write to n•••")).to_be_visible()

    case = Case.objects.select_related("customer").get(pk=case.pk)
    assert (case.contact.email, case.status) == ("new@example.net", "open")
    assert case.customer.only_essential
    assert Survey.objects.get().stars == 2
    assert window.cookies() == []
