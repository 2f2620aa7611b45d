"""Named placeholders: put in once, from flat words, in a time that grows with the text only."""

import pytest

from support.notifications.words.placeholders import expand, expand_lines, misused_in, names_in
from tests.ending import computes
from tests.every import every

WORDS = {"reference": "CW-4T7KQ2MZ", "expected": "", "name": "{reference}", "reply": "a\n\n\n\nb"}


def test_a_name_in_braces_gives_way_to_its_word():
    assert expand("Case {reference}.", WORDS) == "Case CW-4T7KQ2MZ."


def test_a_brace_written_twice_is_printed_once():
    assert expand("{{reference}}", WORDS) == "{reference}"
    assert expand("{{{reference}}}", WORDS) == "{CW-4T7KQ2MZ}"


def test_a_word_that_looks_like_a_placeholder_is_not_read_again():
    assert expand("{name}", WORDS) == "{reference}"


def test_names_are_told_in_their_order_and_as_often_as_they_stand():
    assert names_in("{b} {a} {{c}} {b} {A} {1}") == ["b", "a", "b"]


@every(
    ("text", "misused"),
    [
        ("{reference.pk}", ["{reference.pk}"]),
        ("{reference!r}", ["{reference!r}"]),
        ("{reference:>10}", ["{reference:>10}"]),
        ("{reference[0]}", ["{reference[0]}"]),
        ("{ reference }", ["{ reference }"]),
        ("{}", ["{}"]),
        ("{0}", ["{0}"]),
        ("{工单}", ["{工单}"]),
        ("{% if x %}", ["{% if x %}"]),
        ("a { b", ["{"]),
        ("a } b", ["}"]),
        ("{reference", ["{"]),
        ("{{reference}", ["}"]),
        ("{reference}}", ["}"]),
        ("{a{b}}", ["{", "}"]),
    ],
)
def test_whatever_is_no_plain_name_is_found(text, misused):
    assert misused_in(text) == misused


def test_a_name_that_nobody_gave_a_word_is_a_fault():
    with pytest.raises(KeyError):
        expand("{unknown}", WORDS)


def test_a_line_that_would_tell_of_something_unknown_is_left_out():
    text = "Case {reference}\nExpected by {expected}.\nBye"

    assert expand_lines(text, WORDS) == "Case CW-4T7KQ2MZ\nBye"


def test_left_out_lines_leave_no_hole():
    text = "Hello\n\n{expected}\n\nBye"

    assert expand_lines(text, WORDS) == "Hello\n\nBye"


def test_words_of_several_lines_stay_lines():
    assert expand_lines("{reply}\nBye", WORDS) == "a\n\nb\nBye"


@every(
    "text",
    [
        "{" * 100_000,
        "}" * 100_000,
        "{a" * 50_000,
        "{{a" * 30_000,
        "{" + "a" * 100_000,
        "{a}" * 30_000,
        "{" + "{}" * 50_000,
    ],
)
def test_no_text_takes_long(text):
    with computes():  # backtracking would take hours
        misused_in(text)
        names_in(text)
