"""Taking, snoozing and handing over with a hand on the keys, and without scripts."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from support.cases.models import Case
from tests.desk.walking import make_walk
from tests.factories import make_agent

pytestmark = pytest.mark.django_db(transaction=True)


def waiting(hours: float) -> Case:
    case, _walk = make_walk(1)
    due = timezone.now() + timedelta(hours=hours)
    columns = {"due_at": due, "first_answer_due_at": due, "solution_due_at": due}
    Case.objects.filter(pk=case.pk).update(**columns)
    return case


def test_keys_alone_take_a_case_the_next_one_and_hand_it_over(desk):
    later, first, bo = waiting(6), waiting(3), make_agent("bo")
    page = desk()
    page.goto("/")

    page.keyboard.press("n")
    page.wait_for_url(f"**/cases/{first.reference}/")
    page.keyboard.press("i")
    expect(page.locator("#note-body")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("#content").focus()
    page.keyboard.press("n")
    page.wait_for_url(f"**/cases/{later.reference}/")

    page.keyboard.press("a")  # it is theirs already
    page.locator("#hand-over-to").select_option(f"agent-{bo.pk}")
    page.locator("#hand-over-note").fill("They ring back at three.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#strip")).to_contain_text("bo")
    expect(page.locator("#stream")).to_contain_text("They ring back at three.")
    assert list(Case.objects.order_by("due_at").values_list("assignee__username", flat=True)) == [
        "amy",
        "bo",
    ]


def test_a_page_that_comes_back_asks_for_another_case(desk):
    for hours in (1, 2):
        waiting(hours)
    page = desk()
    page.goto("/")
    page.keyboard.press("n")
    page.wait_for_url("**/cases/CW-*/")

    page.go_back()
    page.keyboard.press("n")
    page.wait_for_url("**/cases/CW-*/")

    assert Case.objects.filter(assignee__username="amy").count() == 2


@pytest.mark.parametrize("has_scripts", [True, False])
def test_one_press_snoozes_and_one_wakes(desk, has_scripts):
    case = waiting(5)
    page = desk(java_script_enabled=has_scripts)
    page.goto(f"/cases/{case.reference}/")

    page.locator("summary", has_text="Snooze").click()
    page.get_by_role("button", name="In two hours").click()
    expect(page.locator("#strip")).to_contain_text("Snoozed until")
    page.get_by_role("button", name="Wake it now").click()
    expect(page.locator("#strip")).not_to_contain_text("Snoozed until")

    case.refresh_from_db()
    assert (case.wakes_at, case.assignee.username) == (None, "amy")
