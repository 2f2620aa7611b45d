"""No word for agents reaches the customer, in any step of any starter tree."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape

from tests.editor.trials import words
from tests.trees.starters import graph_of, starters
from troubleshooting.causes.models import Cause
from troubleshooting.editor.trial.both_sides import build_customer_sight
from troubleshooting.editor.trial.run import Run
from troubleshooting.trees.graph import Graph, Node, own_key
from troubleshooting.walks.engine import Answer, Position, Step

FILES = sorted((settings.BASE_DIR / "fixtures" / "trees").glob("*.yaml"))


class Page:
    """What the part asks of its page beside the sight."""

    base: dict[str, str] = {}
    seen_as_query = ""

    def __init__(self, language: str) -> None:
        self.language = language


def standing_at(graph: Graph, node: Node) -> Run:
    """Stand at a step after every other one that has an answer."""
    passed = [one for one in graph.nodes.values() if one.options and one != node]
    path = tuple(
        Step(one, Answer(number, one.key, one.options[0].key))
        for number, one in enumerate(passed, start=1)
    )
    position = Position(path, node, node.is_outcome, (), 1, is_taken_back=False, checks_said={})
    return Run(graph, {}, position, frozenset(), (), 0)


def seen(graph: Graph, node: Node, language: str) -> str:
    with translation.override(language):
        sight = build_customer_sight(standing_at(graph, node))
        part = render_to_string(
            "editor/trial/_customer.html", {"page": Page(language), "path": "/", "sight": sight}
        )
    return words(part)


def for_customers(graph: Graph, language: str) -> Iterator[str]:
    for node in graph.nodes.values():
        if node.customer:
            yield node.customer.title[language]
            yield (node.customer.body or {}).get(language, "")
            yield from (option.label[language] for option in node.options)


def for_agents_only(graph: Graph, language: str) -> set[str]:
    """Every text for agents, unless customers read the same somewhere."""
    listed = {
        text.get(language, "")
        for node in graph.nodes.values()
        for text in (node.title, node.body, node.cure)
        if text
    }
    told = " ".join(for_customers(graph, language))
    told += " ".join(cause.customer_message(language) for cause in Cause.objects.all())
    return {words(escape(text)) for text in listed if len(text) > 3 and text not in told}


def own_nodes(graph: Graph) -> list[Node]:
    """The steps of a tree itself; those behind a jump are shown in their own tree's turn."""
    return [node for node in graph.nodes.values() if own_key(node.key) == node.key]


def texts_of(node: Node) -> tuple[Any, ...]:
    labels = [(option.key, option.label) for option in node.options]
    return node.kind, node.title, node.body, node.cure, node.customer, node.cause, labels


def test_a_step_behind_a_jump_says_what_it_says_in_its_own_tree():
    behind = 0
    for slug in starters():
        for key, node in graph_of(slug).nodes.items():
            if node.trees:
                own = graph_of(node.trees[-1]).nodes[key.rpartition(".")[2]]
                assert texts_of(node) == texts_of(own), key
                behind += 1

    assert behind > 300


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("file", FILES, ids=lambda file: Path(file).stem)
def test_no_customer_reads_a_text_for_agents(file, language):
    graph = graph_of(file.stem)
    forbidden = for_agents_only(graph, language)

    for node in own_nodes(graph):
        page = seen(graph, node, language)
        assert [text for text in forbidden if text in page] == [], node.key

    assert len(forbidden) > 3


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_is_written_for_customers_is_what_they_read(language):
    shown = 0
    for slug in starters():
        graph = graph_of(slug)
        for node in own_nodes(graph):
            if node.customer:
                assert words(node.customer.title[language]) in seen(graph, node, language)
                shown += 1

    assert shown > 5
