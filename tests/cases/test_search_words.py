"""The words by which a case is found, before any database is asked."""

import re

from hypothesis import given
from hypothesis import strategies as st

from support.cases.search.vectors import MORE, REPEATED, Text, vectors
from support.cases.search.words import amounts_of, cut, dialled, folded, phones
from tests.every import every


@every(
    ("text", "form"),
    [
        ("PAY-100013", "pay-100013"),
        ("  two \t blanks\n", "two blanks"),
        ("ＰＡＹ－１０００", "pay-1000"),  # full width
        ("Straße", "strasse"),
        ("ﬁnance", "finance"),
        ("José Müller", "jose muller"),
        ("+44\u00a07700\u202c 900\u200b123", "+44 7700 900123"),  # as phones' address books copy it
        ("出款　未到账", "出款 未到账"),  # an ideographic space
        ("", ""),
    ],
)
def test_width_case_accents_and_blanks_are_forgiven(text: str, form: str):
    assert folded(text) == form


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str):
    assert folded(folded(text)) == folded(text)


def words_of(text: str) -> list[str]:
    return [word for piece in cut(folded(text)).pieces for word in piece.words]


@every(
    ("text", "words"),
    [
        ("The bank's note", ["the", "bank", "s", "note"]),
        ("未到账", ["未到", "到账", "账"]),
        ("付款PAY-7未到", ["付款", "款", "pay", "7", "未到", "到"]),
        ("1,200.00", []),
        ("", []),
    ],
)
def test_a_text_is_cut_into_words_and_pairs_of_characters(text: str, words: list[str]):
    assert words_of(text) == words


@every(
    ("text", "others"),
    [
        ("PAY-777123", ("pay777123", "~321777yap")),
        ("lice@example.com", ("liceexamplecom", "lice@example.com", "@example.com")),
        ("word", ()),
    ],
)
def test_what_is_written_in_one_piece_is_found_whole_and_from_behind(
    text: str, others: tuple[str, ...]
):
    (piece,) = cut(folded(text)).pieces
    assert piece.others == others


@every(
    ("written", "kept"),
    [
        ("1,200.00", {"#1200"}), ("1200.00", {"#1200"}), ("1200.50", {"#1200.5"}),
        ("1,200", {"#1200"}), ("1.200,50", {"#1200.5"}), ("1.200", {"#1.2", "#1200"}),
        ("12,5", {"#12.5"}), ("1,234,567.891", {"#1234567.891"}), ("0.00", {"#0"}),
        ("1200", set()), ("1.2.3", set()), ("12,34,56", set()),
    ],
)  # fmt: skip
def test_an_amount_is_one_however_it_is_written(written: str, kept: set[str]):
    assert {*amounts_of(written)} == kept


@every(
    ("text", "digits"),
    [
        ("07700 900123", ["7700900123"]),
        ("+44 (0)7700 900-123", ["447700900123"]),
        ("0044 7700 900123", ["447700900123"]),
        ("请打13800138000给我", ["13800138000"]),
        ("PAY-9001234 and 12345", []),
        ("97ed4827-7b6f-4491-a06f-15584d5b7fde", []),
    ],
)
def test_a_phone_number_is_read_out_of_a_text(text: str, digits: list[str]):
    assert [number.digits for number in phones(folded(text))] == digits
    assert all(dialled(one) == one for one in digits)


def test_a_long_text_is_kept_whole_in_several_parts_and_no_phrase_is_cut():
    said = " ".join(f"word{number}" for number in range(20_000))
    kept = vectors(5_000, [Text("CW-1", "A"), Text(said)])

    assert len(kept) == 3
    assert all(f"'{MORE}'" in part and "'%4'" in part for part in kept)
    for number in (0, 500, *range(7_900, 8_100), *range(15_900, 16_100), 19_998):
        pair = [f"'word{number}':", f"'word{number + 1}':"]
        assert any(all(word in part for word in pair) for part in kept)
    assert "'word19999':" in kept[-1]


def test_one_word_said_very_often_leaves_room_for_what_stands_beside_it():
    kept = vectors(1, [Text("到账 " * 600 + "斑马到账")])

    assert len(kept) > 2
    assert any("'斑马'" in part and "'马到'" in part for part in kept)
    assert all(part.count(",") < 255 * 2 + REPEATED for part in kept)


@given(st.lists(st.text(max_size=80), max_size=5))
def test_nothing_that_can_be_said_breaks_out_of_its_quotation_marks(texts: list[str]):
    (kept,) = vectors(1, [Text(text) for text in texts])

    for word in kept.split():
        name, _colon, places = word.rpartition(":") if "':" in word else (word, "", "1")
        assert (name[0], name[-1]) == ("'", "'"), kept
        assert all(place.strip("ABCD").isdigit() for place in places.split(","))


def test_every_piece_says_something():
    silent = [
        hex(number)
        for number in (*range(0x10000), *range(0x20000, 0x3FFFF, 97))
        for piece in cut(folded(chr(number))).pieces
        if not re.search(r"[^\W_]", piece.written)
    ]

    assert silent == []


def test_a_dot_between_two_names_parts_them():
    assert [piece.written for piece in cut(folded("ジョン・スミス・")).pieces] == [
        "ション",
        "スミス",
    ]
