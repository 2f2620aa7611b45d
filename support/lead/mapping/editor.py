"""What the page of a field map shows: rows of fields, tables of words, and how they read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from support.lead.mapping.choices import MEANINGS, SCHEMES, TIMES, Choices
from support.lead.mapping.payloads import Payload
from support.payments.models import Channel
from support.sources.mapped.checking import problems
from support.sources.mapped.expressions import Unusable, find
from support.sources.mapped.field_map import MINOR, FieldMap
from support.sources.mapped.fields import FIELDS, NEEDED, Field
from support.sources.mapped.reading import Finding, Reading, explain
from support.sources.mapped.words import our_word
from support.sources.models import Source

GROUPS: dict[str, str | Promise] = {
    "payment": _("The payment"),
    "failure": _("What went wrong"),
    "references": _("References that a bank can search"),
    "customer": _("The customer"),
    "more": _("More"),
}
_OPEN = ("payment", "failure")
# Payments of one payload that the page reads out; the door reads all.
_READ_OUT = 20
# Words that the tables of these fields translate are offered as rows.
_TABLES = ("status", "direction", "method", "channel", "currency", "failure_code")


@dataclass(frozen=True)
class Row:
    """One field: its expression, what that found, and what is wrong with it."""

    field: Field
    expression: str
    finding: Finding | None
    problem: str = ""

    @property
    def is_needed(self) -> bool:
        return self.field.name in NEEDED

    @property
    def sentence(self) -> str:
        """Say why nothing was made of it, or what is wrong with the expression."""
        if self.problem:
            return self.problem
        if self.finding and self.finding.problem:
            return gettext(self.finding.problem) % (self.finding.values or {})
        return ""

    @property
    def made(self) -> str:
        """What was made of it, in the reader's words where it is one of ours."""
        made = self.finding.made if self.finding else ""
        return str(dict(MEANINGS.get(self.field.name, [])).get(made, made))

    @property
    def shows_found(self) -> bool:
        """Say whether what stands in the payload differs from what was made of it."""
        return bool(self.finding and self.finding.made and self.finding.found != self.finding.made)


@dataclass(frozen=True)
class Group:
    title: str | Promise
    rows: list[Row]
    is_open: bool


@dataclass(frozen=True)
class Word:
    """A word of theirs and ours for it; `usual` is what it means where the table is silent."""

    word: str
    ours: str = ""
    is_met: bool = False
    usual: str = ""


@dataclass(frozen=True)
class Table:
    field: Field
    words: list[Word]
    choices: Choices

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def is_open(self) -> bool:
        """Currencies and codes mostly mean what they say; states and directions never quite."""
        return self.name in MEANINGS or any(word.ours for word in self.words)


