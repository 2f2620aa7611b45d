"""Where the ways of a document lead: what can't be reached, can't be left, or must stay unseen."""

from collections import deque
from collections.abc import Iterable, Mapping

from troubleshooting.checks.text import gettext_noop
from troubleshooting.trees.documents.entries import Entry, text, ways_on
from troubleshooting.trees.documents.subtrees import Subtree, is_for_agents, speaks_to_customers
from troubleshooting.trees.validation.problems import Report

Nodes = Mapping[str, Entry]


def check_ways(
    start: str | None, nodes: Nodes, report: Report, subtrees: Mapping[str, Subtree]
) -> None:
    ways = {key: [to for to in ways_on(node) if to in nodes] for key, node in nodes.items()}
    back: dict[str, list[str]] = {key: [] for key in nodes}
    for key, targets in ways.items():
        for target in targets:
            back[target].append(key)
    if start is not None and start in nodes:
        _check_reachable(start, ways, report)
    _check_exits(nodes, ways, back, report)
    entered = {
        key: subtrees[tree]
        for key, node in nodes.items()
        if node["kind"] == "jump" and (tree := text(node, "tree") or "") in subtrees
    }
    _check_customer_paths(nodes, ways, _leading_to_agents(nodes, back, entered), entered, report)


def _check_reachable(start: str, ways: Mapping[str, list[str]], report: Report) -> None:
    reached = _spread([start], ways)
    for key in ways:
        if key not in reached:
            report.error(
                "unreachable",
                key,
                gettext_noop(
                    "No way leads to the step “%(node)s”. Let an answer lead to it, or make it "
                    "the first step."
                ),
            )


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


def _leading_to_agents(
    nodes: Nodes, back: Mapping[str, list[str]], entered: Mapping[str, Subtree]
) -> dict[str, str]:
    """Return the steps for agents only, and those that lead to one of them unseen, with it.

    Checks and jumps are passed without the customer seeing them; the step after them counts. A
    jump into a tree that begins for agents counts as such a step.
    """
    leads_to = {
        key: key
        for key, node in nodes.items()
        if is_for_agents(node) or (key in entered and entered[key].begins_for_agents)
    }
    waiting = deque(leads_to)
    while waiting:
        key = waiting.popleft()
        for earlier in back[key]:
            if earlier in leads_to or nodes[earlier]["kind"] not in ("check", "jump"):
                continue
            if earlier not in entered or entered[earlier].asks_nobody:
                leads_to[earlier] = leads_to[key]
                waiting.append(earlier)
    return leads_to


def _check_customer_paths(
    nodes: Nodes,
    ways: Mapping[str, list[str]],
    leads_to: Mapping[str, str],
    entered: Mapping[str, Subtree],
    report: Report,
) -> None:
    for key, node in nodes.items():
        comes_from_customers = key in entered and entered[key].returns_from_customers
        if not comes_from_customers and not speaks_to_customers(node):
            continue
        for target in sorted({leads_to[to] for to in ways[key] if to in leads_to}):
            if comes_from_customers:
                message = gettext_noop(
                    "“%(node)s” enters a tree that asks customers, and goes on to “%(target)s”, "
                    "which is for agents only."
                )
            elif target in entered:
                message = gettext_noop(
                    "The step “%(node)s” is for customers, but “%(target)s” leads into a tree "
                    "that begins with a step for agents only."
                )
            else:
                message = gettext_noop(
                    "The step “%(node)s” is for customers, but it leads to “%(target)s”, "
                    "which is for agents only."
                )
            report.error("agents_only", key, message, target=target)


def _spread(starts: Iterable[str], ways: Mapping[str, list[str]]) -> set[str]:
    reached = set(starts)
    waiting = deque(reached)
    while waiting:
        for target in ways[waiting.popleft()]:
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached
