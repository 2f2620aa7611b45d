"""Going to a cause at once, where somebody knows it already: a gap between the guide and the desk.

What lies between is written down as skipped, and no rule of the guide falls with it: a step that
is never skipped is answered first, by the payment record or by a person. The outcome is one like
any other: it is applied, changed and taken back as ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from troubleshooting.checks.conflicts import conflicting, strong_findings
from troubleshooting.checks.registry import Finding, Strength
from troubleshooting.trees.graph import Graph, Node
from troubleshooting.walks.choices import Choice
from troubleshooting.walks.engine import Kind, Opinions, Position
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
    near = _reached(graph, present)
    nodes = sorted(graph.nodes.values(), key=lambda node: node.key not in near)
    found = {
        (title_of(node), node.cause, node.status, node.message, node.ending): node
        for node in reversed(nodes)
        if node.is_outcome and node.cause
    }
    return sorted(found.values(), key=lambda node: title_of(node).casefold())


def _reached(graph: Graph, start: str) -> set[str]:
    """Return every step to which a way leads, the first one included."""
    reached, waiting = {start}, [start]
    while waiting:
        for to in graph.nodes[waiting.pop()].ways_on():
            if to not in reached:
                reached.add(to)
                waiting.append(to)
    return reached


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
    search = _Search(graph, opinions, _ways_taken(position))
    way, barred = search.jump(position.present, target.key)
    if barred:
        raise ValidationError(_refusal(barred[0], search.answered), code="required_step")
    skipped = tuple(key for key in way[:-1] if key not in search.answered)
    return Jump(skipped, _is_contradicted(target, opinions))


def crosses_required(graph: Graph, position: Position, opinions: Opinions) -> bool:
    """Tell whether a jump led there over a step that this guide never skips.

    None did when it was judged, but that was perhaps in another version of the guide.
    """
    search = _Search(graph, opinions, _ways_taken(position))
    jumps = [step for step in position.path if step.answer.kind == Kind.JUMPED]
    return any(search.jump(step.node, step.answer.option or "")[1] for step in jumps)


def _refusal(node: Node, answered: Mapping[str, str]) -> str:
    if node.key in answered:
        said = _(
            "“%(step)s” can't be skipped, and its answer leads elsewhere. Please change it first."
        )
    else:
        said = _("“%(step)s” can't be skipped. Please answer it first.")
    return said % {"step": title_of(node)}


def _ways_taken(position: Position) -> dict[str, str]:
    """Return where the answer of each step of the path led; a jump is none."""
    keys = [*(step.node.key for step in position.path), position.present.key]
    jumped = {step.node.key for step in position.path if step.answer.kind == Kind.JUMPED}
    return {key: to for key, to in pairwise(keys) if key not in jumped}


@dataclass(frozen=True)
class _Search:
    """Ways through a guide: that over the fewest steps that bar it, of these the shortest.

    `answered` holds where the answer of a step led.
    """

    graph: Graph
    opinions: Opinions
    answered: Mapping[str, str]

    def jump(self, start: Node, target: str) -> tuple[list[str], list[Node]]:
        """Return the way over which a jump goes, and the steps of it that bar the jump."""
        way = self.way(start.key, target) or self.way(self.graph.start, target)
        return way, [start] if start.required else self.barred(way)

    def way(self, start: str, target: str) -> list[str]:
        """Return the steps from one to the other, both included; none where no way leads there."""
        before: dict[str, str] = {}
        known = {start: (0, 0)}
        waiting = [(0, 0, start)]
        while waiting:
            bars, steps, key = heappop(waiting)
            if (bars, steps) > known[key]:
                continue
            node = self.graph.nodes[key]
            for to in node.ways_on():
                cost = (bars + self._bars(node, to), steps + 1)
                if to not in known or cost < known[to]:
                    known[to], before[to] = cost, key
                    heappush(waiting, (*cost, to))
        if target not in known:
            return []
        found = [target]
        while found[-1] != start:
            found.append(before[found[-1]])
        return found[::-1]

    def barred(self, way: list[str]) -> list[Node]:
        steps = [(self.graph.nodes[key], to) for key, to in pairwise(way)]
        return [node for node, to in steps if self._bars(node, to)]

    def _bars(self, node: Node, to: str) -> bool:
        """Tell whether a step is never skipped, and nothing has answered it that leads on there."""
        if not node.required:
            return False
        if node.key in self.answered:
            return self.answered[node.key] != to
        finding, conflicts = self.opinions.on(node)
        option = node.option(finding.option) if finding and not conflicts else None
        return option is None or option.to != to


def _is_contradicted(target: Node, opinions: Opinions) -> bool:
    """Tell whether the payment record speaks for another cause."""
    said = Finding("", Strength.STRONG, "", cause=target.cause)
    record = strong_findings(opinions.graph.check_names, opinions.facts)
    return bool(conflicting("jump", said, record))
