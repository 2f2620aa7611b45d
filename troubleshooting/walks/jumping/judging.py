"""What a jump leaves out, and what bars one."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from troubleshooting.checks.conflicts import conflicting, strong_findings
from troubleshooting.checks.registry import Finding, Strength
from troubleshooting.trees.graph import Graph, Node
from troubleshooting.walks.choices import Choice
from troubleshooting.walks.engine import Opinions, Position
from troubleshooting.walks.jumping.ways import Search, crossed, reached_from, ways_taken
from troubleshooting.walks.showing.words import title_of


@dataclass(frozen=True)
class Jump:
    """What a jump leaves out, in the order of the guide; whether the record speaks against it."""

    skipped: tuple[str, ...]
    overrules: bool


def causes_of(graph: Graph, present: str) -> list[Node]:
    """Return the outcomes that name a cause, by what they are called.

    Of several that say and do the same, one to which a way leads from the present step.
    """
    near = reached_from(graph, present)
    nodes = sorted(graph.nodes.values(), key=lambda node: node.key not in near)
    found = {
        (title_of(node), node.cause, node.status, node.message, node.ending): node
        for node in reversed(nodes)
        if node.is_outcome and node.cause
    }
    return sorted(found.values(), key=lambda node: title_of(node).casefold())


def judge_jump(graph: Graph, position: Position, opinions: Opinions, choice: Choice) -> Jump:
    """Say what a jump from the present step leaves out.

    Raises ValidationError without a reason, for what is no cause of this guide, from anywhere but
    the present step, and over a step that is never skipped and that the record does not answer.
    """
    target = graph.nodes.get(choice.option or "")
    if target is None or not target.is_outcome or not target.cause:
        raise ValidationError(_("This guide has no such cause."), code="unknown_cause")
    if position.is_outcome or choice.node != position.present.key:
        raise ValidationError(
            _("A jump begins at the step that waits for an answer."), code="not_present"
        )
    if not choice.reason.strip():
        raise ValidationError(_("Please say how you know the cause."), code="reason_needed")
    search = Search(graph, opinions, ways_taken(position))
    way, barred = search.jump(position.present, target.key)
    if barred:
        raise ValidationError(_refusal(barred[0], search.answered), code="required_step")
    skipped = tuple(key for key in way[:-1] if key not in search.answered)
    return Jump(skipped, _is_contradicted(target, opinions))


def check_jumps(graph: Graph, position: Position, opinions: Opinions) -> None:
    """Raise ValidationError if a jump that led there goes over a step that is never skipped."""
    if barred := crossed(graph, position, opinions):
        raise ValidationError(_refusal(barred[0], ways_taken(position)), code="required_step")


def _refusal(node: Node, answered: Mapping[str, str]) -> str:
    if node.key in answered:
        said = _(
            "“%(step)s” can't be skipped, and its answer leads elsewhere. Please change it first."
        )
    else:
        said = _("“%(step)s” can't be skipped. Please answer it first.")
    return said % {"step": title_of(node)}


def _is_contradicted(target: Node, opinions: Opinions) -> bool:
    """Tell whether the payment record speaks for another cause."""
    said = Finding("", Strength.STRONG, "", cause=target.cause)
    record = strong_findings(opinions.graph.check_names, opinions.facts)
    return bool(conflicting("jump", said, record))
