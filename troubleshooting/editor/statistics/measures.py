"""What is counted at a step, and how each number is written. Plain Python but for the words."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from troubleshooting.trees.documents.document import Content, Document
from troubleshooting.trees.documents.entries import Entry
from troubleshooting.trees.graph import own_key
from troubleshooting.walks.statistics import NodeNumbers

LABELS: Mapping[str, Promise] = {
    "visits": pgettext_lazy("statistics", "Visits"),
    "exits": pgettext_lazy("statistics", "Exits"),
    "median": pgettext_lazy("statistics", "Time"),
    "cant_say": gettext_lazy("Can't say"),
    "skipped": gettext_lazy("Skipped"),
    "jumps": gettext_lazy("Jumped"),
    "reports": gettext_lazy("Called wrong"),
    "overrules": gettext_lazy("Check overruled"),
    "confirmed": pgettext_lazy("statistics", "Confirmed"),
}
MEANINGS: Mapping[str, Promise] = {
    "visits": gettext_lazy("Guides that came to this step; one that came back counts once."),
    "exits": gettext_lazy(
        "Guides that ended here: at the outcome, given up by somebody, or left open for a week."
    ),
    "median": gettext_lazy(
        "From the answer before until somebody answered here; half of the guides took less."
    ),
    "cant_say": gettext_lazy("Guides in which somebody could not say."),
    "skipped": gettext_lazy("Guides in which somebody skipped the step."),
    "jumps": gettext_lazy("Guides that left this step for a cause at once, or came to it so."),
    "reports": gettext_lazy("Guides in which somebody said that this step is wrong."),
    "overrules": gettext_lazy("Guides in which somebody overruled the check."),
    "confirmed": gettext_lazy(
        "Of the guides with this outcome of which it is known: how many the payment proved right."
    ),
}
MINUTE, HOUR, DAY = 60, 3600, 86_400


def value_of(numbers: NodeNumbers, measure: str) -> float | None:
    """Return the number that a measure is sorted by; None where there is none."""
    if measure == "median":
        return numbers.median_seconds
    if measure == "confirmed":
        return numbers.confirmed_share
    count: int = getattr(numbers, measure)
    return count


def written(numbers: NodeNumbers, measure: str) -> str:
    """Write a number with its unit, and its share of the visits; "" where there is none."""
    value = value_of(numbers, measure)
    if measure == "visits":
        return str(numbers.visits)
    if not value and not (measure == "confirmed" and value is not None):
        return ""
    if measure == "confirmed":
        known = numbers.confirmed + numbers.refuted
        return _("%(share)s%% of %(known)s") % {"share": round(value * 100), "known": known}
    said = written_value(value, measure)
    if measure == "median":
        return said
    return f"{said} · {round(value * 100 / max(numbers.visits, 1))}%"


def written_value(value: float, measure: str) -> str:
    """Write what was counted, or a time with its unit, alone."""
    return written_time(value) if measure == "median" else str(int(value))


def written_time(seconds: float) -> str:
    """Write a duration in the largest unit that leaves two of it, more or less."""
    if seconds < 2 * MINUTE:
        return _("%(number)s s") % {"number": round(seconds)}
    if seconds < 2 * HOUR:
        return _("%(number)s min") % {"number": round(seconds / MINUTE)}
    if seconds < 2 * DAY:
        return _("%(number)s h") % {"number": round(seconds / HOUR)}
    return _("%(number)s days") % {"number": round(seconds / DAY)}


@dataclass(frozen=True)
class StepNumbers:
    """The numbers of one step of a document; a jump has those of the steps it leads through."""

    entry: Entry
    numbers: NodeNumbers


def by_step(document: Content, numbers: Mapping[str, NodeNumbers]) -> dict[str, StepNumbers]:
    """Give every step of a document its numbers, in the order of the document."""
    gathered: dict[str, list[NodeNumbers]] = {}
    for key, counted in numbers.items():
        gathered.setdefault(own_key(key), []).append(counted)
    return {
        key: StepNumbers(entry, _together(gathered.get(key, [])))
        for key, entry in Document.of(document).steps.items()
    }


def _together(listed: list[NodeNumbers]) -> NodeNumbers:
    """Return the numbers of several steps as of one; all who came in passed the first of them."""
    if len(listed) == 1:
        return listed[0]
    visits = max((row.visits for row in listed), default=0)
    names = {field.name for field in fields(NodeNumbers)} - {"median_seconds", "visits"}
    counts: dict[str, Any] = {}
    for name in names:
        found = [getattr(numbers, name) for numbers in listed]
        # A walk that counts at several of them is still one: there are no more than came in.
        counts[name] = max(min(sum(found), visits), *found, 0)
    return NodeNumbers(visits=visits, **counts)
