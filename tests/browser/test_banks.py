"""Asking a bank in a browser: the letter is shown, leaves by the next press, and is answered."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from support.inquiries.models import Inquiry
from tests.browser.looking import examine, fits, settle
from tests.inquiries.bank import ask, make_bank, paid_case

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("language", "scheme", "width"), [("en", "dark", 1280), ("zh-hans", "light", 390)]
)
def test_the_pages_have_nothing_against_them(desk, language, scheme, width):
    page = desk(color_scheme=scheme, locale=language, viewport={"width": width, "height": 900})
    User.objects.update(is_superuser=True)
    bank, case = make_bank(), paid_case(now=timezone.now())
    ask(case, bank, timezone.now())

    own = reverse("case", args=[case.reference])
    lead = (reverse("lead-banks"), reverse("lead-bank", args=["tarnfield"]))
    for path in (own, f"{own}?bank", *lead):
        page.goto(path)
        settle(page)
        found = examine(page)
        assert found.violations_count == 0, (path, found.generate_report())
        assert fits(page), path


def test_an_agent_asks_and_records_the_answer(desk):
    make_bank()
    case = paid_case(now=timezone.now())
    page = desk()
    page.goto(reverse("case", args=[case.reference]))

    page.get_by_role("link", name="Ask a bank").click()
    page.locator("#bank").select_option("tarnfield")
    page.locator("#ask-bank").get_by_role("button", name="Go on").click()
    expect(page.locator("#inquiry")).to_contain_text("Dear colleagues at Tarnfield Bank")
    assert not Inquiry.objects.exists()
    expect(page.get_by_role("heading", name="The payee has not received it")).to_be_in_viewport()
    page.get_by_role("button", name="Send this letter").click()
    expect(page.locator("#inquiry .course")).to_contain_text("Answer due")
    page.get_by_label("What did the bank answer?").select_option("CONF")
    page.get_by_role("button", name="Record the answer").click()
    expect(page.locator("#inquiry .course")).to_have_count(0)
    assert Inquiry.objects.get().answer == "CONF"


def test_a_bank_is_asked_by_keyboard_alone(desk):
    make_bank()
    case = paid_case(now=timezone.now())
    page = desk()
    page.goto(reverse("case", args=[case.reference]))
    asks = page.get_by_role("link", name="Ask a bank")

    def reach(target, most=12):
        for _press in range(most):
            page.keyboard.press("Tab")
            if target.evaluate("part => part === document.activeElement"):
                return
        pytest.fail(f"Tab does not come to {target}")

    asks.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#bank")).to_be_focused()
    reach(page.locator("#ask-bank").get_by_role("link", name="Cancel"))
    page.keyboard.press("Enter")
    expect(page.locator("#inquiry")).to_be_focused()
    reach(asks, most=1)
    page.keyboard.press("Enter")
    expect(page.locator("#bank")).to_be_focused()
    page.keyboard.type("Tarn")
    reach(page.locator("#ask-bank").get_by_role("button", name="Go on"))
    page.keyboard.press("Enter")
    expect(page.locator("#ask-end")).to_be_focused()
    reach(page.get_by_role("button", name="Send this letter"), most=1)
    page.keyboard.press("Enter")
    expect(page.locator("#inquiry .course")).to_contain_text("Answer due")
    expect(page.locator("#inquiry")).to_be_focused()
    reach(page.get_by_label("What did the bank answer?"))
    assert Inquiry.objects.get().bank.slug == "tarnfield"