@dataclass(frozen=True)
class Editor:
    """The page on which a map is written. `source` is None for one that is about to be made.

    `met_before` are words that came in its events and were not read, by the field's place.
    """

    source: Source | None
    payload: Payload
    kept: dict[str, Any]
    about: dict[str, str] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    shows_problems: bool = False
    seen: str = ""
    met_before: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def map(self) -> FieldMap:
        return FieldMap.of(self.kept)

    @cached_property
    def readings(self) -> list[Reading]:
        """Read the pasted payload, all payments in it up to a bound."""
        if not self.payload.is_read:
            return []
        zone = self.source or Source(time_zone=self.about.get("time_zone") or "UTC")
        read = explain(self.map, self.payload.value, zone)
        return [one for one, _number in zip(read, range(_READ_OUT), strict=False)]

    @cached_property
    def problems(self) -> dict[str, str]:
        """What keeps the map from being saved, by place; only the first of each."""
        found: dict[str, str] = {}
        for problem in problems(self.map):
            found.setdefault(problem.place, gettext(problem.sentence) % problem.values)
        return found

    @cached_property
    def groups(self) -> list[Group]:
        rows = [self._row(one) for one in FIELDS.values()]
        return [
            Group(GROUPS[name], list(group), name in _OPEN or _has_any(self.map, name))
            for name, group in groupby(rows, key=lambda row: row.field.group)
        ]

    @property
    def rows(self) -> Iterable[Row]:
        return (row for group in self.groups for row in group.rows)

    @cached_property
    def tables(self) -> list[Table]:
        return [self._table(FIELDS[name]) for name in _TABLES if self._has_table(name)]

    @property
    def event_id(self) -> str:
        """Return what the event would be called by the pasted payload, "" for a digest of it."""
        if not self.payload.is_read or not self.map.event_id:
            return ""
        try:
            found = find(self.map.event_id, self.payload.value, self.payload.value)
        except Unusable:
            return ""
        return str(found)[:60] if isinstance(found, str | int) else ""

    @property
    def counts_minor(self) -> bool:
        return self.map.amounts == MINOR

    @property
    def pattern(self) -> str:
        return self.map.times if "%" in self.map.times else ""

    @property
    def decimals(self) -> str:
        return ", ".join(f"{code} {places}" for code, places in self.map.decimals.items())

    @property
    def chosen_times(self) -> str:
        known = [value for value, _label in TIMES]
        return self.map.times if self.map.times in known else "pattern"

    times = TIMES
    schemes = SCHEMES

    @property
    def count_read(self) -> int:
        return sum(1 for row in self.rows if row.finding and row.finding.made)

    @property
    def count_unread(self) -> int:
        return sum(1 for row in self.rows if row.expression and row.sentence)

    @property
    def met(self) -> str:
        """Name the words offered, so that a live answer renews the tables only for new ones."""
        return "|".join(
            f"{table.name}={word.word}" for table in self.tables for word in table.words
        )

    @cached_property
    def _findings(self) -> dict[str, Finding]:
        """Of the first payment, by field."""
        first = self.readings[0].findings if self.readings else ()
        return {finding.field: finding for finding in first}

    def _row(self, one: Field) -> Row:
        expression = self.map.fields.get(one.name, "")
        # What is missing altogether is said once somebody wanted to save.
        says = self.shows_problems or bool(expression)
        problem = self.problems.get(one.name, "") if says else ""
        return Row(one, expression, self._findings.get(one.name), problem)

    def _has_table(self, name: str) -> bool:
        return name in self.map.fields or bool(self.map.words.get(name))

    def _table(self, one: Field) -> Table:
        table = dict(self.map.words.get(one.name, {}))
        met = dict.fromkeys(self._met(one.name))
        words = [
            *(self._word(one, word, table.pop(word.casefold(), ""), is_met=True) for word in met),
            *(self._word(one, word, ours) for word, ours in table.items()),
        ]
        choices = MEANINGS.get(one.name, [])
        if one.name == "channel":
            choices = [(row.code, row.name) for row in Channel.objects.order_by("code")[:500]]
        return Table(one, words, choices)

    def _met(self, name: str) -> Iterable[str]:
        """Yield the words that a field met in the pasted payload, then those it did not read."""
        expression = self.map.fields.get(name, "")
        if expression.startswith("'"):
            return
        for reading in self.readings:
            for finding in reading.findings:
                if finding.field == name and finding.found and finding.found != "…":
                    yield finding.found
        yield from self.met_before.get(expression, [])
        yield from self.met_before.get(name, [])

    def _word(self, one: Field, word: str, ours: str, *, is_met: bool = False) -> Word:
        usual = ""
        if one.name in ("status", "direction", "method"):
            scheme = self.readings[0].news.failure_scheme if self.readings else ""
            usual = our_word(one.name, word, scheme)
        labels = dict(MEANINGS.get(one.name, []))
        return Word(word, ours, is_met, str(labels.get(usual, usual)))


def _has_any(field_map: FieldMap, group: str) -> bool:
    return any(FIELDS[name].group == group for name in field_map.fields)
