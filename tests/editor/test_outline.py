"""The outline: every step once, where the ways to it meet; folded, paged and marked."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.trees.building import both, chain, check, document, jump, outcome, step
from troubleshooting.editor.bench.dominance import dominators
from troubleshooting.editor.bench.outline import (
    PAGE_ROWS,
    Outline,
    build_outline,
    folded_branches,
)
from troubleshooting.trees.layout.layout import layout


def outline(content: dict[str, Any], **options: Any) -> Outline:
    return build_outline(content, **{"language": "en", "otherwise": "Can't say", **options})


def keys(found: Outline) -> list[str]:
    return [row.key for row in found.rows]


def row(found: Outline, key: str) -> Any:
    return next(row for row in found.rows if row.key == key)


def shape(found: Outline) -> list[tuple[str, int]]:
    return [(row.key, row.depth) for row in found.rows]


BRANCHED = document(
    step("first", left="a", right="b"),
    step("a", x="a1", y="a2", z="both"),
    outcome("a1"),
    outcome("a2"),
    step("b", x="b1", y="both"),
    outcome("b1"),
    step("both", go="end", back="a1"),
    outcome("end"),
)


def test_a_step_that_several_ways_lead_to_stands_where_they_meet():
    found = outline(BRANCHED)

    assert found.parents["both"] == "first"
    assert sorted(keys(found)) == sorted(node["key"] for node in BRANCHED["nodes"])
    assert row(found, "both").depth == row(found, "a").depth == 1
    assert row(found, "both").by == ""


def test_an_outcome_stands_where_the_first_way_to_it_leaves_and_others_are_links():
    found = outline(BRANCHED)

    assert found.parents["a1"] == "a"
    assert [(way.label, way.target) for way in row(found, "both").links] == [("back", "a1")]
    assert row(found, "both").links[0].title == "a1"


def test_a_long_chain_is_not_indented_for_ever():
    found = outline(chain(200))

    assert max(row.depth for row in found.rows) <= 1
    assert keys(found)[:4] == ["step_0", "end", "step_1", "step_2"]


def test_answers_that_lead_to_the_same_step_are_named_together():
    content = document(
        {**step("q", none="n", other="n", yes="end"), "otherwise": "n"},
        step("n", a="end", b="far"),
        outcome("end"),
        outcome("far"),
    )

    assert row(outline(content), "n").by == "none, other, Can't say"
    in_chinese = outline(content, language="zh-hans", otherwise="无法判断")
    assert row(in_chinese, "n").by == "none(中)、other(中)、无法判断"


def test_steps_that_no_way_leads_to_come_last():
    content = document(step("q", a="end"), outcome("end"), outcome("lost"), step("alone", a="q"))

    found = outline(content)

    assert keys(found)[-2:] == ["lost", "alone"]
    assert [row.is_reached for row in found.rows] == [True, True, False, False]


def test_a_tree_without_a_start_shows_all_its_steps():
    content = document(step("q", a="end"), outcome("end"), start="nowhere")

    assert keys(outline(content)) == ["q", "end"]


def test_a_circle_is_shown_as_a_link_back():
    content = document(step("q", again="r"), step("r", back="q", out="end"), outcome("end"))

    found = outline(content)

    assert sorted(keys(found)) == ["end", "q", "r"]
    assert [way.target for way in row(found, "r").links] == ["q"]


def test_a_jump_leads_on_to_the_step_after_it():
    content = document(jump("j", "bank", "end"), outcome("end"))

    assert shape(outline(content)) == [("j", 0), ("end", 1)]


def test_folding_hides_the_side_branches_of_a_step_and_counts_them():
    content = document(
        check("c", "channel_state", normal="main", down="side"),
        step("side", a="s1", b="s2"),
        outcome("s1"),
        outcome("s2"),
        *[step(f"m{number}", go=f"m{number + 1}") for number in range(8)],
        step("m8", go="end"),
        outcome("end"),
    )
    content["nodes"][0]["options"][0]["to"] = "m0"

    folded = outline(content, folds={"c": True})

    assert not {"side", "s1", "s2"} & set(keys(folded))
    assert row(folded, "c").hidden == 3
    assert row(folded, "c").is_folded
    assert "m0" in keys(folded)
    assert row(folded, "m0").depth == 0
    assert folded_branches(content, {"c": True}) == {"side"}


def test_what_stands_above_the_chosen_step_is_never_folded():
    found = outline(BRANCHED, folds={"first": True, "a": True}, chosen="a1")

    assert "a1" in keys(found)
    assert not row(found, "first").is_folded


def test_a_large_tree_begins_folded_but_for_the_way_to_the_chosen_step():
    content = binary(9)

    everything = outline(content)
    at_a_leaf = outline(content, chosen="n300")

    assert len(everything.rows) < 20
    assert "n300" in keys(at_a_leaf)
    assert everything.total == len(content["nodes"])


def test_a_very_long_outline_is_shown_in_pages_beginning_with_the_chosen_step():
    content = chain(1_000)
    unfolded = {f"step_{number}": False for number in range(1_000)}

    first = outline(content, folds=unfolded)
    chosen = outline(content, folds=unfolded, chosen="step_900")
    last = outline(content, folds=unfolded, page=99)

    assert (first.page, first.pages, len(first.rows)) == (1, 3, PAGE_ROWS)
    assert "step_900" in keys(chosen)
    assert chosen.page == last.page == 3


def test_neighbours_are_named_for_moving():
    found = outline(BRANCHED)

    assert (row(found, "a").above, row(found, "a").below) == ("", "b")
    assert (row(found, "b").above, row(found, "b").below) == ("a", "")
    assert row(found, "a").leads == row(found, "b").leads == "first"
    assert row(found, "both") == replace(row(found, "both"), above="", below="", leads="")


def test_steps_stand_in_the_order_of_the_answers_that_lead_to_them_whatever_the_document_says():
    first, a, a1, a2, b, b1, *others = BRANCHED["nodes"]
    found = outline({**BRANCHED, "nodes": [first, b, b1, a2, a, a1, *others]})

    assert keys(found) == ["first", "a", "a1", "a2", "b", "b1", "both", "end"]
    drawn = layout(BRANCHED).nodes
    assert drawn["a"].x < drawn["b"].x, "the graph has them in this order from left to right"


def test_what_no_answer_leads_to_is_moved_among_its_like_by_the_document_alone():
    lost = [step(key, go="end") for key in ("x", "y")]
    found = outline({**BRANCHED, "nodes": [*BRANCHED["nodes"], *lost]})

    assert (row(found, "y").above, row(found, "y").below, row(found, "y").leads) == ("x", "", "")


def test_steps_bear_the_worst_that_is_said_of_them():
    found = outline(BRANCHED).marked({"a1": "error"})

    assert row(found, "a1").mark == "error"
    assert row(found, "a").mark == ""


def test_the_indent_ends_somewhere():
    content = binary(12)
    everything = dict.fromkeys((node["key"] for node in content["nodes"]), False)

    found = outline(content, folds=everything, page=1)

    assert max(row.depth for row in found.rows) > 10
    assert max(row.indent for row in found.rows) == 10


@st.composite
def documents(draw: Any) -> dict[str, Any]:
    """Any tangle of questions and outcomes: circles, lost steps, ways to nowhere."""
    count = draw(st.integers(1, 14))
    targets = st.sampled_from([*(f"n{number}" for number in range(count)), "nowhere"])
    nodes = []
    for number in range(count):
        ways = draw(st.lists(targets, max_size=4))
        if ways:
            options = {f"w{at}": target for at, target in enumerate(ways)}
            nodes.append(step(f"n{number}", "question", **options))
        else:
            nodes.append(outcome(f"n{number}"))
    return {**document(*nodes), "start": draw(targets)}


@given(documents(), st.dictionaries(st.integers(0, 13).map(lambda n: f"n{n}"), st.booleans()))
def test_any_document_shows_every_step_at_most_once_and_unfolded_exactly_once(content, folds):
    everything = [node["key"] for node in content["nodes"]]

    unfolded = outline(content)
    folded = outline(content, folds=folds)

    assert sorted(keys(unfolded)) == sorted(everything)
    assert len(set(keys(folded))) == len(keys(folded))
    hidden = sum(row.hidden for row in folded.rows)
    assert len(folded.rows) + hidden == len(everything)


@given(documents())
def test_a_dominator_is_what_no_way_avoids(content):
    start = content["start"]
    ways = {
        node["key"]: [
            option["to"] for option in node.get("options", []) if option["to"] != "nowhere"
        ]
        for node in content["nodes"]
    }
    if start not in ways:
        return

    nearest = dominators(start, ways)

    reached = reach(start, ways)
    assert set(nearest) == reached - {start}
    for key, dominator in nearest.items():
        assert key not in reach(start, ways, without=dominator) or dominator == start


def reach(start: str, ways: dict[str, list[str]], without: str | None = None) -> set[str]:
    if start == without:
        return set()
    reached, waiting = {start}, [start]
    while waiting:
        for target in ways[waiting.pop()]:
            if target not in reached and target != without:
                reached.add(target)
                waiting.append(target)
    return reached


def binary(levels: int) -> dict[str, Any]:
    """A tree of questions with two answers each, so many levels deep."""
    count = 2**levels - 1
    inner = 2 ** (levels - 1) - 1
    nodes = [
        step(f"n{number}", left=f"n{2 * number + 1}", right=f"n{2 * number + 2}")
        for number in range(inner)
    ]
    return document(*nodes, *[outcome(f"n{number}") for number in range(inner, count)])


def test_titles_are_in_the_language_of_the_texts():
    content = document(step("q", a="end"), outcome("end"))
    content["nodes"][1]["title"] = both("The end")

    assert row(outline(content, language="zh-hans"), "end").title == "The end(中)"
