"""How much masking does: no reckoning for a usual text, in proportion for a long one."""

import sys
from itertools import pairwise

import pytest

from tests.every import every
from troubleshooting.discretion import numbers
from troubleshooting.discretion.masking import mask

ENGLISH = (
    "Hello, we have looked at your payout of 1,200.00 CNY of 2026-11-30 12:30 with the reference"
    " PAY-777123. Your bank has not confirmed it yet; it usually takes two bank days."
)
CHINESE = (
    "您好，我们查看了您在2026-11-30 12:30的出款1,200.00元，流水号PAY-777123。"
    "您的银行尚未确认，一般需要两个工作日。收到后我们会通知您。"
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the digits of which it is asked whether they are a card's."""
    digits: list[str] = []
    sums_up = numbers._sums_up
    monkeypatch.setattr(numbers, "_sums_up", lambda one: digits.append(one) or sums_up(one))
    return digits


def test_no_number_of_a_usual_text_is_reckoned_with(asked: list[str]) -> None:
    assert mask(ENGLISH).text == ENGLISH
    assert mask(CHINESE).text == CHINESE
    assert asked == []


def test_a_text_of_digits_twice_as_long_is_twice_the_work(asked: list[str]) -> None:
    work = []
    for times in (80, 160, 320):
        asked.clear()
        mask("4 2-1 " * times)
        work.append(sum(map(len, asked)))

    assert work[0] > 0
    assert all(after <= 2.1 * before for before, after in pairwise(work))


def test_digits_that_go_on_one_by_one_for_ever_are_no_number(asked: list[str]) -> None:
    mask("4 " * 2000)
    mask("4 2-1 " * 2000)
    assert asked == []

    card = "4242 4242 4242 4242"
    assert mask(f"{'2026-11-30, ' * 400}{card}").hidden[0].end == "4242"
    assert len(mask(f"{card}\n" * 400).hidden) == 400


def calls_for(text: str) -> int:
    """Count what Python calls meanwhile, which is in proportion to its time and not to its luck."""
    count = 0

    def called(_frame: object, event: str, _told: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(called)
    try:
        mask(text)
    finally:
        sys.setprofile(None)
    return count


@every(
    "piece",
    ["4 ", "4...", "DE 89 ", "password: ", "123456 is otp ", "4242 4242 4242 4242 "],
)
def test_whatever_stands_in_a_text_twice_as_long_is_twice_the_work(piece: str) -> None:
    mask(piece * 9)
    work = [calls_for(piece * times) for times in (200, 400, 800)]

    assert all(after <= 2.2 * before for before, after in pairwise(work))
    assert work[-1] < 200 * 800 * len(piece)
