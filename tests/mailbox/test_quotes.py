"""New text apart from quotes: eight Chinese programs, others, and what must never be folded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.mailbox.reading.quotes import new_text_of
from tests.mailbox.clients import CHINESE, MIXED, NEW, OTHERS, SAID


@pytest.mark.parametrize("client", CHINESE)
def test_new_text_is_never_lost_in_chinese_programs(client: str) -> None:
    assert NEW in new_text_of(CHINESE[client])


def test_chinese_programs_are_folded_exactly() -> None:
    right = [name for name, text in CHINESE.items() if new_text_of(text) == NEW]

    assert len(right) >= 0.85 * len(CHINESE), sorted(CHINESE.keys() - right)


def test_other_programs_are_folded_exactly() -> None:
    right = [name for name, text in OTHERS.items() if new_text_of(text) == SAID]

    assert len(right) >= 0.9 * len(OTHERS), sorted(OTHERS.keys() - right)
    assert all(SAID in new_text_of(text) for text in OTHERS.values())


@pytest.mark.parametrize("name", MIXED)
def test_in_doubt_all_of_it_is_new(name: str) -> None:
    assert new_text_of(MIXED[name]) == MIXED[name]


@given(st.text(max_size=2000))
def test_something_is_left_of_any_text(text: str) -> None:
    assert new_text_of(text) or not text.strip()
    assert new_text_of(text).strip() in text


@pytest.mark.parametrize(
    "text", ["On " * 100_000, "> " * 100_000, "写道：\n" * 50_000, "-\n" * 50_000]
)
def test_hostile_text_is_read_in_no_time(text: str) -> None:
    assert new_text_of(text)


OUTLOOK = "From: Casewalk <a@b.test>\nSent: Monday\nTo: Li\nSubject: Your payout\n\nWhich bank?\n{}"
QQ = "------------------ 原始邮件 ------------------\n发件人: <a@b.test>\n\n哪家银行?\n{}"
MARKED = "On 2 March 2026, Casewalk <a@b.test> wrote:\n> Which bank?\n> {}"


@pytest.mark.parametrize(
    ("said", "quote", "answer"),
    [
        ("Please see my answers below.", OUTLOOK, "ICBC"),
        ("My answers are in red.", OUTLOOK, "ICBC"),
        ("Answered inline.", MARKED, "ICBC"),
        ("见下文", QQ, "工商银行"),
        ("红字部分是我的回答", QQ, "工商银行"),
        ("我在下面逐条回复了。", QQ, "工商银行"),
        ("See below", OUTLOOK, "ICBC"),
        ("Below are my answers.", OUTLOOK, "ICBC"),
        ("I replied between the lines.", OUTLOOK, "ICBC"),
        ("回复见下", QQ, "工商银行"),
        ("答复在下面", QQ, "工商银行"),
    ],
)
def test_who_says_that_they_answered_between_the_lines_is_read_there(
    said: str, quote: str, answer: str
) -> None:
    assert answer in new_text_of(f"{said}\n\n{quote.format(answer)}")
    assert new_text_of(f"It came.\n\n{quote.format(answer)}") == "It came."


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        ("The balance is below zero.", OUTLOOK),
        ("The number is below:\n6222", OUTLOOK),
        ("I paid in bold hope.", MARKED),
        ("请看下面的截图", QQ),
        ("我没有收到回复在下面", QQ),
        ("钱在下面那个账户", QQ),
    ],
)
def test_who_only_speaks_of_what_is_below_has_answered_above(said: str, quote: str) -> None:
    assert new_text_of(f"{said}\n\n{quote.format('ICBC')}") == said
