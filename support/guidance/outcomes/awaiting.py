"""Which causes the guides have found in cases where nobody has applied the outcome yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q

from support.cases.models import Case, CaseQuerySet
from support.cases.models.queued import AWAKE
from support.cases.viewing.conditions import Asking, add_word
from support.guidance.models import CaseWalk
from troubleshooting.trees.models import TreeVersion
from troubleshooting.walks.models import Walk

NO_CAUSE = "none"
_WAITS = Q(walk__state=Walk.State.OPEN, walk__outcome_since__isnull=False)


@dataclass(frozen=True)
class Awaited:
    """How many outcomes of a cause wait, and since when the first does. `cause` is its slug."""

    cause: str
    count: int
    since: datetime


def connect() -> None:
    """Let lists of cases be asked for `finding`: a cause by its slug, or "none"."""
    add_word("finding", _found)


def awaited_by_cause(cases: CaseQuerySet) -> list[Awaited]:
    """Count the waiting outcomes of some cases by what they found, most first; one query."""
    found: dict[str, Awaited] = {}
    for row, cause in _steps(cases):
        before = found.get(cause, Awaited(cause, 0, row["since"]))
        found[cause] = Awaited(cause, before.count + row["count"], min(before.since, row["since"]))
    return sorted(found.values(), key=lambda one: (-one.count, one.since))


def _found(value: str, _asking: Asking) -> Q:
    """Return the filter for cases whose guide stands at an outcome of this cause."""
    waiting = Case.objects.filter(AWAKE, outcome_since__isnull=False)
    steps = [row for row, cause in _steps(waiting) if cause == value]
    at = Q(pk__in=[])
    for row in steps:
        at |= Q(walk__version=row["walk__version"], walk__present_node=row["walk__present_node"])
    return Q(outcome_since__isnull=False, pk__in=CaseWalk.objects.filter(_WAITS, at).values("case"))


def _steps(cases: CaseQuerySet) -> Iterator[tuple[dict[str, Any], str]]:
    """Return the outcomes at which cases wait, with the cause that each names."""
    links = CaseWalk.objects.filter(_WAITS, case__in=cases.values("pk"))
    keys = ("walk__version", "walk__version__digest", "walk__present_node")
    told = {"count": Count("pk"), "since": Min("case__outcome_since")}
    for row in links.order_by().values(*keys).annotate(**told):
        graph = TreeVersion(pk=row["walk__version"], digest=row["walk__version__digest"]).graph
        node = graph.nodes.get(row["walk__present_node"])
        yield row, (node.cause if node and node.cause else NO_CAUSE)
