"""Going to a cause at once, where somebody knows it already: a gap between the guide and the desk.

What lies between is written down as skipped, and no rule of the guide falls with it: a step that
is never skipped is answered first, by the payment record or by a person. The outcome is one like
any other: it is applied, changed and taken back as ever.
"""

from collections.abc import Collection
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from troubleshooting.checks.conflicts import conflicting, strong_findings
from troubleshooting.checks.registry import Finding, Strength
from troubleshooting.trees.graph import Graph, Node
from troubleshooting.walks.choices import Choice
from troubleshooting.walks.engine import Opinions, Position
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
    answered = {step.node.key for step in position.path}
    search = _Search(graph, opinions, answered)
    way = search.way(position.present.key, target.key) or search.way(graph.start, target.key)
    barred = [position.present] if position.present.required else search.barred(way)
    if barred:
        told = {"step": title_of(barred[0])}
        raise ValidationError(
            _("“%(step)s” can't be skipped. Please answer it first.") % told, code="required_step"
        )
    skipped = tuple(key for key in way[:-1] if key not in answered)
    return Jump(skipped, _is_contradicted(target, opinions))


@dataclass(frozen=True)
class _Search:
    """Ways through a guide: that over the fewest steps that bar it, of these the shortest."""

    graph: Graph
    opinions: Opinions
    answered: Collection[str]

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
        if not node.required or node.key in self.answered:
            return False
        finding, conflicts = self.opinions.on(node)
        option = node.option(finding.option) if finding and not conflicts else None
        return option is None or option.to != to


def _is_contradicted(target: Node, opinions: Opinions) -> bool:
    """Tell whether the payment record speaks for another cause."""
    said = Finding("", Strength.STRONG, "", cause=target.cause)
    record = strong_findings(opinions.graph.check_names, opinions.facts)
    return bool(conflicting("jump", said, record))
