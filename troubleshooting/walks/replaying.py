"""Replaying closed walks through a draft: what it would have found in their place."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from troubleshooting.trees.graph import Graph, Node
from troubleshooting.trees.models import Tree
from troubleshooting.trees.publishing.freezing import draft_graph
from troubleshooting.trees.rights import Sight
from troubleshooting.walks.answers_of_walks import answers_of
from troubleshooting.walks.carrying import carry
from troubleshooting.walks.engine import Answer, Position, Source, follow
from troubleshooting.walks.models import Walk

# What a person needs for a step that names no effort of its own.
USUAL_MINUTES = 1.0


class Result(StrEnum):
    """What became of a closed walk in the draft."""

    SAME = "same"
    OTHER = "other"
    STOPS = "stops"
    ASKS = "asks"


@dataclass(frozen=True)
class Replayed:
    """One closed walk, where it ended and where the draft leads it with the same answers.

    `minutes_saved` is the effort of people that the draft spares; None where it gives no outcome.
    """

    walk: UUID
    subject: str
    ended_at: datetime
    version: int
    result: Result
    before: Node
    after: Node
    minutes_saved: float | None


@dataclass(frozen=True)
class Replay:
    """The walks that ended last, the newest first, and how many came to which result."""

    rows: list[Replayed]
    counts: Mapping[Result, int]

    @property
    def differing(self) -> list[Replayed]:
        return [row for row in self.rows if row.result != Result.SAME]

    def as_seen(self, sight: Sight) -> "Replay":
        """Return the same for somebody who may not see every tree that is jumped to."""
        rows = [
            replace(row, before=sight.shown(row.before), after=sight.shown(row.after))
            for row in self.rows
        ]
        return Replay(rows, self.counts)

    @property
    def minutes_saved(self) -> float:
        return sum(row.minutes_saved or 0 for row in self.rows)


def replay(document: Mapping[str, Any], tree: Tree, *, limit: int = 1000) -> Replay:
    """Lead the walks that ended last through a document, by their stored facts and answers.

    Nothing is stored. Raises ValidationError for a document that jumps in a circle.
    """
    graph = draft_graph(document)
    concluded = Walk.objects.with_version().filter(version__tree=tree, state=Walk.State.CONCLUDED)
    walks = list(concluded.order_by("-ended_at")[:limit])
    answers = answers_of([walk.pk for walk in walks])
    rows = [_replayed(walk, graph, answers[walk.pk]) for walk in walks]
    return Replay(rows, Counter(row.result for row in rows))


def _replayed(walk: Walk, graph: Graph, answers: list[Answer]) -> Replayed:
    own = walk.version.graph
    before = follow(own, answers)
    after = carry(own, graph, answers, walk.facts).position
    result = _result(before.present, after, graph)
    assert walk.ended_at is not None  # the database keeps no closed walk without it  # noqa: S101
    return Replayed(
        walk=walk.pk,
        subject=walk.subject,
        ended_at=walk.ended_at,
        version=walk.version.number,
        result=result,
        before=before.present,
        after=after.present,
        minutes_saved=_effort(before) - _effort(after) if after.is_outcome else None,
    )


def _result(before: Node, after: Position, graph: Graph) -> Result:
    if after.is_outcome:
        return Result.SAME if _is_same_finding(before, after.present) else Result.OTHER
    # The engine counts 0 steps where no way leads to an outcome.
    return Result.ASKS if graph.remaining(after.present.key) else Result.STOPS


def _is_same_finding(before: Node, after: Node) -> bool:
    """Compare causes; of outcomes without one, the steps themselves."""
    return before.cause == after.cause and (before.cause is not None or before.key == after.key)


def _effort(position: Position) -> float:
    by_people = (step.node for step in position.path if step.answer.source != Source.CHECK)
    return sum(node.minutes or USUAL_MINUTES for node in by_people)
