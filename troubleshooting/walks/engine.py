"""The engine: where a walk stands, given a graph and the answers. Plain Python, no database.

Answers are only ever appended. The latest answer of a node counts, and a retraction takes it
away. The path follows these answers from the start; an answer that is not on it is kept and
comes back when the path comes back. A node that the path reaches again is asked anew, unless
it was answered after the answer that led back to it. So every circle ends.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from troubleshooting.checks import registry
from troubleshooting.checks.conflicts import NamedFinding, conflicting, strong_findings
from troubleshooting.checks.registry import Facts, Finding, FixedFacts, Strength
from troubleshooting.trees.graph import Graph, Node


class Kind(StrEnum):
    """What was done at a node."""

    ANSWERED = "answered"
    SKIPPED = "skipped"
    CANT_SAY = "cant_say"
    JUMPED = "jumped"  # to the outcome that `option` names, over all that lies between
    RETRACTED = "retracted"


class Source(StrEnum):
    """Who answered."""

    AGENT = "agent"
    CUSTOMER = "customer"
    CHECK = "check"


@dataclass(frozen=True)
class Answer:
    """One answer in the order of its number; `strength` and `cause` are those of a check."""

    number: int
    node: str
    option: str | None = None
    kind: str = Kind.ANSWERED
    source: str = Source.AGENT
    strength: str = ""
    cause: str | None = None


@dataclass(frozen=True)
class NewAnswer(Answer):
    """An answer that a check just gave, with its evidence."""

    message: str = ""
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    node: Node
    answer: Answer


@dataclass(frozen=True)
class Position:
    """Where a walk stands: the steps taken, the node it is at, and answers that wait off the path.

    `remaining` counts the steps of the shortest way to an outcome. `checks_said` holds the option
    that a check last gave at a node, whatever became of it. Two positions are equal if they are
    the same place, whatever the way there.
    """

    path: tuple[Step, ...]
    present: Node
    is_outcome: bool
    off_path: tuple[Answer, ...]
    remaining: int
    is_taken_back: bool = field(compare=False)  # said of the answer that the present node had
    checks_said: Mapping[str, str | None] = field(compare=False)

    def step_at(self, node: str) -> Step | None:
        """Return the step taken at a node, if it lies on the path."""
        return next((step for step in self.path if step.node.key == node), None)


def follow(graph: Graph, answers: Iterable[Answer]) -> Position:
    """Find where the answers lead. Always ends, in whatever order the answers come."""
    trail = _Trail(graph, answers)
    trail.go_on()
    return trail.position()


def advance(
    graph: Graph, answers: Sequence[Answer], facts: Facts, opinions: "Opinions | None" = None
) -> list[NewAnswer]:
    """Let checks answer, one step after the other, until one leaves it to a person.

    That is one that abstains, one that contradicts other strong findings, one whose answer was
    taken back, and one that comes round a second time. `opinions` are what the checks say of the
    facts, where somebody may have asked them.
    """
    trail = _Trail(graph, answers)
    opinions = opinions or Opinions(graph, facts)
    number = max((answer.number for answer in answers), default=0)
    given: dict[str, NewAnswer] = {}
    trail.go_on()
    while (key := trail.at) not in given and key not in trail.retracted:
        node = graph.nodes[key]
        finding, conflicts = opinions.on(node)
        if finding is None or conflicts or node.option(finding.option) is None:
            break
        number += 1
        given[key] = _new_answer(number, key, finding)
        trail.append(given[key])
        trail.go_on()
    return list(given.values())


def turn(graph: Graph, answers: Sequence[Answer], facts: Facts) -> list[NewAnswer]:
    """Let checks whose answer time or news has overtaken answer anew, then go on as `advance` does.

    A step that a person answered after such a check keeps the way there: what they saw stays. A
    new answer that other strong findings contradict is not given, but the old one no longer holds,
    so the step waits for a person.
    """
    overtaken = overtaking(graph, answers, facts)
    if overtaken is None:
        return advance(graph, answers, facts)
    rest = advance(graph, [*answers, overtaken], facts)
    return [overtaken, *rest]


def turning_steps(position: Position) -> list[Node]:
    """Return the steps that may be overtaken: on the path with none of a person behind, or now."""
    found: list[Node] = []
    for step in position.path:
        if step.answer.source != Source.CHECK:
            found = []
        elif _turns(step.node):
            found.append(step.node)
    return [*found, position.present] if _turns(position.present) else found


def overtaking(graph: Graph, answers: Sequence[Answer], facts: Facts) -> NewAnswer | None:
    """Return the new answer of the first step that is overtaken, None where all still hold."""
    position = follow(graph, answers)
    opinions = Opinions(graph, facts)
    for node in turning_steps(position):
        step = position.step_at(node.key)
        finding, conflicts = opinions.on(node)
        if step is None or finding is None or finding.option in (None, step.answer.option):
            continue
        number = max(answer.number for answer in answers) + 1
        if conflicts or node.option(finding.option) is None:
            return NewAnswer(number, node.key, kind=Kind.RETRACTED, source=Source.CHECK)
        return _new_answer(number, node.key, finding)
    return None


def _turns(node: Node) -> bool:
    check = registry.get(node.check) if node.check else None
    return check is not None and (bool(check.turns_at) or check.awaits)


def changed_nodes(position: Position, facts: Facts) -> frozenset[str]:
    """Name the steps that a check answered and that it would answer otherwise by now."""
    return frozenset(
        step.node.key
        for step in position.path
        if step.node.check
        and step.answer.source == Source.CHECK
        and registry.run(step.node.check, facts).option != step.answer.option
    )


def led_by_strong_checks_only(position: Position) -> bool:
    """Tell whether every step of the path was answered by a check with a strong finding."""
    answers = [step.answer for step in position.path]
    return bool(answers) and all(
        answer.source == Source.CHECK and answer.strength == Strength.STRONG for answer in answers
    )


class Opinions:
    """What the checks of a tree say of these facts; each is asked once at most."""

    def __init__(
        self,
        graph: Graph,
        facts: Facts,
        run: Callable[[str, Facts], Finding] = registry.run,
    ) -> None:
        self.graph = graph
        self.facts = FixedFacts(facts)
        self.run = run
        self.findings: dict[str, Finding] = {}
        self.strong: list[NamedFinding] | None = None

    def on(self, node: Node) -> tuple[Finding | None, tuple[NamedFinding, ...]]:
        if not node.check:
            return None, ()
        if node.check not in self.findings:
            self.findings[node.check] = self.run(node.check, self.facts)
        finding = self.findings[node.check]
        if finding.strength != Strength.STRONG or finding.cause is None:
            return finding, ()
        if self.strong is None:
            self.strong = strong_findings(self.graph.check_names, self.facts)
        return finding, tuple(conflicting(node.check, finding, self.strong))


class _Trail:
    """A path under way: goes on as far as answers lead, and can be given one more."""

    def __init__(self, graph: Graph, answers: Iterable[Answer]) -> None:
        self.graph = graph
        self.latest: dict[str, Answer] = {}
        self.retracted: set[str] = set()
        self.checks_said: dict[str, str | None] = {}
        for answer in sorted(answers, key=lambda answer: answer.number):
            if answer.kind == Kind.RETRACTED:
                self.latest.pop(answer.node, None)
                self.retracted.add(answer.node)
            else:
                self.latest[answer.node] = answer
                self.retracted.discard(answer.node)
            if answer.source == Source.CHECK:
                self.checks_said[answer.node] = answer.option
        self._begin()

    def _begin(self) -> None:
        self.at = self.graph.start
        self.path: list[Step] = []
        self.passed: set[str] = set()

    def append(self, answer: Answer) -> None:
        """Add the newest answer. On a node passed before it changes the path from there on."""
        self.latest[answer.node] = answer
        if answer.node in self.passed:
            self._begin()

    def go_on(self) -> None:
        while (step := self._next_step()) is not None:
            target = _target(self.graph, step.node, step.answer)
            if target is None:
                return
            self.path.append(step)
            self.passed.add(step.node.key)
            self.at = target

    def _next_step(self) -> Step | None:
        node = self.graph.nodes[self.at]
        answer = self.latest.get(node.key)
        if answer is None or node.is_outcome:
            return None
        comes_again = node.key in self.passed
        if comes_again and answer.number <= self.path[-1].answer.number:
            return None
        return Step(node, answer)

    def position(self) -> Position:
        present = self.graph.nodes[self.at]
        off_path = [answer for key, answer in self.latest.items() if key not in self.passed]
        return Position(
            path=tuple(self.path),
            present=present,
            is_outcome=present.is_outcome,
            off_path=tuple(sorted(off_path, key=lambda answer: answer.number)),
            remaining=self.graph.remaining(present.key),
            is_taken_back=present.key in self.retracted,
            checks_said=self.checks_said,
        )


def _target(graph: Graph, node: Node, answer: Answer) -> str | None:
    """Where an answer leads; None for an option that the node, an outcome that the tree has not."""
    if answer.kind == Kind.JUMPED:
        found = graph.nodes.get(answer.option or "")
        return found.key if found and found.is_outcome else None
    if answer.kind in (Kind.SKIPPED, Kind.CANT_SAY):
        return node.way_without_answer()
    option = node.option(answer.option)
    return option.to if option else None


def _new_answer(number: int, node: str, finding: Finding) -> NewAnswer:
    return NewAnswer(
        number=number,
        node=node,
        option=finding.option,
        source=Source.CHECK,
        strength=finding.strength,
        cause=finding.cause,
        message=finding.message,
        values=finding.values,
    )
