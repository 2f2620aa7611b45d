"""A step with many answers: typing leaves those that fit, and keys choose among them."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from support.cases.models import Case
from support.guidance.services import start_walk
from tests.desk.walking import both, chain, make_cause
from tests.factories import NOW, make_case
from tests.reference import publish
from troubleshooting.walks.models import WalkAnswer

pytestmark = pytest.mark.django_db(transaction=True)
LABELS = [
    "No code", "Technical", "Bank or channel", "Browser or app", "Limit or time", "Request",
    "Funds", "Account closed", "Account frozen", "Identity", "Card", "Mandate",
]  # fmt: skip


def case_with(labels: list[str], *, read_at: datetime | None = None) -> Case:
    """Make a case at a question with these answers, for which its payment was just read."""
    make_cause()
    document = chain(2)
    document["nodes"][0]["options"] = [
        {"key": f"o{number}", "label": both(label), "to": "q2"}
        for number, label in enumerate(labels)
    ]
    publish(document)
    case = make_case()
    start_walk(case, now=read_at or timezone.now())
    return case


def rows(page: Page) -> list[str]:
    shown = page.locator("#guide .option span").all()
    return [row.inner_text() for row in shown if row.is_visible()]


def test_typing_narrows_and_enter_takes_the_first_without_going_on(desk: Callable[..., Page]):
    case = case_with(LABELS)
    page = desk()
    page.goto(f"/cases/{case.reference}/")
    page.keyboard.press("f")
    expect(page.get_by_label("Filter the answers")).to_be_focused()

    page.keyboard.type("acc ＣＬＯ")
    assert rows(page) == ["Account closed"]
    expect(page.locator("#guide [data-count]")).to_have_text("1 of 12")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Account closed")).to_be_checked()
    assert WalkAnswer.objects.count() == 0
    page.keyboard.press("Enter")
    expect(page.locator("#guide [data-step]")).to_have_text("Question 2?")

    assert WalkAnswer.objects.get().option == "o7"


def test_digits_choose_among_those_in_sight_and_what_is_chosen_stays(desk: Callable[..., Page]):
    case = case_with(LABELS)
    page = desk()
    page.goto(f"/cases/{case.reference}/")
    page.get_by_label("Funds").check()

    page.get_by_label("Filter the answers").fill("account")
    assert rows(page) == ["Funds", "Account closed", "Account frozen"]
    page.locator("#guide [data-step]").focus()
    page.keyboard.press("2")
    expect(page.get_by_label("Account frozen")).to_be_checked()
    assert rows(page) == ["Account closed", "Account frozen"]
    page.get_by_label("Filter the answers").press("Escape")

    assert rows(page) == LABELS
    expect(page.locator("#guide [data-count]")).to_be_empty()


def test_a_payment_that_is_read_again_takes_nothing_away(desk: Callable[..., Page]):
    case = case_with(LABELS, read_at=NOW)  # so long ago that the page reads it anew
    page = desk()
    late = []
    page.route("**/walk/facts/", lambda route: late.extend([route]))
    with page.expect_request("**/walk/facts/"):
        page.goto(f"/cases/{case.reference}/")
    page.get_by_label("Funds").check()
    page.get_by_label("Filter the answers").press_sequentially("acc")
    with page.expect_response("**/walk/facts/"):
        late[0].continue_()
    expect(page.get_by_label("Filter the answers")).to_be_focused()
    page.keyboard.type("ount cl")

    assert rows(page) == ["Funds", "Account closed"]
    expect(page.get_by_label("Funds")).to_be_checked()


def test_nine_answers_have_no_filter_and_without_scripts_many_are_a_plain_list(
    desk: Callable[..., Page],
):
    few = case_with(LABELS[:9])
    page = desk()
    page.goto(f"/cases/{few.reference}/")
    expect(page.locator("#guide [data-filter]")).to_have_count(0)
    many = case_with(LABELS)
    page = desk("bo", java_script_enabled=False)
    page.goto(f"/cases/{many.reference}/")

    expect(page.locator("#guide [data-filter]")).to_be_hidden()
    page.get_by_label("Mandate").check()
    page.get_by_role("button", name="Go on").click()

    assert WalkAnswer.objects.get().option == "o11"
