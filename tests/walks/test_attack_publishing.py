"""Fifty open walks at every kind of step, of a sub-tree too, while a version is published."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from tests.trees.building import both, check, document, jump, outcome, step
from tests.walks.building import LATER, agent, published, recorded, stored
from tests.walks.moving import drafted, rows_of
from troubleshooting.trees.publishing.whole_documents import import_tree
from troubleshooting.walks.models import Walk, WalkMove
from troubleshooting.walks.moving import plan_moves, publish_and_move
from troubleshooting.walks.services import Choice, start_walk

NORMAL = {"channel_state": "normal"}


def bank() -> dict[str, Any]:
    return document(
        step("asked", "question", yes="done", no="call"),
        step("call", "action", done="done"),
        outcome("done"),
        slug="bank",
    )


def whole(**changes: Any) -> dict[str, Any]:
    """A step of every kind, with a sub-tree in between."""
    nodes = [
        check("state", "channel_state", normal="ask", degraded="ask", down="out_down"),
        step("ask", "question", late="do", bank="to_bank", lost="out_lost"),
        step("do", "action", done="again", failed="out_lost"),
        step("again", "question", yes="out_paid", no="out_lost"),
        jump("to_bank", "bank", "after"),
        step("after", "question", yes="out_paid", no="out_lost"),
        outcome("out_down", status="waiting_bank"),
        outcome("out_paid", status="open"),
        outcome("out_lost", status="open"),
    ]
    known = {node["key"] for node in nodes}
    new = [node for key, node in changes.items() if key not in known]
    return document(*[changes.get(node["key"], node) for node in nodes], *new, slug="whole")


# Where a walk stands, and the answers that lead there; the check that waits has no facts.
PLACES: dict[str, list[tuple[str, str]]] = {
    "state": [],
    "ask": [],
    "do": [("ask", "late")],
    "again": [("ask", "late"), ("do", "done")],
    "to_bank.asked": [("ask", "bank")],
    "to_bank.call": [("ask", "bank"), ("to_bank.asked", "no")],
    "after": [("ask", "bank"), ("to_bank.asked", "yes")],
    "out_down": [],
    "out_paid": [("ask", "late"), ("do", "done"), ("again", "yes")],
    "out_lost": [("ask", "lost")],
}
FACTS = {"state": {"x": 1}, "out_down": {"channel_state": "down"}}
# In the version below nobody can say "done" any more: those who did are asked that step again.
CHANGED = {
    "do": step("do", "action", failed="out_lost", sent="again"),
    "after": {**step("after", yes="out_paid", no="out_lost"), "title": both("And now?")},
}


def make_walks(version: Any) -> dict[Any, str]:
    walks = {}
    for number in range(50):
        place = list(PLACES)[number % len(PLACES)]
        facts = FACTS.get(place, NORMAL)
        walk = start_walk(version, subject=f"W{number:02}", facts=facts, now=LATER)
        for node, option in PLACES[place]:
            choice = Choice(node, option)
            recorded(walk, choice, seen=walk.answers_seen, actor=agent(), now=LATER)
        assert walk.position().present.key == place
        walks[walk.pk] = place
    return walks


def history_of(pk: Any) -> list[tuple[str, str, str | None]]:
    """The path in words: titles, answers, and who gave them."""
    steps = stored(Walk(pk=pk)).position().path
    return [
        (step.node.title["en"], step.answer.source, step.answer.option) for step in steps
    ]  # fmt: skip


def at_once(*acts: Any) -> list[Any]:
    barrier = Barrier(len(acts))

    def run(act: Any) -> Any:
        try:
            barrier.wait(timeout=10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moves_walks", [True, False])
def test_none_is_lost_none_is_changed_and_history_reads_as_before(moves_walks):
    import_tree(bank(), now=LATER)
    first = published(whole())
    walks = make_walks(first)
    rows, frozen = {pk: rows_of(pk) for pk in walks}, {}
    for row in Walk.objects.values():
        frozen[row["id"]] = {name: row[name] for name in ("subject", "facts", "started_at")}
    history = {pk: history_of(pk) for pk in walks}
    graph_then, asked_again = first.graph.nodes, {"again", "out_paid"}
    asked = Walk.objects.get(subject="W01")
    import_tree({**bank(), "title": both("Bank, newer")}, now=LATER)
    draft, who = drafted(whole(**CHANGED), first), agent()
    planned = plan_moves(draft.tree, draft)

    at_once(
        lambda: publish_and_move(
            draft, reason="New.", actor=None, now=LATER, seen=1, moves_walks=moves_walks
        ),
        lambda: recorded(asked, Choice("ask", "lost"), seen=1, actor=who, now=LATER),
    )

    fates: dict[str, set[int]] = {}
    for pk, place in walks.items():
        walk, is_asked = stored(Walk(pk=pk)), pk == asked.pk
        assert rows_of(pk)[: len(rows[pk])] == rows[pk]
        assert len(rows_of(pk)) == walk.answers_seen == len(rows[pk]) + is_asked
        assert frozen[pk] == {name: getattr(walk, name) for name in frozen[pk]}
        kept = 2 if moves_walks and place in asked_again else len(history[pk])
        assert history_of(pk)[:kept] == history[pk][:kept]
        assert walk.state == "open"
        assert walk.position().present.key in {place, "out_lost" if is_asked else place, "do"}
        if not is_asked:
            fates.setdefault(place, set()).add(walk.version.number)
    assert first.graph.nodes == graph_then
    assert (planned.total, len(planned.movable), len(planned.staying)) == (50, 10, 0)
    assert {entry.asked_again for entry in planned.movable} == {("do",)}
    assert all(numbers == {2 if moves_walks else 1} for numbers in fates.values())
    moved = sum(stored(Walk(pk=pk)).version.number == 2 for pk in walks)
    assert WalkMove.objects.count() == moved


@pytest.mark.django_db(transaction=True)
def test_every_walk_can_be_answered_and_ended_after_publishing():
    """Each of the fifty goes on where it stands, in whatever version, to an outcome."""
    import_tree(bank(), now=LATER)
    first = published(whole())
    walks = make_walks(first)
    draft = drafted(whole(**CHANGED), first)
    publish_and_move(draft, reason="New.", actor=None, now=LATER, seen=1, moves_walks=True)

    for pk in walks:
        walk = stored(Walk(pk=pk))
        for _step in range(10):
            position = walk.position()
            if position.is_outcome:
                break
            choice = Choice(position.present.key, position.present.options[-1].key)
            recorded(walk, choice, seen=walk.answers_seen, actor=agent(), now=LATER)
        assert walk.position().is_outcome, walks[pk]
