"""Ten cases of a first day, each from the queue to its end: how many clicks and keys it takes.

A chord is one key; what is typed as words is not counted. CHANGELOG keeps the table beside what it
was before.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from support.cases.models import Case
from tests.answering.making import make_macro
from tests.desk.walking import make_walk
from tests.factories import make_agent, make_case, make_customer
from troubleshooting.walks.services import Choice, record_answer

pytestmark = pytest.mark.django_db(transaction=True)
MOST_CLICKS, MOST_KEYS = 1, 4
NEW_STEP_MS = 650  # so long a step that just came takes no Ctrl+Enter


@dataclass
class Hand:
    """An agent at the queue, whose presses are counted."""

    page: Page
    clicks: int = 0
    keys: int = 0

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1

    def press(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)
            self.keys += 1

    def write(self, words: str) -> None:
        self.page.keyboard.type(words)

    def take_next(self, case: Case) -> None:
        self.press("n")
        self.page.wait_for_url(f"**/cases/{case.reference}/")

    def sees(self, selector: str, words: str) -> None:
        expect(self.page.locator(selector)).to_contain_text(words)

    def apply(self) -> None:
        self.sees("#guide [data-step]", "Slow bank")
        self.page.wait_for_timeout(NEW_STEP_MS)
        self.press("Control+Enter")
        expect(self.page.get_by_text("This outcome was applied.")).to_be_visible()


def an_outcome_waits(hand: Hand) -> None:
    case, walk = make_walk(1)
    with transaction.atomic():
        choice = Choice(node="q1", option="yes", kind="answered", source="agent")
        record_answer(walk, choice, seen=0, actor=make_agent(), now=timezone.now())
    hand.take_next(case)
    hand.apply()


def two_questions(hand: Hand) -> None:
    case, _walk = make_walk(2)
    hand.take_next(case)
    for number in (1, 2):
        hand.sees("#guide [data-step]", f"Question {number}?")
        hand.press("Shift+1")
    hand.apply()


def a_reply(hand: Hand) -> None:
    hand.take_next(make_case())
    hand.press("r")
    hand.write("The bank has it. We write by Friday.")
    hand.press("Control+Enter")
    hand.sees("#stream", "The bank has it.")


def a_saved_reply(hand: Hand) -> None:
    make_macro("Which account", texts={"en": "Which account is it?"}, priority="high")
    hand.take_next(make_case())
    hand.press("m")
    hand.write("Which account")
    hand.press("Enter")
    expect(hand.page.locator("#reply-body")).to_have_value("Which account is it?")
    hand.press("Control+Enter")
    hand.sees("#stream", "Which account is it?")


def handed_over(hand: Hand) -> None:
    make_agent("zoe")
    hand.take_next(make_case())
    hand.press("a")
    expect(hand.page.locator("#hand-over-to")).to_be_focused()
    hand.write("zoe")
    hand.press("Control+Enter")
    hand.sees("#strip .strip-whose", "zoe")


def put_off(hand: Hand) -> None:
    hand.take_next(make_case())
    hand.press("s", "3")  # the next working day
    hand.sees("#strip", "Snoozed until")


def left_to_the_bank(hand: Hand) -> None:
    hand.take_next(make_case())
    hand.press("w", "3")
    hand.sees("#strip .strip-status", "Waiting for bank")


def the_same_twice(hand: Hand) -> None:
    customer = make_customer()
    other = make_case(customer=customer, payment=None, assignee=make_agent())
    hand.take_next(make_case(customer=customer, payment=None))
    hand.click(hand.page.get_by_role("button", name=f"Merge {other.reference} into this case"))
    hand.sees("#related", f"{other.reference} was merged into this case.")


def ended_by_hand(hand: Hand) -> None:
    case = make_case()
    hand.click(hand.page.get_by_role("button", name="Take").first)
    hand.page.wait_for_url(f"**/cases/{case.reference}/")
    hand.press("e", "5", "Control+Enter")
    expect(hand.page.get_by_role("button", name="End the case and send this")).to_be_focused()
    hand.page.wait_for_timeout(NEW_STEP_MS)
    hand.press("Control+Enter")
    hand.sees("#strip .strip-status", "Withdrawn")


def somebody_calls(hand: Hand) -> None:
    case = make_case(customer=make_customer(phone="+447700900555"), assignee=make_agent())
    hand.press("Control+k")
    hand.write("07700 900555")
    expect(hand.page.locator("#palette-places")).to_contain_text(case.reference)
    hand.press("Enter")
    hand.page.wait_for_url(f"**/cases/{case.reference}/")
    hand.press("i")
    hand.write("They ring back at three.")
    hand.press("Control+Enter")
    hand.sees("#stream", "They ring back at three.")


FIRST_DAY: dict[Callable[[Hand], None], tuple[int, int]] = {
    an_outcome_waits: (0, 2),
    two_questions: (0, 4),
    a_reply: (0, 3),
    a_saved_reply: (0, 4),
    handed_over: (0, 3),
    put_off: (0, 3),
    left_to_the_bank: (0, 3),
    the_same_twice: (1, 1),
    ended_by_hand: (1, 4),
    somebody_calls: (0, 4),
}


def test_ten_cases_of_a_first_day_take_few_clicks_and_keys(desk: Callable[..., Page]) -> None:
    page: Any = desk()
    counted = {}
    for work in FIRST_DAY:
        page.goto("/")
        hand = Hand(page)
        work(hand)
        counted[work] = (hand.clicks, hand.keys)
        print(f"{work.__name__}: {hand.clicks} clicks, {hand.keys} keys")

    assert counted == FIRST_DAY
    assert all(one <= (MOST_CLICKS, MOST_KEYS) and one[1] <= MOST_KEYS for one in counted.values())
