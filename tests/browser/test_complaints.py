"""Complaints in a browser: at the desk, on a customer's page and for leads, in every look."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect

from support.cases.services import record_words
from support.complaints.models import Complaint
from support.complaints.services import open_complaint
from tests.browser.looking import examine, fits, settle
from tests.factories import NOW, make_agent, make_case, make_customer
from tests.portal.world import address_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("language", "scheme", "width"), [("en", "dark", 1280), ("zh-hans", "light", 390)]
)
def test_the_pages_have_nothing_against_them(desk, language, scheme, width):
    page = desk(color_scheme=scheme, locale=language, viewport={"width": width, "height": 900})
    User.objects.update(is_superuser=True)
    chinese = {"locale": "zh-CN", "time_zone": "Asia/Shanghai"} if language != "en" else {}
    case, nobody = (make_case(customer=make_customer(**more)) for more in (chinese, {"email": ""}))
    record_words(case, "I want to make a complaint. 我要投诉。", medium="email", now=NOW)
    complaint = open_complaint(nobody, now=NOW, actor=make_agent())

    for path in (
        reverse("case", args=[case.reference]),
        reverse("case", args=[case.reference]) + "?complaint",
        reverse("case", args=[complaint.case.reference]),
        address_of(case),
        f"{address_of(case)}complaint/",
        reverse("lead-complaints"),
        reverse("lead-complaint-cases"),
        reverse("lead-complaint-rules"),
        reverse("lead-complaint-rule", args=["uk"]),
    ):
        page.goto(path)
        settle(page)
        for details in page.locator(".complaint-do summary").all():
            details.click()
        found = examine(page)
        assert found.violations_count == 0, (path, found.generate_report())
        assert fits(page), path


def test_an_agent_opens_one_from_the_proposal_and_answers_it(desk):
    case = make_case()
    record_words(case, "This is a formal complaint.", medium="email", now=NOW)
    page = desk()
    page.goto(reverse("case", args=[case.reference]))

    page.get_by_text("This reads like a complaint").wait_for()
    page.locator("#complaint").get_by_role("link", name="Open a complaint").click()
    page.get_by_role("button", name="Open the complaint").click()
    page.wait_for_url(lambda url: case.reference not in url)
    page.get_by_text("Final answer", exact=True).click()
    page.get_by_label("Your answer to the customer").fill("We have sent the money again.")
    page.get_by_label("Upheld", exact=True).check()
    page.get_by_label("Root cause").select_option("not_paid")
    page.get_by_role("button", name="Answer and end the complaint").click()

    expect(page.locator("#complaint dl")).to_contain_text("The money did not come")
    assert Complaint.objects.get().outcome == "upheld"


def test_a_customer_complains_without_a_script(open_window, live_server):
    page = open_window(base_url=live_server.url, java_script_enabled=False).new_page()
    case = make_case()
    page.goto(address_of(case))

    page.get_by_role("link", name="I want to complain").click()
    page.locator("textarea").fill("Nobody answers me.")
    page.get_by_role("button", name="Send my complaint").click()

    expect(page.get_by_role("status")).to_contain_text("We have your complaint.")
    assert Complaint.objects.get().about == case
