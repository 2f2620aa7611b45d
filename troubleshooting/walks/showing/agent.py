"""A step of a walk as an agent sees it: taken, waiting, or the outcome."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from troubleshooting.causes.models import Cause
from troubleshooting.checks.conflicts import NamedFinding
from troubleshooting.checks.evidence import WITHOUT_FACTS, Evidence, evidence_of
from troubleshooting.checks.registry import Facts, Finding, Strength
from troubleshooting.trees.graph import Node
from troubleshooting.trees.names import ENDINGS, STATUSES
from troubleshooting.walks.engine import NewAnswer, Position, Step
from troubleshooting.walks.showing.values import Asked, Found, Taken
from troubleshooting.walks.showing.words import answer_of, in_language, options_of, title_of

if TYPE_CHECKING:
    from troubleshooting.walks.models import WalkAnswer


def show_taken(
    step: Step, said: "NewAnswer | WalkAnswer | None", facts: Facts = WITHOUT_FACTS
) -> Taken:
    """Show a step of the path with what a check said there, and with the `facts` that it read."""
    node, answer = step.node, step.answer
    return Taken(
        number=answer.number,
        node=node.key,
        title=title_of(node),
        body=in_language(node.body),
        answer=answer_of(step),
        kind=answer.kind,
        source=answer.source,
        evidence=_evidence(node, said, facts),
        options=options_of(node),
    )


def show_asked(
    position: Position,
    opinion: tuple[Finding | None, Sequence[NamedFinding]],
    facts: Facts = WITHOUT_FACTS,
) -> Asked:
    """Show the present step with the `opinion` of its check and what contradicts it."""
    node, (finding, conflicts) = position.present, opinion
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
        finding=evidence_of(node.check, finding, facts) if node.check and finding else None,
        conflicts=[evidence_of(name, other, facts) for name, other in conflicts],
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


def _evidence(node: Node, said: "NewAnswer | WalkAnswer | None", facts: Facts) -> Evidence | None:
    if said is None or not said.message or not node.check:
        return None
    finding = Finding(said.option, Strength(said.strength), said.message, said.values)
    return evidence_of(node.check, finding, facts)
