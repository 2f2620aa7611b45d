"""What happened in the guide, in words: steps and answers, outcomes and macros, taken back too."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from support.cases.models import CaseEvent
from troubleshooting.trees.graph import Graph, Node
from troubleshooting.walks.showing.words import answer_label, in_language, title_of

GUIDE_ICONS: dict[str, str] = {
    CaseEvent.Kind.WALK_STARTED: "map",
    CaseEvent.Kind.ANSWERED: "check",
    CaseEvent.Kind.JUMPED: "forward",
    CaseEvent.Kind.OUTCOME: "flag",
    CaseEvent.Kind.MACRO: "bolt",
    CaseEvent.Kind.UNDONE: "arrow-uturn-left",
}


def _started(values: dict[str, Any], _graph: Graph | None) -> str:
    version = _("Version %(version)s") % {"version": values.get("version", "")}
    title = in_language(values.get("title"))
    return f"{title} · {version}" if title else version


def _answered(values: dict[str, Any], graph: Graph | None) -> str:
    """Return step and answer; those of an older version that are gone by their keys."""
    key, option = str(values.get("node", "")), str(values.get("option", ""))
    if option == "retracted":
        return _("Answer %(number)s taken back") % {"number": values.get("number", "")}
    label = answer_label(_node(key, graph), kind=option, option=option)
    return _("%(step)s — %(answer)s") % {"step": _title(key, graph), "answer": label}


def _jumped(values: dict[str, Any], graph: Graph | None) -> str:
    """Return which cause, and the steps in between that nobody answered."""
    outcome = _title(str(values.get("node", "")), graph)
    skipped = [_title(str(key), graph) for key in values.get("skipped", ())]
    if not skipped:
        return outcome
    return _("%(outcome)s, skipped: %(steps)s") % {"outcome": outcome, "steps": " · ".join(skipped)}


_DEEDS: dict[str, Any] = {
    "cause": pgettext_lazy("deed", "cause"),
    "status": pgettext_lazy("deed", "status"),
    "email": pgettext_lazy("deed", "e-mail"),
    "sms": pgettext_lazy("deed", "SMS"),
}


def _outcome(values: dict[str, Any], graph: Graph | None) -> str:
    title = _title(str(values.get("node", "")), graph)
    if not values.get("left"):
        return title
    left = ", ".join(str(_DEEDS[deed]) for deed in values["left"] if deed in _DEEDS)
    return _("%(outcome)s, without: %(deeds)s") % {"outcome": title, "deeds": left}


def _macro(values: dict[str, Any], _graph: Graph | None) -> str:
    return in_language(values.get("names")) or str(values.get("macro", ""))


def _undone(values: dict[str, Any], graph: Graph | None) -> str:
    if values.get("cause") and not values.get("node"):
        return _("Cause: %(cause)s") % {"cause": in_language(values.get("names"))}
    return _macro(values, graph) or _outcome(values, graph)


def _title(key: str, graph: Graph | None) -> str:
    node = _node(key, graph)
    return title_of(node) if node else key


def _node(key: str, graph: Graph | None) -> Node | None:
    return graph.nodes.get(key) if graph else None


GUIDE_DETAILS: dict[str, Callable[[dict[str, Any], Graph | None], str]] = {
    CaseEvent.Kind.WALK_STARTED: _started,
    CaseEvent.Kind.ANSWERED: _answered,
    CaseEvent.Kind.JUMPED: _jumped,
    CaseEvent.Kind.OUTCOME: _outcome,
    CaseEvent.Kind.MACRO: _macro,
    CaseEvent.Kind.UNDONE: _undone,
}
