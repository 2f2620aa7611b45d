"""Which fields a step of each kind has, and what each of them can hold."""

from collections.abc import Mapping
from typing import Any

from troubleshooting.checks.text import gettext_noop
from troubleshooting.trees.documents.entries import Entry
from troubleshooting.trees.documents.format import FIELDS
from troubleshooting.trees.validation.problems import Report

FLAGS = ("required", "free_order", "automatic")
_NAMES = ("group", "otherwise", "check", "cause", "message", "status", "tree", "to")
_KNOWN_ONLY = {"check", "cause", "message", "status", "tree", "to"}  # looked up where they count


def check_fields(node: Entry, report: Report) -> None:
    """Report fields that mean nothing at this kind of step, and values of another type."""
    for name in sorted(set(node) - FIELDS[node["kind"]]):
        report.warning(
            "unknown_field",
            node["key"],
            gettext_noop("“%(node)s” has a field “%(field)s” that means nothing there."),
            field=name,
        )
    for name in FLAGS:
        if not isinstance(node.get(name, False), bool):
            report.error(
                "not_a_flag",
                node["key"],
                gettext_noop("“%(field)s” of “%(node)s” must be true or false."),
                field=name,
            )
    looked_up = _KNOWN_ONLY & FIELDS[node["kind"]]
    for name in _NAMES:
        if name not in looked_up and not isinstance(node.get(name), str | None):
            report.error(
                "not_a_name",
                node["key"],
                gettext_noop("“%(field)s” of “%(node)s” must be a plain text."),
                field=name,
            )
    if not _is_duration(node.get("minutes", 1)):
        report.error(
            "bad_minutes",
            node["key"],
            gettext_noop("“minutes” of “%(node)s” must be a number above 0."),
        )
    _check_end(node, report)


def _check_end(node: Entry, report: Report) -> None:
    """An outcome ends the walk; what would lead on from it is never followed."""
    if node["kind"] == "outcome" and (node.get("options", []) != [] or node.get("otherwise")):
        report.error(
            "leads_on",
            node["key"],
            gettext_noop("“%(node)s” ends the walk, so it can't have answers that lead on."),
        )
    if node["kind"] != "outcome" and not _is_localised(node.get("cure")):
        report.error(
            "missing_text",
            node["key"],
            gettext_noop("“%(field)s” of “%(node)s” must hold one text for each language."),
            field="cure",
        )


def _is_duration(minutes: Any) -> bool:
    return isinstance(minutes, int | float) and not isinstance(minutes, bool) and minutes > 0


def _is_localised(value: Any) -> bool:
    if value is None:
        return True
    return isinstance(value, Mapping) and all(isinstance(text, str) for text in value.values())
