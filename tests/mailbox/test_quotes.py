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
