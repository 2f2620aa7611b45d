"""How large a document may be, what it can't hold at all, and how fast it is judged."""

import pytest

from tests.every import every
from tests.trees.building import CATALOGUE, both, chain, document, outcome
from troubleshooting.trees.validation.document import validate
from troubleshooting.trees.validation.problems import Severity


def found(tree, severity=Severity.ERROR):
    """The codes and nodes of the problems of one severity."""
    return [
        (problem.code, problem.node)
        for problem in validate(tree, CATALOGUE)
        if problem.severity == severity
    ]


def sound():
    return document(outcome("end"))


def test_a_tree_that_nobody_oversees_is_warned_of_and_one_too_large_refused():
    assert found(chain(150), Severity.WARNING) == [("many_nodes", "")]
    assert found(chain(149), Severity.WARNING) == []
    assert ("too_many_nodes", "") in found(chain(5_000))
    assert found(chain(4_999)) == []


@every("broken", ["\x00", "\ud800", float("nan"), float("inf")])
def test_what_the_database_cannot_store_is_an_error(broken):
    assert found(sound() | {"note": [broken]}) == [("not_storable", "")]


@every("value", ["\\u0000", "\\\\u0000", "a\\", 10**300, "\x01", "😀"])
def test_what_only_looks_broken_can_be_stored(value):
    assert found(sound() | {"note": [value]}) == []


@pytest.mark.parametrize("key", ["\x00", "\\\x00", "\ud800"])
def test_a_fields_name_must_be_storable_too(key):
    assert found(sound() | {"note": {key: 1}}) == [("not_storable", "")]


def test_a_document_too_large_or_too_deep_is_an_error():
    deep: list = []
    for _ in range(2_000):
        deep = [deep]

    assert found(sound() | {"note": deep}) == [("not_storable", "")]
    assert found(sound() | {"note": "x" * (2 * 1024 * 1024)}) == [("not_storable", "")]


def test_a_tree_of_two_thousand_steps_is_checked():
    tree = chain(2_000)
    for node in tree["nodes"][:-1]:
        node |= {"body": both("Look. " * 40), "customer": {"title": both("Please look?")}}

    assert [problem.code for problem in validate(tree, CATALOGUE)] == ["many_nodes"]
