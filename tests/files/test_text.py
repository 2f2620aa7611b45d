"""Encodings and lines."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.sources.files.entries import BadFile
from support.sources.files.text import find_encoding, read_lines, read_text


@given(
    st.lists(st.text(alphabet="ab", max_size=4), max_size=8),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.integers(1, 5),
)
def test_lines_are_the_same_however_the_pieces_fall(lines, end, size):
    text = end.join(lines)
    pieces = [text[place : place + size] for place in range(0, len(text), size)]

    expected = lines if lines and lines[-1] else lines[:-1]

    assert [line for _number, line in read_lines(iter(pieces), 100)] == expected


@given(st.text(max_size=50), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_what_is_marked_or_utf_8_is_found(text, encoding):
    stream = io.BytesIO(text.encode(encoding))

    found = find_encoding(stream, "cp1252")

    assert "".join(read_text(stream, found)).removeprefix("\ufeff") == text.removeprefix("\ufeff")


def test_what_is_not_utf_8_is_what_the_place_writes():
    stream = io.BytesIO("付款失败".encode("gb18030"))

    assert find_encoding(stream, "gb18030") == "gb18030"
    assert "".join(read_text(stream, "gb18030")) == "付款失败"


def test_a_byte_that_is_no_letter_is_named_by_line_and_place():
    content = b"one\ntwo\n" + b"x" * 70_000 + b"\nab\x81"

    with pytest.raises(BadFile) as caught:
        list(read_text(io.BytesIO(content), "cp1252"))

    assert str(caught.value) == (
        "Line 4, byte 70012 of the file: 0x81 is no letter in the encoding cp1252."
    )


def test_a_letter_that_is_cut_off_at_the_end_is_named():
    with pytest.raises(BadFile, match="Line 1, byte 3 of the file: 0xE4"):
        list(read_text(io.BytesIO(b"ab\xe4\xbb"), "utf-8"))


def test_a_line_beyond_the_bound_ends_the_file():
    with pytest.raises(BadFile, match="Line 2 has more than 10 characters"):
        list(read_lines(iter(["ab\n" + "x" * 11]), 10))
