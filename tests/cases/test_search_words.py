"""The words by which a case is found, before any database is asked."""

from hypothesis import given
from hypothesis import strategies as st

from support.cases.search import folded, runs
from tests.every import every


@every(
    ("text", "form"),
    [
        ("PAY-100013", "pay-100013"),
        ("  two \t blanks\n", "two blanks"),
        ("ＰＡＹ－１０００", "pay-1000"),  # full width
        ("Straße", "strasse"),
        ("ﬁnance", "finance"),
        ("出款　未到账", "出款 未到账"),  # an ideographic space
        ("", ""),
    ],
)
def test_width_case_and_blanks_are_forgiven(text: str, form: str):
    assert folded(text) == form


@every(
    ("text", "expected"),
    [
        ("bank", ["an", "ba", "nk"]),
        ("到账", ["到账"]),
        ("未到账", ["到账", "未到"]),
        ("aaa", ["aa"]),
        ("a b", []),  # one letter has no run
        ("it is", ["is", "it"]),  # runs don't reach over a blank
        ("", []),
    ],
)
def test_every_two_neighbours_of_a_word_are_a_run(text: str, expected: list[str]):
    assert runs(text) == expected


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_text_has_all_runs_of_each_of_its_parts(before: str, after: str):
    whole = f"{folded(before)} {folded(after)}"  # as a case's texts are put together

    assert set(runs(folded(before))) <= set(runs(whole))
    assert set(runs(folded(after))) <= set(runs(whole))


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str):
    assert folded(folded(text)) == folded(text)


@given(st.text(max_size=60))
def test_runs_are_two_characters_and_sorted(text: str):
    found = runs(text)

    assert all(len(run) == 2 for run in found)
    assert found == sorted(set(found))
