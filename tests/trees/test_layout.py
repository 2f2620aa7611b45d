"""Where boxes and arrows of a drawing stand."""

import copy
import random
from collections.abc import Collection
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.ending import computes
from tests.every import every
from tests.sampling import examples
from tests.trees.building import chain, check, document, graph, jump, outcome, step
from troubleshooting.trees.documents.yaml_text import load_yaml
from troubleshooting.trees.layout.boxes import BOX_WIDTH, WIDE_BOX, Box, Layout
from troubleshooting.trees.layout.layout import layout
from troubleshooting.trees.layout.lettering import clip, width, wrap

ARTICLE = Path("fixtures/trees/payout-not-received.yaml")
NODES_OF_A_LARGE_TREE = 2_000


@pytest.fixture(scope="module")
def article() -> dict[str, Any]:
    content: dict[str, Any] = load_yaml(ARTICLE.read_bytes())
    return content


def arrows(found: Layout) -> set[tuple[str, str | None]]:
    return {(edge.way.source, edge.way.target) for edge in found.edges}


def lines(found: Layout, key: str) -> list[str | None]:
    return [way.target for way in found.nodes[key].lines]


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.w
        and other.x < one.x + one.w
        and one.y < other.y + other.h
        and other.y < one.y + one.h
    )


def assert_sound(found: Layout) -> None:
    """Nothing overlaps, nothing sticks out, and no arrow runs through a box."""
    boxes = sorted(found.nodes.values(), key=lambda box: (box.y, box.x))
    for one, other in pairwise(boxes):
        assert not overlap(one, other), (one, other)
    for box in boxes:
        assert min(box.x, box.y) >= 0
        assert box.x + box.w <= found.width
        assert box.y + box.h <= found.height
    for edge in found.edges:
        ends = {edge.way.source, edge.way.target}
        others = [box for key, box in found.nodes.items() if key not in ends]
        for x, y in edge.points:
            assert 0 <= x <= found.width
            assert not any(
                box.x < x < box.x + box.w and box.y < y < box.y + box.h for box in others
            ), edge


