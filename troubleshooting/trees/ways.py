"""Where the ways of a document lead: what can't be reached, can't be left, or must stay unseen."""

from collections import deque
from collections.abc import Iterable, Mapping

from troubleshooting.checks.text import gettext_noop
from troubleshooting.trees.entries import Entry, ways_on
from troubleshooting.trees.problems import Report

ASKING = ("question", "action")
SPEAKING = (*ASKING, "check")

Nodes = Mapping[str, Entry]


def check_ways(start: str | None, nodes: Nodes, report: Report) -> None:
    ways = {key: [to for to in ways_on(node) if to in nodes] for key, node in nodes.items()}
    back: dict[str, list[str]] = {key: [] for key in nodes}
    for key, targets in ways.items():
        for target in targets:
            back[target].append(key)
    if start is not None and start in nodes:
        _check_reachable(start, ways, report)
    _check_exits(nodes, ways, back, report)
    _check_customer_paths(nodes, ways, back, report)


def _check_reachable(start: str, ways: Mapping[str, list[str]], report: Report) -> None:
    reached = _spread([start], ways)
    for key in ways:
        if key not in reached:
            report.error("unreachable", key, gettext_noop("No way leads to the step “%(node)s”."))


def _check_exits(
    nodes: Nodes, ways: Mapping[str, list[str]], back: Mapping[str, list[str]], report: Report
) -> None:
    """A dead end is reported where it is; here it counts as an end."""
    ends = [key for key, node in nodes.items() if node["kind"] == "outcome" or not ways[key]]
    leaving = _spread(ends, back)
    for key in nodes:
        if key not in leaving:
            report.error(
                "no_exit",
                key,
                gettext_noop("From the step “%(node)s” the walk goes in a circle for ever."),
            )


def _check_customer_paths(
    nodes: Nodes, ways: Mapping[str, list[str]], back: Mapping[str, list[str]], report: Report
) -> None:
    """Checks and jumps are passed without the customer seeing them; the step after them counts.

    A check with a voice of its own is the customer's too: it is asked when it abstains.
    """
    leads_to = {
        key: key for key, node in nodes.items() if node["kind"] in ASKING and "customer" not in node
    }
    waiting = deque(leads_to)
    while waiting:
        key = waiting.popleft()
        for earlier in back[key]:
            if earlier not in leads_to and nodes[earlier]["kind"] in ("check", "jump"):
                leads_to[earlier] = leads_to[key]
                waiting.append(earlier)
    for key, node in nodes.items():
        if node["kind"] in SPEAKING and "customer" in node:
            for target in sorted({leads_to[to] for to in ways[key] if to in leads_to}):
                report.error(
                    "agents_only",
                    key,
                    gettext_noop(
                        "The step “%(node)s” is for customers, but it leads to “%(target)s”, "
                        "which is for agents only."
                    ),
                    target=target,
                )


def _spread(starts: Iterable[str], ways: Mapping[str, list[str]]) -> set[str]:
    reached = set(starts)
    waiting = deque(reached)
    while waiting:
        for target in ways[waiting.popleft()]:
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached
