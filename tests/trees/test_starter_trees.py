"""The trees that come with Casewalk: valid, in both languages, and true to the trade."""

import re
from graphlib import TopologicalSorter

import yaml

from tests.every import every
from tests.trees.starters import (
    ARTICLE,
    ASKING,
    LANGUAGES,
    NEXT,
    TINY,
    agent_texts,
    catalogue,
    causes,
    customer_nodes,
    customer_texts,
    graph_of,
    new_nodes,
    new_trees,
    outcomes,
    starters,
    text_files,
    ways_on,
    words_for_agents,
)
from tests.trees.walking import go_on_after_the_checks, prove_that_nobody_gets_stuck
from tests.trees_content.test_texts import AGENTS_WORDS, HALF_WIDTH, localised
from troubleshooting.checks.registry import get
from troubleshooting.trees.documents.yaml_text import dump_yaml, load_yaml
from troubleshooting.trees.validation.document import validate

BODY_LENGTH = {"en": 500, "zh-hans": 250}
LABEL_LENGTH = {"en": 32, "zh-hans": 16}
EVERY_TREE = every("slug", sorted(starters()))
EVERY_LANGUAGE = every("language", LANGUAGES)


def named(pairs):
    return every(
        "node",
        [node for _slug, node in pairs],
        ids=[f"{slug}.{node['key']}" for slug, node in pairs],
    )


EVERY_NODE = named(new_nodes())
EVERY_ASKING_NODE = named(new_nodes(ASKING))
EVERY_OUTCOME = named(outcomes())
EVERY_CUSTOMER_NODE = named(customer_nodes())


def test_the_articles_tree_four_more_and_a_tiny_one_are_there():
    assert set(starters()) == {ARTICLE, *NEXT, TINY}
    assert [len(tree["nodes"]) for tree in new_trees()] == [52, 53, 42, 43, 5]


@EVERY_TREE
def test_nothing_blocks_publishing_and_nothing_calls_for_a_second_look(slug):
    assert validate(starters()[slug], catalogue()) == []


@every("path", text_files(), ids=lambda path: path.stem)
def test_a_file_is_written_as_an_export_would_write_it_and_read_alike_by_any_reader(path):
    text = path.read_text(encoding="utf-8")

    assert starters()[path.stem]["slug"] == path.stem
    assert dump_yaml(load_yaml(text)) == text
    assert yaml.safe_load(text) == load_yaml(text)


@EVERY_TREE
def test_whatever_is_chosen_a_walk_comes_to_an_end(slug):
    others = {name: tree for name, tree in starters().items() if name != slug}

    assert prove_that_nobody_gets_stuck(starters()[slug], others) >= 8


@EVERY_TREE
def test_without_a_payment_too_the_walk_begins_and_ends(slug):
    others = {name: tree for name, tree in starters().items() if name != slug}

    assert go_on_after_the_checks(starters()[slug], {}, others).is_outcome


@every("tree", new_trees(), ids=lambda tree: tree["slug"])
def test_no_way_ever_comes_back_to_a_step_already_taken(tree):
    order = TopologicalSorter({node["key"]: ways_on(node) for node in tree["nodes"]})

    assert len(list(order.static_order())) == len(tree["nodes"])


@every("tree", new_trees(), ids=lambda tree: tree["slug"])
def test_both_languages_say_everything_each_in_its_own_letters(tree):
    for text in localised(tree):
        assert set(text) == set(LANGUAGES)
        assert re.search(r"[\u4e00-\u9fff]", text["zh-hans"]), text
        assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", text["en"]), text


@EVERY_NODE
def test_chinese_uses_full_width_punctuation(node):
    assert not [text for text in agent_texts(node, "zh-hans") if HALF_WIDTH.search(text)]


@EVERY_ASKING_NODE
def test_questions_and_checks_ask_and_actions_do_not(node):
    asks = node["kind"] != "action"

    assert node["title"]["en"].endswith("?") is asks
    assert node["title"]["zh-hans"].endswith("？") is asks


@EVERY_LANGUAGE
@EVERY_NODE
def test_a_step_is_short_enough_to_be_read_while_somebody_waits(node, language):
    labels = [option["label"][language] for option in node.get("options", [])]
    explained = node["cure" if node["kind"] == "outcome" else "body"][language]

    assert len(node["title"][language]) <= 75
    assert all(len(label) <= LABEL_LENGTH[language] for label in labels)
    assert len(labels) == len(set(labels))
    assert len(explained) <= BODY_LENGTH[language]
    assert explained.count("\n\n") <= 1


@every(
    "node",
    [node for _slug, node in new_nodes({"check"})],
    ids=lambda node: node["key"],
)
def test_a_check_offers_exactly_what_its_function_can_find(node):
    assert {option["key"] for option in node["options"]} == set(get(node["check"]).options)


