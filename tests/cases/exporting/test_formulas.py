"""No cell of a CSV is run by a spreadsheet."""

import csv
import io
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from support.cases.exporting.formulas import harmless
from support.cases.exporting.writing import as_csv
from tests.every import every


@every(
    "begins", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫"]
)
@every("before", ["", " ", "\u200b", "\ufeff", "\u3000"])
def test_what_begins_a_formula_becomes_a_text(begins, before):
    text = f"{before}{begins}HYPERLINK(1)"

    assert harmless(text) == f"'{text}"


@every("text", ["", "a=b", "CW-1", "1+1", "王=1", "'=1", "（=1"])
def test_other_texts_stay_as_they_are(text):
    assert harmless(text) == text


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=2))
def test_a_reader_finds_every_text_again(texts):
    file = b"".join(as_csv(["a"], iter([[[*texts, Decimal("-0.5")]]]))).decode("utf-8-sig")

    _names, *rows = csv.reader(io.StringIO(file, newline=""))
    assert rows == [[*map(harmless, texts), "-0.5"]]
