"""The tree hangs together: every way leads somewhere, and every way ends."""

from typing import Any

import yaml

from tests.every import every
from tests.trees_content.document import (
    ASKING,
    FIXTURES,
    asking_nodes,
    causes,
    customer_nodes,
    nodes,
    outcomes,
    tree,
    ways_on,
)
from troubleshooting.checks.registry import all_checks, get

CHECK_NODES = [node for node in nodes().values() if node["kind"] == "check"]
ORDER_OF_THE_ARTICLE = [
    "known_outage",
    "error_code",
    "amount_valid",
    "method_supported",
    "counterparty_format",
    "amount_within_limit",
    "time_window",
    "payment_status",
    "bank_reached",
    "generic_decline",
    "bank_accepted",
]


def reachable_from(start: str) -> set[str]:
    found, waiting = set(), [start]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(ways_on(nodes()[key]).values())
    return found


def steps_with_nothing_wrong() -> list[str]:
    """The keys passed when every step's first option is taken."""
    passed, key = [], tree()["start"]
    while nodes()[key]["kind"] != "outcome":
        passed.append(key)
        key = nodes()[key]["options"][0]["to"]
    return passed


def asking_nodes_reached_next(key: str) -> set[str]:
    """The questions and actions a person meets next; checks are passed through unseen."""
    node = nodes()[key]
    if node["kind"] == "check":
        return {found for to in ways_on(node).values() for found in asking_nodes_reached_next(to)}
    return {key} if node["kind"] in ASKING else set()


def test_the_document_says_what_it_is():
    assert tree()["format"] == "casewalk.tree/1"
    assert tree()["slug"] == "payout-not-received"
    assert tree()["languages"] == ["en", "zh-hans"]


def test_every_key_is_unique_and_stable_in_form():
    keys = [node["key"] for node in tree()["nodes"]]

    assert len(keys) == len(set(keys))
    assert all(key.replace("_", "").isalnum() and key == key.lower() for key in keys)


def test_the_tree_is_short_enough_to_be_overseen():
    assert len(nodes()) <= 150


def test_every_way_leads_to_a_node_of_the_tree():
    targets = {to for node in nodes().values() for to in ways_on(node).values()}

    assert targets <= set(nodes())


def test_every_node_can_be_reached_from_the_start():
    assert reachable_from(tree()["start"]) == set(nodes())


@every("node", asking_nodes(), ids=lambda node: node["key"])
def test_no_way_ever_comes_back_to_a_step_already_taken(node):
    assert all(node["key"] not in reachable_from(to) for to in ways_on(node).values())


@every("node", asking_nodes(), ids=lambda node: node["key"])
def test_every_step_offers_options_with_keys_of_their_own(node):
    keys = [option["key"] for option in node["options"]]

    assert keys
    assert len(keys) == len(set(keys))


def test_outcomes_lead_nowhere():
    assert all(not ways_on(node) for node in outcomes())


@every("node", CHECK_NODES, ids=lambda node: node["key"])
def test_a_check_offers_exactly_the_options_its_function_can_return(node):
    offered = {option["key"] for option in node["options"]}

    assert offered == set(get(node["check"]).options)


# What refunds ask of their record, and what was sent asks of its bank.
OF_OTHER_TREES = {"bank_answer", "record_is_refund"}


def test_every_check_of_the_registry_is_used():
    assert {node["check"] for node in CHECK_NODES} == {
        check.name for check in all_checks()
    } - OF_OTHER_TREES


def test_with_nothing_wrong_the_walk_keeps_the_order_of_the_article():
    passed = steps_with_nothing_wrong()

    assert [key for key in passed if key in ORDER_OF_THE_ARTICLE] == ORDER_OF_THE_ARTICLE


def test_a_group_of_codes_leads_to_the_causes_of_that_group():
    for option in nodes()["error_code"]["options"]:
        if option["key"] not in {"none", "unknown", "generic"}:
            listed = {choice["key"] for choice in nodes()[option["to"]]["options"]}
            in_group = {slug for slug, row in causes().items() if row["group"] == option["key"]}
            assert listed == in_group - {"declined_unspecified"}


@every("node", customer_nodes(), ids=lambda node: node["key"])
def test_a_customer_never_walks_into_a_step_for_agents_only(node):
    reached = {key for to in ways_on(node).values() for key in asking_nodes_reached_next(to)}

    assert all("customer" in nodes()[key] for key in reached)


def test_risk_is_looked_at_by_an_agent_before_the_customer_is_asked_anything():
    asked_first = {
        node["key"]
        for node in asking_nodes()
        if "customer" not in node and node["kind"] != "check"
        for to in ways_on(node).values()
        if any("customer" in nodes()[key] for key in asking_nodes_reached_next(to))
    }
    reached_by_checks = asking_nodes_reached_next(tree()["start"])

    assert asked_first == {"risk_signs"}
    assert not any("customer" in nodes()[key] for key in reached_by_checks)


def test_only_the_query_and_the_risk_signs_can_never_be_skipped():
    required = {node["key"] for node in nodes().values() if node.get("required")}

    assert required == {"query_original", "risk_signs"}


def test_a_step_that_may_be_moved_has_one_way_on_and_ends_the_walk_otherwise():
    movable = [node for node in nodes().values() if node.get("free_order")]

    assert len(movable) > 8
    for node in movable:
        _first, *others = node["options"]
        assert all(nodes()[option["to"]]["kind"] == "outcome" for option in others), node["key"]


def test_a_step_that_may_be_moved_is_entered_from_one_step_only():
    for node in nodes().values():
        if node.get("free_order"):
            before = [step for step in asking_nodes() if node["key"] in ways_on(step).values()]
            assert len(before) == 1, node["key"]


def test_effort_is_estimated_for_every_step():
    assert all(1 <= node["minutes"] <= 15 for node in asking_nodes())


# A check that one tree has read before it enters another is asked there a second time. Of a
# payment's status both ask, for different answers; how the channel was, nobody asks twice.
ONCE = {"channel_state"}


def documents() -> dict[str, dict[str, Any]]:
    found = [
        yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted((FIXTURES / "trees").glob("*.yaml"))
    ]
    return {document["slug"]: document for document in found}


def asked_twice(document: dict[str, Any], known: dict[str, dict[str, Any]]) -> set[str]:
    """Which checks of `ONCE` some way through a tree and the trees it enters asks twice."""
    twice: set[str] = set()
    by_key = {node["key"]: node for node in document["nodes"]}

    def go(key: str, before: frozenset[str], seen: set[tuple[str, frozenset[str]]]) -> None:
        if (key, before) in seen:
            return
        seen.add((key, before))
        node = by_key[key]
        if node["kind"] == "action":
            before = frozenset()  # what a person does takes its time: asked again, it is no echo
        asks = ONCE & {node.get("check")}
        if node["kind"] == "jump":
            entered = {one.get("check") for one in known[node["tree"]]["nodes"]}
            asks = ONCE & entered
        twice.update(asks & before)
        for to in ways_on(node).values():
            go(to, before | asks, seen)

    go(document["start"], frozenset(), set())
    return twice


@every("slug", sorted(documents()))
def test_no_way_asks_twice_how_the_channel_was(slug: str):
    assert asked_twice(documents()[slug], documents()) == set()
