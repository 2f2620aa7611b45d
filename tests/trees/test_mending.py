"""Walking documents that are not finished."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trees.building import chain, check, document, jump, outcome, step
from troubleshooting.trees.documents.mending import NOWHERE, mended
from troubleshooting.trees.graph import Graph

CHECKS = {"channel_state"}
SOUND = document(
    check("state", "channel_state", normal="ask", down="end"),
    step("ask", yes="deep", no="end"),
    jump("deep", "bank", "end"),
    outcome("end"),
)
SUBTREES = {"bank": chain(2, slug="bank")}


def walkable(content: dict[str, Any]) -> Graph:
    return Graph.from_document(mended(content, checks=CHECKS, trees=SUBTREES), SUBTREES)


def with_node(key: str, **fields: Any) -> dict[str, Any]:
    """The sound document with fields of a node replaced; None takes a field out."""
    nodes = [
        {name: value for name, value in (node | fields).items() if value is not None}
        if node["key"] == key
        else node
        for node in SOUND["nodes"]
    ]
    return {**SOUND, "nodes": nodes}


def test_a_sound_document_stays_as_it_is():
    assert mended(SOUND, checks=CHECKS, trees=SUBTREES) == SOUND


def test_a_target_that_is_missing_becomes_a_dead_end_of_that_key():
    graph = walkable(with_node("ask", options=[{"key": "yes", "label": {}, "to": "gone"}]))

    assert graph.nodes["ask"].option("yes").to == "gone"
    assert list(graph.nodes["gone"].ways_on()) == []


@pytest.mark.parametrize("option", [{"key": "yes"}, {"key": "yes", "to": ""}])
def test_an_option_without_a_target_leads_nowhere(option):
    graph = walkable(with_node("ask", options=[option]))

    assert graph.nodes["ask"].option("yes").to == NOWHERE
    assert not graph.nodes[NOWHERE].is_outcome


def test_a_check_that_does_not_exist_is_asked_like_a_question():
    graph = walkable(with_node("state", check="no_such_check"))

    assert (graph.nodes["state"].kind, graph.nodes["state"].check) == ("question", None)
    assert graph.nodes["state"].option("down").to == "end"


@pytest.mark.parametrize("fields", [{"tree": "unknown"}, {"tree": None}, {"to": None}])
def test_a_jump_that_is_not_finished_is_a_dead_end(fields):
    graph = walkable(with_node("deep", **fields))

    assert list(graph.nodes["deep"].ways_on()) == []
    assert graph.nodes["deep"].title == {"en": "deep", "zh-hans": "deep(中)"}


def test_a_start_that_is_missing_is_a_dead_end():
    assert walkable({**SOUND, "start": "gone"}).start == "gone"
    assert walkable({**SOUND, "start": ""}).start == NOWHERE


def test_the_document_itself_is_never_changed():
    before = with_node("ask", options=[{"key": "yes"}])
    content = with_node("ask", options=[{"key": "yes"}])

    mended(content, checks=(), trees=())

    assert content == before


KEYS = st.sampled_from(["a", "b", "c", "gone"])
OPTIONS = st.lists(
    st.fixed_dictionaries(
        {"key": st.sampled_from(["yes", "no"])},
        optional={"to": KEYS | st.just(""), "label": st.just({"en": "x"})},
    ),
    max_size=3,
)
ENTRIES = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["question", "check", "action", "outcome", "jump"]),
        "title": st.just({"en": "x"}),
    },
    optional={
        "options": OPTIONS,
        "otherwise": KEYS,
        "check": st.sampled_from(["channel_state", "nonsense"]),
        "tree": st.sampled_from(["bank", "unknown"]),
        "to": st.sampled_from(["c", "gone"]),
    },
)


@given(st.tuples(ENTRIES, ENTRIES), KEYS)
def test_whatever_a_draft_holds_can_be_walked_to_some_place(entries, start):
    nodes = [{**entry, "key": key} for entry, key in zip(entries, "ab", strict=True)]
    graph = walkable({**document(*nodes, outcome("c")), "start": start})

    assert graph.start in graph.nodes
    assert all(way in graph.nodes for node in graph.nodes.values() for way in node.ways_on())
