"""Documents as text: the same content is the same bytes, and nothing is lost on the way."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.every import every
from tests.trees.building import both, chain, document, outcome
from tests.trees.random_documents import sound_documents
from troubleshooting.trees.documents.format import SIZE_LIMIT_BYTES
from troubleshooting.trees.documents.yaml_text import load_yaml
from troubleshooting.trees.exchange.exporting import as_json, as_yaml
from troubleshooting.trees.exchange.parsing import read_document

STARTERS = sorted((Path(__file__).parents[2] / "fixtures" / "trees").glob("*.yaml"))


def shuffled(value, chance):
    """The same content with its fields in another order."""
    if isinstance(value, dict):
        names = list(value)
        chance.shuffle(names)
        return {name: shuffled(value[name], chance) for name in names}
    return [shuffled(item, chance) for item in value] if isinstance(value, list) else value


def titled(*titles):
    """A chain of questions that are called so, in English, with an answer that is called so."""
    nodes = [
        {
            "key": f"n{place}",
            "kind": "question",
            "title": {"en": title, "zh-hans": title},
            "options": [{"key": "a", "label": {"en": title, "zh-hans": title}, "to": "end"}],
        }
        for place, title in enumerate(titles)
    ]
    return document(*nodes, outcome("end"))


@every("path", STARTERS, ids=lambda path: path.stem)
def test_a_starter_tree_is_written_as_it_stands_in_git(path):
    written = path.read_text()

    assert as_yaml(load_yaml(written)) == written


@given(sound_documents(), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_what_is_written_reads_as_the_same_and_is_written_the_same_again(tree, chance):
    for write in (as_yaml, as_json):
        written = write(tree)
        read = read_document(written)

        assert read == tree
        assert write(read) == written
        assert write(shuffled(tree, chance)) == written


def test_the_order_of_unknown_fields_does_not_depend_on_where_they_were_kept():
    tree = chain(1)
    one, other = {**tree, "zebra": 1, "ant": 2}, {"ant": 2, **tree, "zebra": 1}

    assert as_yaml(one) == as_yaml(other)
    assert as_yaml(one).index("ant:") < as_yaml(one).index("zebra:")


def test_each_text_has_a_line_of_its_own_so_that_a_change_is_a_change_of_one_line():
    before, after = chain(3), chain(3)
    after["nodes"][1]["title"]["zh-hans"] = "金额是否在允许范围内？"

    for write in (as_yaml, as_json):
        old, new = write(before).splitlines(), write(after).splitlines()
        assert len(old) == len(new)
        assert sum(one != other for one, other in zip(old, new, strict=True)) == 1


def test_letters_of_every_language_stay_readable_and_files_end_with_a_line_break():
    tree = titled("金额😀？")

    for write in (as_yaml, as_json):
        assert "金额😀？" in write(tree)
        assert write(tree).endswith("\n")
        assert not write(tree).endswith("\n\n")


@every(
    "wording",
    [
        "yes", "null", "1.0", "- a", "a: b", "# a", "'", '"', "\\", "two\nlines", "end\n",
        " lead", "trail ", "\t", "*a*", "&a", "!tag", "| bar", "> more", "%", "@", "`code`",
        "\u2028", "\x85", "\ufeff", "😀", "---", "...", "? q", "{a}", "[b]", "~", "2026-11-18",
        "a #b", "\x7f", "line \nwith space before", "\n", "0x10", "1_000", "on", "=",
    ],
)  # fmt: skip
def test_an_awkward_text_survives_both_forms(wording):
    tree = titled(wording)

    assert read_document(as_yaml(tree)) == tree
    assert read_document(as_json(tree)) == tree


def test_no_number_that_json_lacks_is_written():
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_json({"minutes": float("nan")})


def test_the_largest_tree_can_be_imported_from_its_own_export():
    tree = chain(4_999)

    assert len(as_json(tree).encode()) <= SIZE_LIMIT_BYTES
    assert read_document(as_json(tree)) == tree


def test_json_is_what_every_program_reads():
    assert json.loads(as_json(chain(2))) == chain(2)


def test_of_what_is_kept_nothing_but_the_document_is_written():
    written = as_yaml(chain(1) | {"title": both("Payout")})

    assert "subtrees" not in written
    assert written.startswith("format: casewalk.tree/1\nslug: payout\n")


def test_the_same_content_is_the_same_whatever_the_order_it_was_kept_in():
    tree = chain(4)
    chance = random.Random(7)

    assert {as_yaml(shuffled(tree, chance)) for _time in range(5)} == {as_yaml(tree)}
