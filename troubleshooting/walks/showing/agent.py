"""A step of a walk as an agent sees it: taken, waiting, or the outcome."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

from troubleshooting.causes.models import Cause
from troubleshooting.checks.conflicts import NamedFinding
from troubleshooting.checks.evidence import WITHOUT_FACTS, Evidence, evidence_of
from troubleshooting.checks.registry import Facts, Finding, Strength
from troubleshooting.trees.graph import Graph, Node
from troubleshooting.trees.names import ENDINGS, STATUSES
from troubleshooting.walks.engine import NewAnswer, Position, Step
from troubleshooting.walks.showing.speaking import spoken_for
from troubleshooting.walks.showing.values import Again, Asked, Found, Kept, Taken
from troubleshooting.walks.showing.words import answer_of, in_language, options_of, title_of

if TYPE_CHECKING:
    from troubleshooting.walks.models import WalkAnswer


def show_taken(
    step: Step,
    said: "NewAnswer | WalkAnswer | None",
    facts: Facts = WITHOUT_FACTS,
    **kept: Unpack[Kept],
) -> Taken:
    """Show a step of the path with what a check said there, and with the `facts` that it read."""
    node, answer = step.node, step.answer
    return Taken(
        number=answer.number,
        node=node.key,
        title=title_of(node),
        answer=answer_of(step),
        kind=answer.kind,
        source=answer.source,
        evidence=_evidence(node, said, facts),
        **kept,
    )


def show_again(taken: Taken, node: Node) -> Again:
    """Show a step of the path to somebody who is about to answer it otherwise."""
    return Again(
        number=taken.number,
        node=taken.node,
        title=taken.title,
        body=in_language(node.body),
        options=options_of(node),
        was_checked=taken.was_checked,
    )


def show_asked(
    graph: Graph,
    position: Position,
    opinion: tuple[Finding | None, Sequence[NamedFinding]],
    facts: Facts = WITHOUT_FACTS,
) -> Asked:
    """Show the present step with the `opinion` of its check and what contradicts it.

    Where they contradict each other, each names the answers that it speaks for.
    """
    node, (finding, conflicts) = position.present, opinion
    named = [*([(node.check, finding)] if node.check and finding else []), *conflicts]
    evidence = [evidence_of(name, found, facts) for name, found in named]
    if conflicts:
        evidence = [
            replace(shown, speaks_for=_speaks_for(graph, node, found, is_own=name == node.check))
            for shown, (name, found) in zip(evidence, named, strict=True)
        ]
    leads_on = any(node.ways_on())
    return Asked(
        node=node.key,
        kind=node.kind,
        title=title_of(node),
        body=in_language(node.body),
        options=options_of(node),
        can_skip=not node.required,
        is_dead_end=not leads_on,
        leads_nowhere=leads_on and not position.remaining,
        was_checked=position.is_taken_back and node.key in position.checks_said,
        finding=evidence[0] if len(evidence) > len(conflicts) else None,
        conflicts=evidence[len(evidence) - len(conflicts) :],
        customer_title=in_language(node.customer.title) if node.customer else "",
    )


def show_found(node: Node, cause: Cause | None) -> Found:
    """Show an outcome; whoever knows the case adds what is sent."""
    return Found(
        node=node.key,
        title=title_of(node),
        body=in_language(node.body),
        cure=in_language(node.cure),
        cause=node.cause or "",
        cause_name=cause.name if cause else "",
        is_confidential=cause is not None and cause.disclosure != Cause.Disclosure.OPEN,
        status=node.status or "",
        status_label=str(STATUSES.get(node.status or "", node.status or "")),
        message=node.message or "",
        ending=node.ending or "",
        ending_label=str(ENDINGS.get(node.ending or "", node.ending or "")),
    )


def _speaks_for(
    graph: Graph, node: Node, finding: Finding, *, is_own: bool
) -> list[tuple[str, str]]:
    keys = spoken_for(graph, node, finding, is_own=is_own)
    labels = {option.key: in_language(option.label) for option in node.options}
    return [(key, labels[key]) for key in keys]


def _evidence(node: Node, said: "NewAnswer | WalkAnswer | None", facts: Facts) -> Evidence | None:
    if said is None or not said.message or not node.check:
        return None
    finding = Finding(said.option, Strength(said.strength), said.message, said.values)
    return evidence_of(node.check, finding, facts)
