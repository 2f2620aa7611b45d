"""Walking a document that is not finished: what leads nowhere becomes a dead end."""

from collections.abc import Collection, Mapping
from typing import Any

from troubleshooting.trees.documents.document import Content
from troubleshooting.trees.documents.entries import Entry, entries, text, ways_on

NOWHERE = "_nowhere"


def mended(document: Content, *, checks: Collection[str], trees: Collection[str]) -> dict[str, Any]:
    """Return a document that can be walked, the same where nothing is missing.

    What names no step leads to a step without a way on, of the same key; a check that does not
    exist is a question, and so is a jump without a tree or a way back.
    """
    nodes = [_mended(node, checks, trees) for node in document["nodes"]]
    known = {node["key"] for node in nodes}
    start = text(document, "start") or NOWHERE
    targets = dict.fromkeys([start, *(target for node in nodes for target in ways_on(node))])
    nodes += [_dead_end(target) for target in targets if target not in known]
    return {**document, "start": start, "nodes": nodes}


def _mended(node: Entry, checks: Collection[str], trees: Collection[str]) -> Mapping[str, Any]:
    if node["kind"] == "jump" and (node.get("tree") not in trees or not text(node, "to")):
        return _dead_end(node["key"], node.get("title", {}))
    if node["kind"] == "outcome":
        return {name: value for name, value in node.items() if name not in ("options", "otherwise")}
    if node["kind"] == "check" and node.get("check") not in checks:
        node = {**node, "kind": "question", "check": None}
    listed = entries(node, "options")
    if all(text(option, "to") and "label" in option for option in listed):
        return node
    options = [
        {**option, "label": option.get("label", {}), "to": text(option, "to") or NOWHERE}
        for option in listed
    ]
    return {**node, "options": options}


def _dead_end(key: str, title: Mapping[str, str] | None = None) -> dict[str, Any]:
    return {"key": key, "kind": "question", "title": title or {}, "options": []}