@EVERY_OUTCOME
def test_an_outcome_is_titled_by_its_cause_and_one_without_cause_is_written_by_a_person(node):
    if "cause" not in node:
        assert "message" not in node
        assert (node["status"], node["automatic"]) == ("open", False)
        return
    row = causes()[node["cause"]]
    assert node["key"] == f"out_{node['cause']}"
    assert node["title"]["en"] == row["name_en"]
    assert node["title"]["zh-hans"] == row["name_zh"].translate(str.maketrans("()", "（）"))


@EVERY_OUTCOME
def test_what_is_kept_from_customers_is_handed_over_and_waits_for_nobody(node):
    disclosure = causes()[node["cause"]]["disclosure"] if "cause" in node else "open"
    if disclosure == "open":
        return

    assert node["automatic"] is False
    assert node["status"] == "open"
    assert node["cure"]["en"].startswith("Hand over to the ")
    assert "Say nothing" in node["cure"]["en"]
    assert "移交" in node["cure"]["zh-hans"]
    assert "不得" in node["cure"]["zh-hans"]
    assert ("message" in node) is (disclosure == "general")


@EVERY_OUTCOME
def test_a_customer_who_is_waited_for_is_told_what_to_do(node):
    if node["status"] == "waiting_customer":
        assert node["message"] == "solution"


def test_every_cause_of_the_table_is_an_outcome_of_some_tree():
    named_causes = {node.get("cause") for tree in starters().values() for node in tree["nodes"]} - {
        None
    }

    assert named_causes == set(causes())


@EVERY_CUSTOMER_NODE
@EVERY_LANGUAGE
def test_what_customers_read_of_a_step_is_short_and_polite_and_a_question_asks(node, language):
    title = node["customer"]["title"][language]
    texts = customer_texts(node, language)

    assert title.endswith("?" if language == "en" else "？") == (node["kind"] != "outcome")
    assert len(title) <= 70
    assert len(node["customer"]["body"][language]) <= 160
    assert not AGENTS_WORDS[language].search(" ".join(texts).casefold())
    assert not [text for text in texts if "你" in text or HALF_WIDTH.search(text)]


@EVERY_CUSTOMER_NODE
@EVERY_LANGUAGE
def test_no_text_for_agents_is_in_a_customers_voice(node, language):
    shown = " ".join(customer_texts(node, language))

    assert sorted(word for word in words_for_agents() if word in shown) == []


def asks(node):
    """Whether customers answer a step; of an end they only read."""
    return "customer" in node and node["kind"] != "outcome"


@every("slug", NEXT)
def test_an_agent_looks_for_signs_of_risk_before_the_customer_is_asked_anything(slug):
    nodes = {node["key"]: node for node in starters()[slug]["nodes"]}
    before = {
        key
        for key, node in nodes.items()
        if "customer" not in node and any(asks(nodes[to]) for to in ways_on(node))
    }

    assert before == {"signs_of_risk"}
    assert nodes["signs_of_risk"]["required"] is True


@every("slug", NEXT)
def test_several_questions_are_the_customers_too(slug):
    voices = [node for node in starters()[slug]["nodes"] if "customer" in node]

    assert len(voices) >= 5


def test_a_refund_is_looked_for_only_after_disputes_were_ruled_out():
    graph = graph_of("refund-not-received")
    leading = {key for key, node in graph.nodes.items() if "refund_record" in node.ways_on()}

    assert leading == {"dispute_open"}
    assert graph.nodes["dispute_open"].required


def test_a_refund_is_sent_again_only_under_its_own_reference_and_after_a_query():
    node = graph_of("refund-not-received").nodes["resend_refund"]

    assert "Query first" in node.body["en"]
    assert node.required
    assert node.otherwise == "trace_started"


def test_a_failed_deposit_is_walked_through_the_articles_tree_and_comes_back():
    graph = graph_of("deposit-not-credited")

    assert "failed_causes.out_account_closed" in graph.nodes
    assert "failed_causes.out_handed_over" not in graph.nodes
    back = graph.nodes["failed_causes.risk_signs"]
    assert {"failed_causes.out_fraud_risk"} < set(back.ways_on())


def test_nobody_asks_the_customer_anything_once_a_list_was_hit():
    graph = graph_of("account-verification-stuck")

    assert graph.nodes["out_sanctions_match"].message is None
    assert all(
        not graph.nodes[key].customer
        for key, node in graph.nodes.items()
        if "out_sanctions_match" in node.ways_on()
    )


def test_the_tiny_example_shows_each_thing_once():
    tree = starters()[TINY]

    assert [node["kind"] for node in tree["nodes"]] == [
        "check", "question", "outcome", "outcome", "outcome",
    ]  # fmt: skip
    assert [node["key"] for node in tree["nodes"] if "customer" in node] == ["account_open"]
    assert [node["key"] for node in tree["nodes"] if node.get("automatic")] == [
        "out_amount_over_limit"
    ]
