"""Carrying a walk's answers over to another version of its tree. Plain Python, no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from troubleshooting.checks.registry import Facts
from troubleshooting.trees.graph import Graph, Node
from troubleshooting.walks.engine import (
    Answer,
    Kind,
    NewAnswer,
    Opinions,
    Position,
    Source,
    Step,
    advance,
    follow,
)
from troubleshooting.walks.jumping.ways import crossed


class Fit(StrEnum):
    """What becomes of an open walk in another version."""

    AS_IT_IS = "as_it_is"
    ASKED_AGAIN = "asked_again"
    STAYS = "stays"


@dataclass(frozen=True)
class Carried:
    """Where stored answers lead in another version, and what checks said there by themselves.

    `found` is numbered after all stored answers, to be stored behind them.
    """

    position: Position
    found: list[NewAnswer]
    outdated: frozenset[str]


@dataclass(frozen=True)
class Fitting:
    """How a walk fits a version; `asked_again` names the step that waits for an answer there."""

    fit: Fit
    before: Position
    carried: Carried
    asked_again: tuple[str, ...] = ()


def carry(old: Graph, new: Graph, answers: Sequence[Answer], facts: Facts) -> Carried:
    """Follow the answers through another version and let checks go on by themselves.

    What a check said counts only where the same check still stands; elsewhere it is asked anew.
    """
    outdated = frozenset(
        answer.node
        for answer in answers
        if answer.source == Source.CHECK
        and _check_at(old, answer.node) != _check_at(new, answer.node)
    )
    valid = [
        answer for answer in answers if answer.source != Source.CHECK or answer.node not in outdated
    ]
    last = max((answer.number for answer in answers), default=0)
    found = [
        replace(answer, number=last + place)
        for place, answer in enumerate(advance(new, valid, facts), start=1)
    ]
    return Carried(follow(new, [*valid, *found]), found, outdated)


def fitting(old: Graph, new: Graph, answers: Sequence[Answer], facts: Facts) -> Fitting:
    """Judge whether an open walk may go on in another version.

    It may where each answer that counted counts on, except one that is asked again, and where
    it comes to no other outcome than it had: nothing is found by publishing. Else it stays; so
    does one that jumped over a step that is never skipped there.
    """
    before = follow(old, answers)
    carried = carry(old, new, answers, facts)
    stored = [*answers, *carried.found]
    after = follow(new, stored)
    if after != carried.position or _finds_another_outcome(before, after):
        return Fitting(Fit.STAYS, before, carried)
    renewed, asked = carried.outdated & {found.node for found in carried.found}, after.present.key
    goes_on = _holds(before.path, after.path, renewed)
    reached = [after] if goes_on else list(_answered(new, stored, after, facts))
    excepted = renewed if goes_on else {*renewed, asked}
    if not any(_holds(before.path, one.path, excepted) for one in reached):
        return Fitting(Fit.STAYS, before, carried)
    if any(crossed(new, one, Opinions(new, facts)) for one in reached):
        return Fitting(Fit.STAYS, before, carried)
    if goes_on and _is_same_place(before.present, after.present):
        return Fitting(Fit.AS_IT_IS, before, carried)
    return Fitting(Fit.ASKED_AGAIN, before, carried, (asked,))


def _check_at(graph: Graph, key: str) -> str | None:
    return graph.nodes[key].check if key in graph.nodes else None


def _holds(before: Iterable[Step], after: Iterable[Step], asked: Iterable[str]) -> bool:
    """Tell whether each step taken is still taken by the same answer, but for those asked."""
    taken = {(step.node.key, step.answer.number) for step in after}
    excepted = set(asked)
    return all(
        (step.node.key, step.answer.number) in taken or step.node.key in excepted for step in before
    )


def _is_same_place(old: Node, new: Node) -> bool:
    return (old.key, old.is_outcome, old.cause) == (new.key, new.is_outcome, new.cause)


def _finds_another_outcome(before: Position, after: Position) -> bool:
    return after.is_outcome and not _is_same_place(before.present, after.present)


def _answered(
    graph: Graph, answers: Sequence[Answer], position: Position, facts: Facts
) -> Iterable[Position]:
    """Return where the walk would stand after each answer that its present step takes."""
    number = max((answer.number for answer in answers), default=0) + 1
    node = position.present
    choices = [Answer(number, node.key, option.key) for option in node.options]
    if node.otherwise:
        choices.append(Answer(number, node.key, kind=Kind.CANT_SAY))
    for choice in choices:
        given = [*answers, choice]
        yield follow(graph, [*given, *advance(graph, given, facts)])
