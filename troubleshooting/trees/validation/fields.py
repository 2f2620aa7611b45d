"""Which fields a step of each kind has, and what each of them can hold."""

from typing import Any

from troubleshooting.trees.documents.entries import Entry
from troubleshooting.trees.documents.format import FIELDS, FLAGS, NAMES
from troubleshooting.trees.documents.texts import are_texts
from troubleshooting.trees.validation.problems import Report

_LOOKED_UP = set(NAMES) - {"group", "otherwise"}  # judged where they count


def check_fields(node: Entry, report: Report) -> None:
    """Report fields that mean nothing at this kind of step, and values of another type."""
    key, known = node["key"], FIELDS[node["kind"]]
    for name in sorted(set(node) - known):
        report.warning("unknown_field", key, field=name)
    for name in FLAGS:
        if not isinstance(node.get(name, False), bool):
            report.error("not_a_flag", key, field=name)
    for name in NAMES:
        if name not in _LOOKED_UP & known and not isinstance(node.get(name), str | None):
            report.error("not_a_name", key, field=name)
    if not _is_duration(node.get("minutes", 1)):
        report.error("bad_minutes", key)
    cure = node.get("cure")
    if node["kind"] != "outcome" and cure is not None and not are_texts(cure):
        report.error("missing_text", key, field="cure")
    # An outcome ends the walk; what would lead on from it is never followed.
    if node["kind"] == "outcome" and (node.get("options", []) != [] or node.get("otherwise")):
        report.error("leads_on", key)


def _is_duration(minutes: Any) -> bool:
    return isinstance(minutes, int | float) and not isinstance(minutes, bool) and minutes > 0
