"""A walk on trial: the engine goes through a graph, and nothing of it is stored or sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from troubleshooting.trees.graph import Graph, own_key
from troubleshooting.trees.models import TreeVersion
from troubleshooting.trees.publishing.freezing import draft_graph
from troubleshooting.trees.rights import sight_of
from troubleshooting.trees.telling import changes_of
from troubleshooting.walks.choices import Choice, check_choice, overrules_a_check
from troubleshooting.walks.engine import Answer, Kind, Position, Source, advance, follow

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# More answers than any walk has; what comes after them is not taken.
ANSWERS_LIMIT = 300
# A reason that agents have to write, and nobody has to on trial.
ON_TRIAL = "-"
# What can be done at a step on trial: who tries a guide goes through it.
KINDS = [kind for kind in Kind if kind != Kind.JUMPED]


@dataclass(frozen=True)
class Given:
    """What somebody answered on trial, in the place of an agent or of the customer."""

    node: str
    option: str | None = None
    kind: str = Kind.ANSWERED
    source: str = Source.AGENT


@dataclass(frozen=True)
class Trial:
    """All that a trial is made of: a payment and answers.

    The payment is that of a walk, by its id, or what somebody made up.
    """

    walk: str = ""
    made_up: Mapping[str, str] | None = None
    given: tuple[Given, ...] = ()

    def answered(self, given: Given) -> "Trial":
        """Return the trial with one more answer; beyond the limit there is none."""
        return replace(self, given=(*self.given, given)[:ANSWERS_LIMIT])

    def begun_anew(self) -> "Trial":
        return replace(self, given=())


@dataclass(frozen=True)
class Run:
    """Where a trial stands.

    `taken` are the answers that the tree takes, `refused` the places of the others, counted from
    0; `overruling` are the
    numbers of those that stand in the place of what a check said.
    """

    graph: Graph
    facts: Mapping[str, Any]
    position: Position
    overruling: frozenset[int]
    taken: tuple[Given, ...]
    refused: tuple[int, ...]

    @property
    def own_path(self) -> list[str]:
        """The steps of the tree itself that the walk went through, the present one last."""
        keys = [step.node.key for step in self.position.path] + [self.position.present.key]
        own = [own_key(key) for key in keys]
        return [key for place, key in enumerate(own) if place == 0 or own[place - 1] != key]


def run_trial(graph: Graph, facts: Mapping[str, Any], given: Sequence[Given]) -> Run:
    """Walk as a stored walk would be walked: checks go on by themselves after each answer."""
    answers: list[Answer] = list(advance(graph, [], facts))
    position = follow(graph, answers)
    overruling, taken, refused = set(), [], []
    for place, one in enumerate(given):
        answer = _taken(graph, position, one, number=len(answers) + 1)
        if answer is None:
            refused.append(place)
            continue
        taken.append(one)
        if answer.kind != Kind.RETRACTED and overrules_a_check(position, _choice(one)):
            overruling.add(answer.number)
        answers.append(answer)
        answers += advance(graph, answers, facts)
        position = follow(graph, answers)
    return Run(graph, facts, position, frozenset(overruling), tuple(taken), tuple(refused))


def graph_to_try(version: TreeVersion, user: "User") -> Graph:
    """Return what somebody walks; what was published is walked as it was.

    Trees that they may not see are passed, as if they had found nothing.

    Raises ValidationError for a draft that can't be put together with the trees it jumps to.
    """
    sight = sight_of(user)
    if version.published_at is None:
        return _telling(draft_graph(version.document, sight), version)
    if sight.slugs is None or sight.opens(version.subtrees):
        return version.graph
    return Graph.from_document(version.document, sight.subtrees(version.subtrees))


def _telling(graph: Graph, draft: TreeVersion) -> Graph:
    """Return the graph of a draft with the sentences that it changes."""
    changes = changes_of(draft)
    nodes = {
        key: replace(node, told=changes[key]) if key in changes else node
        for key, node in graph.nodes.items()
    }
    return replace(graph, nodes=nodes) if changes else graph


def _taken(graph: Graph, position: Position, given: Given, *, number: int) -> Answer | None:
    """Return the answer as the engine takes it, None where the walk can't take it."""
    if given.kind == Kind.RETRACTED:
        if position.step_at(given.node) is None:
            return None
        return Answer(number, given.node, kind=Kind.RETRACTED, source=given.source)
    try:
        check_choice(graph, position, _choice(given))
    except ValidationError:
        return None
    option = given.option if given.kind == Kind.ANSWERED else None
    return Answer(number, given.node, option, given.kind, given.source)


def _choice(given: Given) -> Choice:
    return Choice(given.node, given.option, given.kind, reason=ON_TRIAL, source=given.source)
