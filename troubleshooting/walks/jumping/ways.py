"""Ways through a guide, and the steps of one that no jump goes over. Plain Python, no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

from troubleshooting.trees.graph import Graph, Node
from troubleshooting.walks.engine import Kind, Opinions, Position


def reached_from(graph: Graph, start: str) -> set[str]:
    """Return every step to which a way leads, the first one included."""
    reached, waiting = {start}, [start]
    while waiting:
        for to in graph.nodes[waiting.pop()].ways_on():
            if to not in reached:
                reached.add(to)
                waiting.append(to)
    return reached


def crossed(graph: Graph, position: Position, opinions: Opinions) -> list[Node]:
    """Return the steps over which a jump led there, and which this guide never skips.

    None did when it was judged, but that was perhaps in another version of the guide, or when the
    record answered a step that it answers otherwise by now.
    """
    jumps = [step for step in position.path if step.answer.kind == Kind.JUMPED]
    if not jumps:
        return []
    search = Search(graph, opinions, ways_taken(position))
    return [bar for step in jumps for bar in search.jump(step.node, step.answer.option or "")[1]]


def ways_taken(position: Position) -> dict[str, str]:
    """Return where the answer of each step of the path led; a jump is none."""
    keys = [*(step.node.key for step in position.path), position.present.key]
    jumped = {step.node.key for step in position.path if step.answer.kind == Kind.JUMPED}
    return {key: to for key, to in pairwise(keys) if key not in jumped}


@dataclass(frozen=True)
class Search:
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
