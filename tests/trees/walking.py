"""Proving with the engine itself that no walk through a document can get stuck."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.trees.building import document, for_customers, outcome, step
from troubleshooting.trees.graph import Graph, Node
from troubleshooting.walks.engine import Answer, Kind, Position, advance, follow

# The tree that a document of these tests may jump to.
BANK = document(
    for_customers(step("reached", yes="back", no="refused")),
    outcome("back"),
    outcome("refused", cause="amount_over_limit"),
    slug="bank",
)
SUBTREES = {"bank": BANK}


def prove_that_nobody_gets_stuck(
    tree: Mapping[str, Any], subtrees: Mapping[str, Any] = SUBTREES
) -> int:
    """Take every choice at every step that can be reached, and go on from each to an end.

    Returns how many choices were taken.
    """
    graph = Graph.from_document(tree, subtrees)
    taken = 0
    for answers in ways_to_every_node(graph):
        position = follow(graph, answers)
        if not position.is_outcome:
            assert position.remaining > 0, position.present.key
            go_on_to_an_end(graph, answers)
        for choice in choices_at(position.present, len(answers) + 1):
            after = follow(graph, [*answers, choice])
            assert after.present.key == target_of(position.present, choice)
            assert len(after.path) == len(position.path) + 1
            taken += 1
    return taken


def ways_to_every_node(graph: Graph) -> Iterator[list[Answer]]:
    """The answers that lead to each node, along the shortest way."""
    ways: dict[str, list[Answer]] = {graph.start: []}
    waiting = [graph.start]
    while waiting:
        key = waiting.pop(0)
        yield ways[key]
        for choice in choices_at(graph.nodes[key], len(ways[key]) + 1):
            target = target_of(graph.nodes[key], choice)
            if target not in ways:
                ways[target] = [*ways[key], choice]
                waiting.append(target)


def way_to(graph: Graph, key: str) -> list[Answer]:
    for answers in ways_to_every_node(graph):
        if follow(graph, answers).present.key == key:
            return answers
    raise AssertionError(f"No way leads to {key}.")


def choices_at(node: Node, number: int) -> list[Answer]:
    """Everything a person may do at a step: its options, "can't say", and to skip it."""
    if node.is_outcome:
        return []
    answered = [Answer(number, node.key, option.key) for option in node.options]
    left = [Kind.CANT_SAY] if node.required else [Kind.CANT_SAY, Kind.SKIPPED]
    return answered + [Answer(number, node.key, None, kind) for kind in left]


def target_of(node: Node, choice: Answer) -> str:
    if choice.kind != Kind.ANSWERED:
        target = node.way_without_answer()
    else:
        option = node.option(choice.option)
        target = option.to if option else None
    assert target is not None, (node.key, choice)
    return target


def go_on_to_an_end(graph: Graph, answers: list[Answer]) -> Position:
    """Answer step after step, always the way that is nearest to an end."""
    position = follow(graph, answers)
    for _step in range(len(graph.nodes)):
        if position.is_outcome:
            return position
        choices = choices_at(position.present, len(answers) + 1)
        here = position.present
        nearest = min(choices, key=lambda choice: distance(graph, target_of(here, choice)))
        answers = [*answers, nearest]
        position = follow(graph, answers)
    assert position.is_outcome, f"stuck at {position.present.key}"
    return position


def distance(graph: Graph, key: str) -> float:
    """The steps to an end; endless where there is none."""
    if graph.nodes[key].is_outcome:
        return 0
    return graph.remaining(key) or float("inf")


def go_on_after_the_checks(
    tree: Mapping[str, Any],
    facts: Mapping[str, Any],
    subtrees: Mapping[str, Any] = SUBTREES,
) -> Position:
    """Let the checks answer what these facts answer, then a person the rest."""
    graph = Graph.from_document(tree, subtrees)
    found = advance(graph, [], facts)
    return go_on_to_an_end(graph, list(found))
