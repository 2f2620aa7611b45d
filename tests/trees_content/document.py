"""The article's tree and the tables it is held against, read without the product's code."""

import csv
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FIXTURES = Path(__file__).parents[2] / "fixtures"
TREE = FIXTURES / "trees" / "payout-not-received.yaml"
ASKING = {"question", "check", "action"}


@cache
def tree() -> dict[str, Any]:
    return yaml.safe_load(TREE.read_text(encoding="utf-8"))


@cache
def nodes() -> dict[str, dict[str, Any]]:
    return {node["key"]: node for node in tree()["nodes"]}


@cache
def causes() -> dict[str, dict[str, str]]:
    """The causes of failed payments: those that a failure code can name."""
    coded = {row["cause"] for row in _rows("failure_codes.csv")}
    return {row["slug"]: row for row in _rows("causes.csv") if row["slug"] in coded}


def _rows(table: str) -> list[dict[str, str]]:
    with (FIXTURES / table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def asking_nodes() -> list[dict[str, Any]]:
    return [node for node in nodes().values() if node["kind"] in ASKING]


def outcomes() -> list[dict[str, Any]]:
    return [node for node in nodes().values() if node["kind"] == "outcome"]


def outcome_of(cause: str) -> dict[str, Any]:
    return nodes()[f"out_{cause}"]


def customer_nodes() -> list[dict[str, Any]]:
    return [node for node in nodes().values() if "customer" in node]


def ways_on(node: dict[str, Any]) -> dict[str, str]:
    """Every choice a person has at a node, "can't say" too, and where it leads."""
    choices = {option["key"]: option["to"] for option in node.get("options", [])}
    return choices | ({"can't say": node["otherwise"]} if "otherwise" in node else {})


def agent_texts(node: dict[str, Any], language: str) -> list[str]:
    labels = [option["label"][language] for option in node.get("options", [])]
    return labels + [node[field][language] for field in ("title", "body", "cure") if field in node]


def customer_texts(node: dict[str, Any], language: str) -> list[str]:
    """What a customer reads: their own wording, and the labels, which both sides share."""
    own = [node["customer"][field][language] for field in ("title", "body")]
    return own + [option["label"][language] for option in node["options"]]
