"""Where the ways of a document lead: what can't be reached, can't be left, or must stay unseen."""

from collections import deque
from collections.abc import Mapping

from troubleshooting.checks.text import gettext_noop
from troubleshooting.trees.documents.document import Document, spread
from troubleshooting.trees.documents.entries import text
from troubleshooting.trees.documents.subtrees import Subtree, is_for_agents, speaks_to_customers
from troubleshooting.trees.validation.problems import Report


def check_ways(document: Document, report: Report, subtrees: Mapping[str, Subtree]) -> None:
    if document.start in document.steps:
        reached = spread([document.start], document.ways.__getitem__)
        for key in document.steps:
            if key not in reached:
                report.error("unreachable", key)
    # A dead end is reported where it is; here it counts as an end.
    ends = [key for key, targets in document.ways.items() if not targets]
    leaving = spread(ends, document.ways_back.__getitem__)
    for key in document.steps:
        if key not in leaving:
            report.error("no_exit", key)
    entered = {
        key: subtrees[tree]
        for key, node in document.steps.items()
        if node["kind"] == "jump" and (tree := text(node, "tree") or "") in subtrees
    }
    _check_customer_paths(document, _leading_to_agents(document, entered), entered, report)


def _leading_to_agents(document: Document, entered: Mapping[str, Subtree]) -> dict[str, str]:
    """Return the steps for agents only, and those that lead to one of them unseen, with it.

    Checks and jumps are passed without the customer seeing them; the step after them counts. A
    jump into a tree that begins for agents counts as such a step.
    """
    leads_to = {
        key: key
        for key, node in document.steps.items()
        if is_for_agents(node) or (key in entered and entered[key].begins_for_agents)
    }
    waiting = deque(leads_to)
    while waiting:
        key = waiting.popleft()
        for earlier in document.ways_back[key]:
            if earlier in leads_to or document.steps[earlier]["kind"] not in ("check", "jump"):
                continue
            if earlier not in entered or entered[earlier].asks_nobody:
                leads_to[earlier] = leads_to[key]
                waiting.append(earlier)
    return leads_to


def _check_customer_paths(
    document: Document, leads_to: Mapping[str, str], entered: Mapping[str, Subtree], report: Report
) -> None:
    for key, node in document.steps.items():
        comes_from_customers = key in entered and entered[key].returns_from_customers
        if not comes_from_customers and not speaks_to_customers(node):
            continue
        for target in sorted({leads_to[to] for to in document.ways[key] if to in leads_to}):
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
