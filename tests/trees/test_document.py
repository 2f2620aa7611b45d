"""YAML for people: read safely, written the same way each time."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.every import every
from tests.sampling import examples
from tests.trees.building import chain, document, outcome, step
from troubleshooting.trees.documents.format import DEPTH_LIMIT, SIZE_LIMIT_BYTES
from troubleshooting.trees.documents.yaml_text import DocumentError, digest, dump_yaml, load_yaml

ARTICLE = Path(__file__).parents[2] / "fixtures" / "trees" / "payout-not-received.yaml"

letters = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | letters,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(letters, inner, max_size=4),
    max_leaves=12,
)


def test_the_published_tree_is_written_exactly_as_it_stands_in_git():
    text = ARTICLE.read_text(encoding="utf-8")

    assert dump_yaml(load_yaml(text)) == text


def test_fields_are_written_in_the_formats_order_whatever_order_they_come_in():
    tree = document(step("a", yes="b"), outcome("b", status="open", cause="x"))
    shuffled = {name: tree[name] for name in sorted(tree, reverse=True)}

    assert dump_yaml(shuffled) == dump_yaml(tree)
    assert dump_yaml(tree).startswith("format: casewalk.tree/1\nslug: payout\n")


def test_a_text_of_several_lines_is_written_as_a_block_and_a_long_one_in_one_line():
    written = dump_yaml({"body": {"en": "One.\n\nTwo.", "zh-hans": "很长" * 200}})

    assert "en: |-\n    One.\n\n    Two.\n" in written
    assert "很长" * 200 in written


@given(values)
@settings(max_examples=examples(150), deadline=None)
def test_what_is_written_is_read_back_the_same(value):
    assert load_yaml(dump_yaml(value)) == value


def test_words_that_other_readers_take_for_something_else_stay_words():
    read = load_yaml("{key: yes, on: off, date: 2026-11-18, octal: 010, hex: 0x10}")

    assert read == {"key": "yes", "on": "off", "date": "2026-11-18", "octal": "010", "hex": "0x10"}
    assert yaml.safe_load(dump_yaml(read)) == read


def test_numbers_truth_values_and_nothing_are_read_as_json_would():
    assert load_yaml('[1, -2, 1.5, true, False, null, ~, "1", ""]') == [
        1, -2, 1.5, True, False, None, None, "1", "",
    ]  # fmt: skip


@every(
    ("text", "line", "word"),
    [
        ("a: &x 1\nb: *x", 1, "aliases"),
        ("a: 1\nb: !!python/object:os.system x", 2, "Tags"),
        ("!local\na: 1", 1, "Tags"),
        ("a: 1\nb: 2\na: 3", 3, "given twice"),
        ("a: 1\n? [b]\n: 2", 2, "plain text"),
        ("a: [1\nb", 3, "did not find"),
        ("a: b: c", 1, "not allowed"),
        ("a: 1\n---\nb: 2", 2, "more than one"),
        ("[" * (DEPTH_LIMIT + 2), 1, "too deeply"),
    ],
)
def test_what_is_no_document_is_refused_with_its_line(text, line, word):
    with pytest.raises(DocumentError, match=word) as refusal:
        load_yaml(text)

    assert refusal.value.line == line
    assert str(refusal.value).startswith(f"Line {line}: ")


@every("text", ["", "# nothing but a comment\n", b"\xff\xfe\xfa", "a: \x00"])
def test_what_cannot_be_read_at_all_is_refused_without_a_line(text):
    with pytest.raises(DocumentError) as refusal:
        load_yaml(text)

    assert refusal.value.line == 0


def test_two_mebibytes_are_the_bound():
    with pytest.raises(DocumentError, match="2 MiB"):
        load_yaml("a: " + "x" * SIZE_LIMIT_BYTES)

    assert len(load_yaml("a: " + "x" * (SIZE_LIMIT_BYTES - 3))["a"]) == SIZE_LIMIT_BYTES - 3


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor():
    bomb = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(50))

    with pytest.raises(DocumentError, match="Line 1"):
        load_yaml(bomb)


def test_a_file_with_a_byte_order_mark_is_read():
    assert load_yaml(b"\xef\xbb\xbfa: 1") == {"a": 1}


def test_the_digest_does_not_depend_on_the_order_of_fields():
    assert digest({"a": 1, "b": [1, 2]}) == digest({"b": [1, 2], "a": 1})
    assert digest({"b": [1, 2]}) != digest({"b": [2, 1]})


def test_the_digest_changes_with_a_sub_tree():
    tree = chain(2)

    assert digest(tree) == digest(tree, {})
    assert digest(tree, {"bank": chain(1)}) != digest(tree, {"bank": chain(2)})
