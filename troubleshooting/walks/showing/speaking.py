"""Which answers of a step a finding speaks for: those that lead to the cause that it names."""

from collections import deque

from troubleshooting.checks.registry import Finding
from troubleshooting.trees.graph import Graph, Node


def spoken_for(graph: Graph, node: Node, finding: Finding, *, is_own: bool) -> list[str]:
    """Return the keys of the options that a finding supports, none where none leads to its cause.

    What a step's own check found names the option (`is_own`). Another check answers another step:
    it speaks for the answers from which its cause is reached in the fewest steps.
    """
    if is_own:
        return [finding.option] if finding.option and node.option(finding.option) else []
    if finding.cause is None:
        return []
    away = {option.key: _steps_to(graph, option.to, finding.cause) for option in node.options}
    nearest = min((steps for steps in away.values() if steps is not None), default=None)
    return [key for key, steps in away.items() if steps is not None and steps == nearest]


def _steps_to(graph: Graph, start: str, cause: str) -> int | None:
    """Count the steps of the shortest way to an outcome with this cause, None without one."""
    away, waiting = {start: 0}, deque([start])
    while waiting:
        key = waiting.popleft()
        if graph.nodes[key].cause == cause:
            return away[key]
        for target in graph.nodes[key].ways_on():
            if target not in away:
                away[target] = away[key] + 1
                waiting.append(target)
    return None
