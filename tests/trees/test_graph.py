"""A document as the engine walks it, with its sub-trees put in."""

import pytest

from tests.every import every
from tests.trees.building import both, chain, document, for_customers, graph, jump, outcome, step
from troubleshooting.trees.documents.texts import pick
from troubleshooting.trees.graph import SIZE_LIMIT, Graph, GraphError

BANK = document(
    step("reached", yes="accepted", no="back"),
    step("accepted", yes="back", no="refused"),
    outcome("back"),
    outcome("refused", cause="amount_over_limit"),
    slug="bank",
)


def test_a_node_carries_what_its_document_says():
    node = for_customers(step("a", yes="b", no="c")) | {
        "body": both("Look."),
        "otherwise": "c",
        "minutes": 3,
        "required": True,
        "free_order": True,
    }

    built = graph(node, outcome("b"), outcome("c")).nodes["a"]

    assert [(option.key, option.to) for option in built.options] == [("yes", "b"), ("no", "c")]
    assert (built.otherwise, built.minutes) == ("c", 3)
    assert built.required
    assert built.free_order
    assert pick(built.customer.title, "en") == "For you"
    assert pick(built.body, "zh-hans") == "Look.(中)"


def test_an_outcome_carries_what_is_to_be_done():
    end = outcome(
        "end",
        cause="amount_over_limit",
        cure=both("Split it."),
        message="solution",
        status="waiting_customer",
        automatic=True,
    )

    built = graph(end).nodes["end"]

    assert built.is_outcome
    assert (built.cause, built.message, built.status) == (
        "amount_over_limit",
        "solution",
        "waiting_customer",
    )
    assert built.automatic


@pytest.mark.parametrize(
    ("node", "target"),
    [
        (step("a", yes="b", no="c"), "b"),
        ({**step("a", yes="b", no="c"), "otherwise": "c"}, "c"),
    ],
)
def test_no_answer_leads_where_otherwise_says_and_else_where_the_first_option_does(node, target):
    built = graph(node, outcome("b"), outcome("c"))

    assert built.nodes["a"].way_without_answer() == target


def test_what_remains_is_the_shortest_way_to_an_outcome():
    built = graph(
        step("a", yes="b", no="c"), step("b", yes="c"), step("c", yes="end"), outcome("end")
    )

    assert [built.remaining(key) for key in ("a", "b", "c", "end")] == [2, 2, 1, 0]


def test_otherwise_counts_as_a_way_to_an_outcome():
    built = graph({**step("a", yes="b"), "otherwise": "end"}, step("b", yes="a"), outcome("end"))

    assert built.remaining("a") == 1


def test_where_no_outcome_can_be_reached_nothing_remains():
    built = graph(step("a", yes="a"), outcome("end"))

    assert built.remaining("a") == 0


def test_a_jump_enters_the_other_tree_and_comes_back_after_it():
    tree = document(step("a", yes="ask_bank"), jump("ask_bank", "bank", "last"), outcome("last"))

    built = Graph.from_document(tree, {"bank": BANK})

    assert set(built.nodes) == {
        "a",
        "ask_bank.reached",
        "ask_bank.accepted",
        "ask_bank.refused",
        "last",
    }
    assert built.nodes["a"].options[0].to == "ask_bank.reached"
    assert [option.to for option in built.nodes["ask_bank.accepted"].options] == [
        "last",
        "ask_bank.refused",
    ]
    assert built.nodes["ask_bank.refused"].is_outcome


def test_a_tree_can_start_with_a_jump_and_jump_twice_to_the_same_tree():
    tree = document(jump("one", "bank", "two"), jump("two", "bank", "last"), outcome("last"))

    built = Graph.from_document(tree, {"bank": BANK})

    assert built.start == "one.reached"
    assert built.nodes["one.reached"].option("no").to == "two.reached"
    assert built.nodes["two.reached"].option("no").to == "last"


def test_a_jump_within_a_sub_tree_goes_one_level_deeper():
    outer = document(step("x", yes="deeper"), jump("deeper", "bank", "done"), outcome("done"))
    tree = document(jump("middle", "outer", "last"), outcome("last"))

    built = Graph.from_document(tree, {"outer": outer, "bank": BANK})

    assert built.nodes["middle.x"].options[0].to == "middle.deeper.reached"
    assert built.nodes["middle.deeper.reached"].option("no").to == "last"


@every(
    ("nodes", "subtrees", "reason"),
    [
        ([jump("a", "bank", "end"), outcome("end")], {}, "not at hand"),
        (
            [jump("a", "bank", "end"), outcome("end")],
            {"bank": document(jump("x", "payout", "y"), outcome("y"), slug="bank")},
            "jumps back",
        ),
        ([step("a", yes="nowhere"), outcome("end")], {}, "not a node"),
        (
            [jump("a", "empty", "a"), outcome("end")],
            {"empty": document(outcome("back"), slug="empty")},
            "in a circle",
        ),
    ],
)
def test_what_cannot_be_put_together_is_refused(nodes, subtrees, reason):
    with pytest.raises(GraphError, match=reason):
        Graph.from_document(document(*nodes), subtrees)


def test_trees_that_grow_by_jumping_are_stopped_at_the_limit():
    levels = 14
    subtrees = {
        f"level{n}": document(
            jump("a", f"level{n + 1}", "b"), jump("b", f"level{n + 1}", "c"), outcome("c")
        )
        for n in range(levels)
    } | {f"level{levels}": document(step("x", yes="y"), outcome("y"))}

    with pytest.raises(GraphError, match=str(SIZE_LIMIT)):
        Graph.from_document(document(jump("a", "level0", "end"), outcome("end")), subtrees)


def test_two_thousand_nodes_are_built_and_measured():
    built = Graph.from_document(chain(2_000))

    assert built.remaining("step_0") == 1


@every(
    ("localised", "language", "text"),
    [
        ({"en": "Bank", "zh-hans": "银行"}, "zh-hans", "银行"),
        ({"en": "Bank", "zh-hans": "银行"}, "de", "Bank"),
        ({"zh-hans": "银行"}, "en", "银行"),
        ({}, "en", ""),
        (None, "en", ""),
    ],
)
def test_a_text_is_picked_in_the_language_else_in_english_else_in_any(localised, language, text):
    assert pick(localised, language) == text
