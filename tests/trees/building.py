"""Small tree documents to test with."""

from itertools import pairwise
from typing import Any

from troubleshooting.trees.graph import Graph
from troubleshooting.trees.validation.problems import Catalogue

CATALOGUE = Catalogue(
    checks={"amount_within_limit": ("within", "above"), "channel_state": ("normal", "down")},
    causes={"amount_over_limit": "open", "fraud_risk": "general", "holder_deceased": "silent"},
    trees={"bank"},
)


def both(english: str) -> dict[str, str]:
    return {"en": english, "zh-hans": f"{english}(中)"}


def step(key: str, kind: str = "question", /, **ways: str) -> dict[str, Any]:
    """A step whose options are named like the ways: `step("a", yes="b", no="c")`."""
    options = [{"key": name, "label": both(name), "to": to} for name, to in ways.items()]
    return {"key": key, "kind": kind, "title": both(key), "options": options}


def check(key: str, name: str, /, **ways: str) -> dict[str, Any]:
    return {**step(key, "check", **ways), "check": name}


def outcome(key: str, **fields: Any) -> dict[str, Any]:
    """An outcome that hands the case over, unless it is said to do something else."""
    handed_over = {"cure": both("Take it over."), "status": "open"}
    return {"key": key, "kind": "outcome", "title": both(key), **handed_over, **fields}


def jump(key: str, tree: str, to: str) -> dict[str, Any]:
    return {"key": key, "kind": "jump", "title": both(key), "tree": tree, "to": to}


def for_customers(node: dict[str, Any]) -> dict[str, Any]:
    return {**node, "customer": {"title": both("For you"), "body": both("Please look.")}}


def document(*nodes: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A document that starts at its first node."""
    return {
        "format": "casewalk.tree/1",
        "slug": "payout",
        "title": both("Payout"),
        "start": nodes[0]["key"],
        "nodes": list(nodes),
        **fields,
    }


def graph(*nodes: dict[str, Any], **fields: Any) -> Graph:
    return Graph.from_document(document(*nodes, **fields))


def chain(length: int, **fields: Any) -> dict[str, Any]:
    """A document of so many questions in a row, each answered yes or no, and one outcome."""
    keys = [f"step_{number}" for number in range(length)] + ["end"]
    steps = [step(key, yes=after, no="end") for key, after in pairwise(keys)]
    return document(*steps, outcome("end"), **fields)
