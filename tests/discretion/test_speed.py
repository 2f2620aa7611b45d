"""A usual text costs next to nothing."""

import timeit

from troubleshooting.discretion.masking import mask

ENGLISH = (
    "Hello, we have looked at your payout of 1,200.00 CNY of 2026-11-30 12:30 with the reference"
    " PAY-777123. Your bank has not confirmed it yet; it usually takes two bank days."
)
CHINESE = (
    "您好，我们查看了您在2026-11-30 12:30的出款1,200.00元，流水号PAY-777123。"
    "您的银行尚未确认，一般需要两个工作日。收到后我们会通知您。"
)


def milliseconds(text: str) -> float:
    """Return what masking takes at best: whatever else the machine does only adds to it."""
    return min(timeit.repeat(lambda: mask(text), number=20, repeat=30)) / 20 * 1000


def test_a_usual_text_is_looked_through_in_less_than_a_twentieth_of_a_millisecond() -> None:
    mask(CHINESE)

    assert milliseconds(ENGLISH) < 0.05
    assert milliseconds(CHINESE) < 0.05


def test_a_long_text_of_digits_is_looked_through_in_time() -> None:
    text = "4 2-1 " * 1000

    assert min(timeit.repeat(lambda: mask(text), number=1, repeat=3)) < 1