def random_tree(seed: int, size: int) -> dict[str, Any]:
    """A tree with shared outcomes, circles, loose ends and steps that nothing leads to."""
    chance = random.Random(seed)
    keys = [f"step_{number}" for number in range(size)]
    ends = [f"end_{number}" for number in range(max(size // 3, 1))]
    nodes = []
    for number, key in enumerate(keys):
        ways = {f"on_{at}": keys[at] for at in (2 * number + 1, 2 * number + 2) if at < size}
        for place in range(chance.randrange(3)):
            ways[f"out_{place}"] = chance.choice(ends)
        if chance.random() < 0.15:
            ways["back"] = chance.choice(keys)
        if chance.random() < 0.05:
            ways["loose"] = "nowhere"
        nodes.append(step(key, chance.choice(["question", "action"]), **ways))
        if chance.random() < 0.2:
            nodes[-1]["otherwise"] = chance.choice(keys)
    return document(*nodes, *(outcome(key) for key in ends))


def test_a_step_stands_above_what_it_leads_to():
    found = layout(document(step("a", yes="b", no="c"), outcome("b"), outcome("c")))

    a, b, c = (found.nodes[key] for key in "abc")
    assert a.y + a.h < b.y == c.y
    assert b.x + b.w < c.x
    assert b.middle < a.middle < c.middle


def test_options_stand_from_left_to_right_in_their_order():
    ends = ["one", "two", "three", "four"]
    found = layout(document(step("a", **{key: key for key in ends}), *map(outcome, ends)))

    assert sorted(ends, key=lambda key: found.nodes[key].x) == ends


def test_the_longest_branch_runs_straight_down():
    found = layout(chain(12))

    middles = {found.nodes[f"step_{number}"].middle for number in range(12)}
    assert len(middles) == 1


def test_options_with_the_same_target_share_an_arrow():
    found = layout(document(step("a", yes="b", maybe="b", no="c"), outcome("b"), outcome("c")))

    [shared] = [edge for edge in found.edges if edge.way.target == "b"]
    assert shared.way.options == ("yes", "maybe")


def test_a_shared_outcome_stands_by_the_step_that_knows_it_best():
    content = document(
        step("many", a="one", b="two", c="three", d="over", on="limit"),
        step("limit", within="four", above="over"),
        step("other", a="one", b="two", c="three", d="over"),
        *map(outcome, ["one", "two", "three", "four", "over"]),
    )

    found = layout(content)

    assert ("limit", "over") in arrows(found)
    assert lines(found, "other").count("over") == 1
    assert found.nodes["over"].elsewhere >= 1


def test_every_way_is_an_arrow_or_a_line_of_text_and_never_both(article):
    found = layout(article)

    for entry in article["nodes"]:
        targets = {option["to"] for option in entry.get("options", ())}
        targets |= {entry["otherwise"]} if "otherwise" in entry else set()
        drawn = [target for source, target in arrows(found) if source == entry["key"]]
        assert sorted([*drawn, *lines(found, entry["key"])]) == sorted(targets)


def test_a_way_back_is_an_arrow_upwards():
    content = document(step("a", on="b"), step("b", again="a", done="end"), outcome("end"))

    [back] = [edge for edge in layout(content).edges if edge.way.is_back]

    assert (back.way.source, back.way.target) == ("b", "a")
    assert back.points[0][1] > back.points[-1][1]


def test_which_way_leads_back_is_told_from_the_start():
    content = document(
        step("a", first="b", second="c"),
        step("b", on="d"),
        step("c", on="d"),
        step("d", again="b", done="end"),
        outcome("end"),
    )

    backs = [edge.way for edge in layout(content).edges if edge.way.is_back]

    assert [(way.source, way.target) for way in backs] == [("d", "b")]


def test_a_step_that_leads_to_itself_says_so_in_its_box():
    found = layout(document(step("a", again="a", done="end"), outcome("end")))

    [way] = found.nodes["a"].lines
    assert (way.target, way.is_back) == ("a", True)


def test_a_way_to_nowhere_is_kept_as_a_line():
    found = layout(document(step("a", lost="gone", done="end"), outcome("end")))

    [way] = found.nodes["a"].lines
    assert (way.target, way.options) == (None, ("lost",))


def test_a_far_way_is_a_line_of_text():
    steps = [step(f"s{number}", on=f"s{number + 1}", out="end") for number in range(8)]
    steps[0]["options"].append({"key": "far", "label": {"en": "Far"}, "to": "s7"})
    found = layout(document(*steps, step("s8", done="end"), outcome("end")))

    assert "s7" in lines(found, "s0")
    assert ("s6", "s7") in arrows(found)


def test_cant_say_is_text_where_another_way_leads_there_too():
    content = document(
        step("a", on="b", off="c"), {**step("c", x="end"), "otherwise": "b"}, step("b", x="end"),
        outcome("end"),
    )  # fmt: skip

    found = layout(content)

    assert lines(found, "c") == ["b"]
    assert found.nodes["b"].y == found.nodes["c"].y


def test_steps_that_nothing_leads_to_are_drawn():
    content = document(
        step("a", x="end"), outcome("end"), step("lost", on="alone"), outcome("alone"),
        step("round", on="about"), step("about", on="round"),
    )  # fmt: skip

    found = layout(content)

    assert found.nodes.keys() == {"a", "end", "lost", "alone", "round", "about"}
    assert_sound(found)


def test_a_jump_leads_to_where_the_walk_goes_on():
    found = layout(document(jump("bank", "bank", "end"), outcome("end")))

    [edge] = found.edges
    assert (edge.way.source, edge.way.target, edge.label) == ("bank", "end", None)


def test_a_graph_is_laid_out_like_its_document():
    nodes = [step("a", yes="b", no="c"), check("b", "amount_within_limit", within="c", above="d"),
             outcome("c"), outcome("d")]  # fmt: skip

    assert layout(graph(*nodes)).nodes == layout(document(*nodes)).nodes


def test_the_same_document_gives_the_same_layout(article):
    assert layout(article) == layout(copy.deepcopy(article))


def test_the_layout_does_not_depend_on_the_order_of_languages(article):
    turned = copy.deepcopy(article)
    for entry in turned["nodes"]:
        entry["title"] = dict(reversed(entry["title"].items()))

    assert layout(turned) == layout(article)


def test_a_box_has_room_for_the_longest_title_and_three_lines_at_most():
    short, long, endless = (
        layout(document(outcome("a") | {"title": {"en": "Fine", "zh-hans": title}})).nodes["a"].h
        for title in ("好", "该笔出款是否已经被收款银行受理并且入账到收款人账户", "长" * 500)
    )

    assert short < long < endless
    assert endless < short + 60


def test_boxes_that_name_ways_are_wider():
    found = layout(document(step("a", lost="gone", done="end"), outcome("end")))

    assert (found.nodes["a"].w, found.nodes["end"].w) == (WIDE_BOX, BOX_WIDTH)


def test_a_collapsed_step_hides_what_is_reached_through_it_alone():
    content = document(
        step("a", left="b", right="c"), step("b", x="deep", y="both"), step("deep", x="under"),
        step("c", x="both"), step("both", done="end"), outcome("under"), outcome("end"),
    )  # fmt: skip

    found = layout(content, collapsed={"b"})

    assert found.nodes.keys() == {"a", "b", "c", "both", "end"}
    assert found.nodes["b"].hidden == 2
    assert ("b", "both") in arrows(found)


def test_what_is_not_below_a_collapsed_step_stays_where_it_was(article):
    whole = layout(article)
    folded = layout(article, collapsed={"bank_reached"})

    others = folded.nodes.keys() - below(whole, "bank_reached")
    assert len(folded.nodes) < len(whole.nodes) - 30
    assert len(others) > 20
    assert moved(whole, folded, "known_outage", of=others) < len(others) * 0.15


def test_collapsing_a_key_that_is_not_there_changes_nothing(article):
    assert layout(article, collapsed={"gone"}).nodes == layout(article).nodes


def test_labels_stand_where_no_other_label_of_the_layer_stands(article):
    labels = [edge.label for edge in layout(article).edges if edge.label]

    pairs = [
        (one, other)
        for at, one in enumerate(labels)
        for other in labels[:at]
        if one.y == other.y and abs(one.x - other.x) < 60
    ]
    assert not pairs


def test_the_articles_tree_overlaps_nowhere(article):
    assert_sound(layout(article))


def below(found: Layout, key: str | None) -> set[str | None]:
    """Return a step and all that is reached from it, on other ways too."""
    reached: set[str | None] = set()
    waiting = [key]
    while waiting:
        reached.add(one := waiting.pop())
        waiting += [to for source, to in arrows(found) if source == one and to not in reached]
    return reached


def moved(before: Layout, after: Layout, anchor: str, of: Collection[str] | None = None) -> int:
    """Count the boxes that stand elsewhere, of these or of all, seen from one that both have."""
    old, new = before.nodes, after.nodes
    across = new[anchor].middle - old[anchor].middle
    keys = old.keys() & new.keys() if of is None else of
    return sum(abs(new[key].middle - old[key].middle - across) > 4 for key in keys)


@pytest.mark.parametrize("key", ["amount_within_limit", "daily_total", "connection_lost"])
def test_a_new_outcome_moves_few_boxes_aside(article, key):
    edited = copy.deepcopy(article)
    edited["nodes"].append(outcome("bank_holiday"))
    asked = next(entry for entry in edited["nodes"] if entry["key"] == key)
    asked["options"].append({"key": "new", "label": {"en": "Holiday"}, "to": "bank_holiday"})

    assert moved(layout(article), layout(edited), "known_outage") <= len(article["nodes"]) * 0.1


def test_a_new_step_on_the_main_way_moves_few_boxes_aside(article):
    edited = copy.deepcopy(article)
    edited["nodes"].append(step("holiday", no="payment_status", yes="out_outside_time_window"))
    before = next(entry for entry in edited["nodes"] if entry["key"] == "time_window")
    before["options"][0]["to"] = "holiday"

    assert moved(layout(article), layout(edited), "known_outage") <= len(article["nodes"]) * 0.1


def test_a_changed_word_moves_nothing(article):
    edited = copy.deepcopy(article)
    edited["nodes"][40]["body"] = {"en": "Another explanation", "zh-hans": "另一段说明"}
    edited["nodes"][40]["minutes"] = 9

    assert layout(edited).nodes == layout(article).nodes


@settings(max_examples=examples(40), deadline=None)
@given(some.integers(0, 10_000), some.integers(1, 60))
def test_random_trees_are_drawn_whole_and_overlap_nowhere(seed, size):
    content = random_tree(seed, size)

    found = layout(content)

    assert found.nodes.keys() == {entry["key"] for entry in content["nodes"]}
    assert_sound(found)


@settings(max_examples=examples(40), deadline=None)
@given(some.integers(0, 10_000), some.data())
def test_random_collapses_never_lose_the_start(seed, data):
    content = random_tree(seed, 25)
    keys = [entry["key"] for entry in content["nodes"]]
    collapsed = data.draw(some.sets(some.sampled_from(keys), max_size=6))

    found = layout(content, collapsed=collapsed)

    assert "step_0" in found.nodes
    assert_sound(found)


@every(
    "broken",
    [
        {},
        {"nodes": []},
        {"nodes": "none", "start": 3},
        {"nodes": [None, {"key": 3}, {"key": "a"}], "start": "b"},
        {"nodes": [{"key": "a", "kind": "odd", "title": "text", "options": [{"to": "a"}, None]}]},
        {"nodes": [{"key": "a", "kind": "jump"}, {"key": "a", "kind": "outcome"}], "start": "a"},
        {"nodes": [{"key": "a", "options": [{"key": "x", "label": {"en": 3}, "to": ["b"]}]}]},
    ],
)
def test_unfinished_documents_are_laid_out_all_the_same(broken):
    assert_sound(layout(broken))


def test_a_large_tree_is_laid_out():
    content = random_tree(1, NODES_OF_A_LARGE_TREE * 3 // 4)
    assert len(content["nodes"]) == NODES_OF_A_LARGE_TREE

    with computes(within=10):
        found = layout(content)

    assert len(found.nodes) == NODES_OF_A_LARGE_TREE


def test_a_very_deep_tree_is_laid_out():
    found = layout(chain(1_500))

    assert len({found.nodes[f"step_{number}"].middle for number in range(1_500)}) == 1


@every(
    ("text", "room", "lines", "expected"),
    [
        ("Is it right?", 20, 3, ("Is it right?",)),
        ("one two three", 5, 3, ("one two", "three")),
        ("one two three four five six", 5, 2, ("one two", "three…")),
        ("银行是否受理？", 4, 3, ("银行是否", "受理？")),
        ("银行已受理。好", 5, 2, ("银行已受理。", "好")),
        ("", 5, 3, ()),
        ("  a \n b  ", 9, 3, ("a b",)),
    ],
)
def test_texts_break_where_a_reader_expects(text, room, lines, expected):
    assert wrap(text, room, lines) == expected


@given(some.text(max_size=80), some.floats(3, 20), some.integers(1, 3))
def test_wrapped_lines_fit(text, room, lines):
    wrapped = wrap(text, room, lines)

    assert len(wrapped) <= lines
    assert all(width(line) <= room + 1 for line in wrapped)


@given(some.text(max_size=60), some.floats(2, 20))
def test_a_clipped_text_is_one_line_that_fits(text, room):
    clipped = clip(text, room)

    assert width(clipped) <= room + 1
    assert "\n" not in clipped
