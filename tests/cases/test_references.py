"""Public references: written by machines, read out by people."""

import re
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from support.cases.references import ALPHABET, make_reference, read_reference
from tests.every import every

fresh = st.builds(make_reference)


def test_a_reference_is_eight_letters_that_cannot_be_confused():
    for _time in range(200):
        reference = make_reference()

        assert re.fullmatch(r"CW-[0-9A-HJKMNP-TV-Z]{8}", reference)
        assert read_reference(reference) == reference


def test_references_do_not_follow_one_another():
    made = [make_reference() for _time in range(500)]

    assert len(set(made)) == 500
    assert len({reference[:5] for reference in made}) > 100


def test_a_number_whose_check_needs_a_special_symbol_is_passed_over():
    with mock.patch("support.cases.references.secrets.randbelow", side_effect=[36, 35, 33, 5]):
        assert make_reference() == "CW-00000055"


@every(
    "typed",
    ["CW-00000055", "cw-00000055", " cw 0000 0055 ", "00000055", "CW00000055", "cw-0000-0055",
     "CW-OOOO0055", "CW-oooooo55"],
)  # fmt: skip
def test_a_reference_is_read_however_it_was_typed(typed: str):
    assert read_reference(typed) == "CW-00000055"


def test_the_letters_i_and_l_are_read_as_a_one():
    with mock.patch("support.cases.references.secrets.randbelow", return_value=1):
        reference = make_reference()

    assert reference == "CW-00000011"
    assert read_reference("cw-000000il") == reference


@every(
    "typed",
    ["", "CW-", "CW-0000055", "CW-000000555", "CW-0000005U", "CW-00000056", "PAY-900001",
     "支付失败没有到账", "CW-0000005*", "CW-\u0660\u0660\u0660\u0660\u0660\u066055"],
)  # fmt: skip
def test_what_is_no_reference_is_not_read_as_one(typed: str):
    assert read_reference(typed) is None


@given(fresh, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_letter_is_always_noticed(reference: str, position: int, letter: str):
    letters = list(reference.removeprefix("CW-"))
    if letters[position] == letter:
        return
    letters[position] = letter

    assert read_reference("".join(letters)) is None


@given(fresh, st.integers(0, 5))
def test_two_neighbours_swapped_are_noticed(reference: str, position: int):
    letters = list(reference.removeprefix("CW-"))
    if letters[position] == letters[position + 1]:
        return
    letters[position], letters[position + 1] = letters[position + 1], letters[position]

    assert read_reference("".join(letters)) is None


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_without_an_error(text: str):
    found = read_reference(text)

    assert found is None or read_reference(found) == found
