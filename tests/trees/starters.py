"""The trees that a fresh installation starts with, and the tables they are held against."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from troubleshooting.checks.registry import all_checks
from troubleshooting.trees.documents.yaml_text import load_yaml
from troubleshooting.trees.graph import Graph
from troubleshooting.trees.validation.problems import Catalogue

FIXTURES = Path(__file__).parents[2] / "fixtures"
ARTICLE, TINY = "payout-not-received", "tiny-example"
NEXT = (
    "refund-not-received",
    "deposit-not-credited",
    "account-verification-stuck",
    "sent-not-received",
)
LANGUAGES = ("en", "zh-hans")
ASKING = {"question", "check", "action"}


@cache
def starters() -> dict[str, dict[str, Any]]:
    return {path.stem: load_yaml(path.read_bytes()) for path in text_files()}


def text_files() -> list[Path]:
    return sorted((FIXTURES / "trees").glob("*.yaml"))


@cache
def causes() -> dict[str, dict[str, str]]:
    with (FIXTURES / "causes.csv").open(encoding="utf-8", newline="") as file:
        return {row["slug"]: row for row in csv.DictReader(file)}


def catalogue() -> Catalogue:
    return Catalogue(
        checks={check.name: check.options for check in all_checks()},
        causes={slug: row["disclosure"] for slug, row in causes().items()},
        trees=set(starters()),
    )


@cache
def graph_of(slug: str) -> Graph:
    others = {name: tree for name, tree in starters().items() if name != slug}
    return Graph.from_document(starters()[slug], others)


def new_trees() -> list[dict[str, Any]]:
    return [starters()[slug] for slug in (*NEXT, TINY)]


def new_nodes(kinds: set[str] | None = None) -> list[Any]:
    """Every node of the trees after the article's, as (slug, node)."""
    return [
        (tree["slug"], node)
        for tree in new_trees()
        for node in tree["nodes"]
        if kinds is None or node["kind"] in kinds
    ]


def outcomes() -> list[Any]:
    return new_nodes({"outcome"})


def customer_nodes() -> list[Any]:
    return [(slug, node) for slug, node in new_nodes() if "customer" in node]


def ways_on(node: dict[str, Any]) -> list[str]:
    ways = [option["to"] for option in node.get("options", [])]
    return ways + [node[name] for name in ("to", "otherwise") if name in node]


def agent_texts(node: dict[str, Any], language: str) -> list[str]:
    labels = [option["label"][language] for option in node.get("options", [])]
    return labels + [node[field][language] for field in ("title", "body", "cure") if field in node]


def customer_texts(node: dict[str, Any], language: str) -> list[str]:
    """What a customer reads: their own wording, and the labels, which both sides share."""
    own = [text[language] for text in node["customer"].values()]
    return own + [option["label"][language] for option in node.get("options", [])]


def words_for_agents() -> frozenset[str]:
    """Every key, title, explanation and cure of every tree, and the labels of agents' steps."""
    words = set()
    for tree in starters().values():
        for node in tree["nodes"]:
            words.add(node["key"])
            words |= {text for name in ("body", "cure") for text in _texts(node, name)}
            words |= set(_texts(node, "title")) - set(_asked_alike(node))
            if "customer" not in node:
                words |= {text for item in node.get("options", []) for text in _texts(item)}
    shown = {
        text
        for tree in starters().values()
        for node in tree["nodes"]
        if "customer" in node
        for language in LANGUAGES
        for text in customer_texts(node, language)
    }
    return frozenset(word for word in words - shown if _says_something(word))


def _asked_alike(node: dict[str, Any]) -> Iterator[str]:
    """Titles that the customer reads too, but for a "your": both sides are asked the same."""
    if "customer" in node:
        for language, title in node["title"].items():
            if title in node["customer"]["title"][language]:
                yield title


def _texts(entry: dict[str, Any], name: str = "label") -> list[str]:
    return list(entry.get(name, {}).values())


def _says_something(word: str) -> bool:
    """Leave out "Yes", "Found", "没有": such words are everybody's."""
    return len(word) >= (12 if word.isascii() else 7)
