"""What a check found, in words of the active language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language

from troubleshooting.checks import registry
from troubleshooting.checks.facts import FACTS, MILLISECONDS
from troubleshooting.checks.reading.as_written import Unreadable, read_whole_number, shown
from troubleshooting.checks.words import worded
from web.templatetags.web import seconds
from web.words.said import gettext as _

# Facts and values of findings that hold such words.
WORDED = {"status", "direction", "channel_direction", "method", "channel_method", "promised_by"}
# Facts and values that hold a moment, as ISO 8601 has it: one without an offset is by the clock of
# the place that stands beside it. Evidence kept before that was so holds it as it was written then.
MOMENTS = {
    "expected", "returned", "since", "over", "until", "local", "status_since", "expected_by",
    "returned_by", "read_at", "incident_since", "incident_over_at", "channel_stop_until",
    "inquiry_asked_at", "inquiry_due_at",
}  # fmt: skip
WITHOUT_FACTS: registry.Facts = MappingProxyType({})


@dataclass(frozen=True)
class Evidence:
    """A finding as a sentence, the values it was made of, and where its rule comes from.

    `read` names the facts that the check could read, where they are shown. `speaks_for` names the
    answers of the present step that it supports, by key and label, while these wait for a person.
    """

    title: str
    sentence: str
    strength: str
    source: str
    values: Mapping[str, Any]
    read: list[tuple[str, str]]
    speaks_for: list[tuple[str, str]] = field(default_factory=list)


def evidence_of(
    check: str, finding: registry.Finding, facts: registry.Facts = WITHOUT_FACTS
) -> Evidence:
    """Put a finding into words, with those of the `facts` that it read. Raises UnknownCheck."""
    described = registry.get(check)
    return Evidence(
        title=_(described.title),
        sentence=_(finding.message) % _in_words(finding.values),
        strength=finding.strength,
        source=_(described.source),
        values=finding.values,
        read=values_read(described.reads, facts),
    )


def values_read(names: tuple[str, ...], facts: registry.Facts) -> list[tuple[str, str]]:
    """Name the facts that are known among these; no account or card number is shown whole."""
    return [
        (_(FACTS[name]), fact_in_words(name, facts[name]))
        for name in names
        if name in FACTS and not registry.is_missing(facts.get(name))
    ]


def fact_in_words(name: str, value: object) -> str:
    """Put the value of a fact into words; rows of a table are counted, times are in seconds."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        if any(isinstance(item, Mapping) for item in value):
            return str(len(value))
        return _separator().join(shown(item) for item in value) or _("none")
    if name in MILLISECONDS:
        return _in_seconds(value)
    if name in MOMENTS:
        return _moment(value)
    return worded(value) if name in WORDED else shown(value)


def _moment(value: object) -> str:
    """Write a moment in the reader's language, and in their zone where its own is known."""
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return shown(value)
    return date_format(localtime(at) if is_aware(at) else at, "DATETIME_FORMAT")


def _in_seconds(value: object) -> str:
    try:
        return seconds(read_whole_number(value))
    except Unreadable:
        return shown(value)  # as it came in


def _in_words(values: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for name, value in values.items():
        items = value if isinstance(value, list) else [value]
        if name == "missing":
            items = [_(FACTS[item]) if item in FACTS else item for item in str(value).split(", ")]
        elif name == "field":
            items = [_(FACTS[item]) if item in FACTS else item for item in items]
        elif name in MOMENTS:
            items = [_moment(item) for item in items]
        elif name in WORDED:
            items = [worded(item) for item in items]
        found[name] = _separator().join(_in_language(item) for item in items)
    return found


def _in_language(value: object) -> str:
    if isinstance(value, Mapping):
        return str(value.get(get_language() or "en") or value.get("en") or "")
    return str(value)


def _separator() -> str:
    return "、" if (get_language() or "").startswith("zh") else ", "
