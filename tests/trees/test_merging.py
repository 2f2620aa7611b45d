"""Bringing two changes together: what both changed clashes, all else stays."""

from collections.abc import Callable
from random import Random
from typing import Any

from hypothesis import given, settings

from tests.chance import by_chance
from tests.sampling import examples
from tests.trees.building import both, outcome, step
from troubleshooting.trees.documents.parts import ABSENT, changed_texts, difference, replaced
from troubleshooting.trees.editing.merging import Clash, merge

FEW = 3  # different values at each place, so that two sides often write the same


def any_texts(chance: Random) -> dict[str, str]:
    languages = [language for language in ("en", "zh-hans") if chance.random() < 0.7]
    return {language: chance.choice("abc") for language in languages}


def any_entry(chance: Random) -> dict[str, Any]:
    keys = chance.sample("xyz", chance.randint(0, FEW))
    options = [{"key": key, "label": any_texts(chance), "to": chance.choice("ab")} for key in keys]
    entry: dict[str, Any] = {"title": any_texts(chance), "options": options}
    more = {"body": any_texts(chance), "customer": {"title": any_texts(chance)},
            "minutes": chance.randint(1, FEW)}  # fmt: skip
    return entry | {name: value for name, value in more.items() if chance.random() < 0.5}


def any_tree(chance: Random) -> dict[str, Any]:
    keys = chance.sample("abcdef", chance.randint(0, 6))
    nodes = [{"key": key, **any_entry(chance)} for key in keys]
    start = {"start": chance.choice("ab")} if chance.random() < 0.5 else {}
    return {"title": any_texts(chance), "nodes": nodes, **start}


def sides(count: int) -> Callable[[Random], list[dict[str, Any]]]:
    """Return a maker of entries, each of which is often the one before it, changed in a part."""

    def make(chance: Random) -> list[dict[str, Any]]:
        made = [any_entry(chance)]
        for _side in range(count - 1):
            other = any_entry(chance)
            if chance.random() < 0.5:
                name = chance.choice(sorted(other))
                other = {**made[0], name: other[name]}
            made.append(other)
        return made

    return make


PAIRS, TRIPLES = by_chance(sides(2)), by_chance(sides(3))
DOCUMENTS = by_chance(any_tree)


@given(PAIRS)
def test_where_only_one_side_changed_its_change_stands(made):
    was, mine = made

    assert merge(was, mine, was) == (mine, [])
    assert merge(was, was, mine) == (mine, [])
    assert merge(was, mine, mine) == (mine, [])


@given(TRIPLES)
def test_who_comes_first_makes_no_difference_to_what_clashes(made):
    was, mine, theirs = made
    _merged, clashes = merge(was, mine, theirs)
    _other, others = merge(was, theirs, mine)

    assert sorted(clash.path for clash in clashes) == sorted(clash.path for clash in others)


@given(TRIPLES)
def test_a_merge_without_clashes_holds_every_text_that_anybody_wrote(made):
    was, mine, theirs = made
    merged, clashes = merge(was, mine, theirs)

    if clashes:
        return
    before, after = leaves(was), leaves(merged)
    for side in (mine, theirs):
        for path, leaf in leaves(side).items():
            if before.get(path) != leaf:
                assert after[path] == leaf


@given(TRIPLES)
def test_a_clash_names_what_both_sides_made_of_the_part(made):
    was, mine, theirs = made
    for clash in merge(was, mine, theirs)[1]:
        assert clash.mine != clash.theirs
        if clash.path[-1] != "options":
            assert value(mine, clash.path) == clash.mine
            assert value(theirs, clash.path) == clash.theirs


def leaves(content, path=()):
    """All that is neither a map nor a list, with its path."""
    if isinstance(content, list):
        content = {option["key"]: option for option in content}
    if not isinstance(content, dict):
        return {path: content}
    found = {}
    for name, inner in content.items():
        found |= leaves(inner, (*path, name))
    return found


def value(content, path):
    for name in path:
        if isinstance(content, list):
            content = {item["key"]: item for item in content}
        if content is ABSENT or name not in content:
            return ABSENT
        content = content[name]
    if path and path[-1] == "options":
        return [option["key"] for option in content]
    return content


def test_two_who_add_the_same_option_in_other_words_clash():
    was = step("a", yes="b")
    mine = step("a", yes="b", no="c")
    theirs = step("a", yes="b", no="d")

    assert merge(was, mine, theirs)[1] == [Clash(("options", "no", "to"), "c", "d")]


def test_options_without_keys_of_their_own_are_one_part():
    twice = {"options": [{"key": "a", "to": "x"}, {"key": "a", "to": "y"}]}
    mine, theirs = {"options": [{"key": "a"}]}, {"options": []}

    assert [clash.path for clash in merge(twice, mine, theirs)[1]] == [("options",)]


@settings(max_examples=examples(100))
@given(old=DOCUMENTS, new=DOCUMENTS)
def test_the_difference_of_two_documents_leads_from_each_to_the_other(old, new):
    before, after = difference(old, new)

    assert replaced(old, removing=before, inserting=after) == new
    assert replaced(new, removing=after, inserting=before) == old


@settings(max_examples=examples(50))
@given(tree=DOCUMENTS)
def test_a_document_does_not_differ_from_itself(tree):
    assert difference(tree, tree) == ({"meta": {}, "nodes": {}}, {"meta": {}, "nodes": {}})


def parts(entry):
    return {"meta": {}, "nodes": {entry["key"]: {"place": 0, "entry": entry}}}


def languages(old, new):
    return changed_texts(parts(old), parts(new))


def test_texts_of_a_language_are_told_from_everything_else():
    end = outcome("end")
    asked = step("a", yes="b")
    (yes,) = asked["options"]

    assert languages(end, end) == set()
    assert languages(end, {**end, "title": {"en": "end", "zh-hans": "完"}}) == {"zh-hans"}
    assert languages(end, {**end, "body": both("x")}) == {"en", "zh-hans"}
    assert languages(end, {**end, "cure": {**end["cure"], "en": "x"}}) == {"en"}
    relabelled = {**yes, "label": {"en": "sure", "zh-hans": "yes(中)"}}
    assert languages(asked, {**asked, "options": [relabelled]}) == {"en"}
    assert languages(asked, {**asked, "options": [{**yes, "to": "c"}]}) is None
    assert languages(asked, {**asked, "options": []}) is None
    assert languages(end, {**end, "customer": {"title": {"en": "x"}}}) is None
    voiced = {**end, "customer": {"title": {"en": "x"}}}
    other = {**end, "customer": {"title": {"en": "y"}, "body": {"en": "z"}}}
    assert languages(voiced, other) == {"en"}
    assert changed_texts(parts(end), {"meta": {}, "nodes": {}}) is None
    assert changed_texts({"meta": {"start": "a"}, "nodes": {}}, {"meta": {}, "nodes": {}}) is None
