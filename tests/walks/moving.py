"""Open walks, and another version of their tree."""

from typing import Any

from tests.walks.building import LATER, NORMAL, answer, tree
from troubleshooting.trees.drafts.services import open_draft, replace_document
from troubleshooting.trees.models import TreeVersion
from troubleshooting.walks.models import Walk, WalkAnswer
from troubleshooting.walks.moving import Published, plan_moves, publish_and_move
from troubleshooting.walks.services import start_walk


def opened(
    version: TreeVersion,
    *answers: tuple[str, str],
    facts: dict[str, Any] | None = None,
    subject: str = "CW-TEST0001",
) -> Walk:
    walk = start_walk(version, subject=subject, facts=facts or NORMAL, now=LATER)
    for node, option in answers:
        answer(walk, node, option)
    return walk


def edited(**nodes: Any) -> dict[str, Any]:
    """The tree of these tests with other nodes in the place of some; None takes one out."""
    content = tree()
    known = {node["key"] for node in content["nodes"]}
    changed = [nodes.get(node["key"], node) for node in content["nodes"]]
    new = [node for key, node in nodes.items() if key not in known]
    return {**content, "nodes": [node for node in (*changed, *new) if node]}


def planned(content: dict[str, Any], first: TreeVersion) -> dict[str, Any]:
    """Plan the moves into a draft with this content: subjects by what becomes of them."""
    draft = drafted(content, first)
    plan = plan_moves(draft.tree, draft)
    return {
        "as they are": {entry.subject for entry in plan.as_they_are},
        "asked": {entry.subject: entry.asked_again for entry in plan.movable},
        "staying": {entry.subject for entry in plan.staying},
    }


def drafted(content: dict[str, Any], first: TreeVersion) -> TreeVersion:
    draft = open_draft(first.tree, actor=None, now=LATER)
    return replace_document(draft, content, seen=draft.revision, actor=None, now=LATER)


def put_out(content: dict[str, Any], first: TreeVersion, *, moves_walks: bool = True) -> Published:
    draft = drafted(content, first)
    return publish_and_move(
        draft,
        reason="New rules.",
        actor=None,
        now=LATER,
        seen=draft.revision,
        moves_walks=moves_walks,
    )


def retitled(key: str) -> dict[str, Any]:
    node = next(node for node in tree()["nodes"] if node["key"] == key)
    return {**node, "title": {"en": f"New words: {key}", "zh-hans": f"新的说法：{key}"}}


def rows_of(walk: Walk) -> list[dict[str, Any]]:
    return list(WalkAnswer.objects.filter(walk=walk).order_by("number").values())
