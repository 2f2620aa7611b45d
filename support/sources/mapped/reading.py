"""Reading a payload by a map: the news in it, and a line on every field that the map names."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Protocol

from support.customers.contacts import Contact
from support.payments.as_sent import unread
from support.payments.ladder.rungs import UNDER_WAY, Rung
from support.payments.news import PaymentNews, Reference, Unread
from support.sources.mapped.expressions import Unusable, find
from support.sources.mapped.field_map import FieldMap
from support.sources.mapped.fields import CONTACT, FIELDS, REFERENCE_KINDS
from support.sources.mapped.values import Around, Made, make
from troubleshooting.checks.reading.text import Unreadable, shown
from troubleshooting.checks.text import gettext_noop

UNUSABLE = gettext_noop("This expression does not work: %(value)s")
EVENT_ID_BOUND = 200
# A payload of 64 KiB holds no more payments than that.
ITEMS_BOUND = 1000
_PLAIN_PATH = re.compile(r"""[$@A-Za-z0-9_.\[\]"-]{1,60}""")
_NEWS_FIELDS = {one.name for one in fields(PaymentNews)}
# Read first: the words of others are understood by them.
_BEFORE = ("failure_scheme", "currency")
# A reason is kept only while there is trouble: "cause": "payment_confirmed" is none.
_WELL = UNDER_WAY | {Rung.CREDITED}
_REASONS = ("failure_scheme", "failure_code", "failure_message")


class Zoned(Protocol):
    """What reading needs to know of a source: the zone of clocks that have no offset."""

    @property
    def time_zone(self) -> str: ...


@dataclass(frozen=True)
class Finding:
    """What became of one field: the value found, what was made of it, or why nothing was.

    `problem` is a sentence to be translated and filled by `values`.
    """

    field: str
    expression: str
    found: str = ""
    made: str = ""
    problem: str = ""
    values: Mapping[str, Any] | None = None
    is_cut: bool = False

    @property
    def is_error(self) -> bool:
        return bool(self.problem)


@dataclass(frozen=True)
class Reading:
    """The news of one payment, and how each field of the map was read."""

    news: PaymentNews
    findings: tuple[Finding, ...]


def read_mapped(field_map: FieldMap, payload: Any, source: Zoned) -> PaymentNews:
    """Read the first payment of a payload; what can't be read is left out and in `unread`."""
    return next(explain(field_map, payload, source)).news


def read_all(field_map: FieldMap, payload: Any, source: Zoned) -> list[PaymentNews]:
    """Read every payment that a payload tells of; of one without `each` that is one."""
    return [reading.news for reading in explain(field_map, payload, source)]


def explain(field_map: FieldMap, payload: Any, source: Zoned) -> Iterator[Reading]:
    """Read every payment of a payload with a line on every field; always at least one."""
    for item in _items(field_map, payload):
        yield _Reader(field_map, payload, item, source.time_zone).read()


def event_id_of(field_map: FieldMap, payload: Any, body: bytes) -> str:
    """Return what the source calls this event, or a digest of it where it gives no name."""
    try:
        found = find(field_map.event_id, payload, payload) if field_map.event_id else None
    except Unusable:
        found = None
    if isinstance(found, str | int) and not isinstance(found, bool):
        text = str(found).strip()
        if text and len(text) <= EVENT_ID_BOUND and text.isprintable():
            return text
    return f"sha256-{hashlib.sha256(body).hexdigest()}"


def _items(field_map: FieldMap, payload: Any) -> list[Any]:
    if not field_map.each:
        return [payload]
    try:
        found = find(field_map.each, payload, payload)
    except Unusable:
        return [payload]
    if isinstance(found, list) and found:
        return found[:ITEMS_BOUND]
    return [payload if found in (None, []) else found]


class _Reader:
    """One payment of one payload."""

    def __init__(self, field_map: FieldMap, root: Any, item: Any, zone: str) -> None:
        self._map = field_map
        self._root = root
        self._item = item
        self._around = Around(field_map, zone)
        self._made: dict[str, Made] = {}
        self._unread: list[Unread] = []
        self._status_said = ""

    def read(self) -> Reading:
        order = sorted(self._map.fields, key=lambda name: name not in _BEFORE)
        findings = {name: self._read(name) for name in order}
        return Reading(
            news=self._news(),
            findings=tuple(findings[name] for name in FIELDS if name in findings),
        )

    def _read(self, name: str) -> Finding:
        expression = self._map.fields[name]
        try:
            found = find(expression, self._item, self._root)
        except Unusable as error:
            self._unread.append(Unread(name, shown(expression)))
            return Finding(name, expression, problem=UNUSABLE, values={"value": str(error)})
        seen = "" if found is None else shown(found if _is_plain(found) else str(found))
        try:
            made = make(FIELDS[name], found, self._around)
        except Unreadable as error:
            self._keep_word(name, seen)
            self._unread.append(unread(_name_sent(name, expression), found))
            return Finding(name, expression, seen, problem=error.reason, values=error.values)
        if made is None:
            return Finding(name, expression, seen)
        self._keep(name, made, found)
        if made.is_cut:
            self._unread.append(unread(_name_sent(name, expression), found, is_cut=True))
        return Finding(name, expression, seen, shown(_written(made)), is_cut=made.is_cut)

    def _keep(self, name: str, made: Made, found: Any) -> None:
        self._made[name] = made
        self._keep_word(name, str(found).strip())
        if name in _BEFORE:
            known = {one: str(self._made[one].value) for one in _BEFORE if one in self._made}
            self._around = Around(
                self._map,
                self._around.zone,
                scheme=known.get("failure_scheme", ""),
                currency=known.get("currency", ""),
            )

    def _keep_word(self, name: str, said: str) -> None:
        if name == "status":
            self._status_said = said[: FIELDS[name].bound]

    def _news(self) -> PaymentNews:
        values = {name: made.value for name, made in self._made.items()}
        if values.get("status") in _WELL:
            values = {name: kept for name, kept in values.items() if name not in _REASONS}
        plain: dict[str, Any] = {name: values[name] for name in values if name in _NEWS_FIELDS}
        contact = {CONTACT[name]: str(values[name]) for name in values if name in CONTACT}
        return PaymentNews(
            **plain,
            status_said=self._status_said,
            references=tuple(
                Reference(kind, str(values[kind])) for kind in REFERENCE_KINDS if kind in values
            ),
            contact=Contact(**contact),
            unread=tuple(self._unread),
        )


def _is_plain(found: Any) -> bool:
    return not isinstance(found, dict | list)


def _name_sent(name: str, expression: str) -> str:
    """Call a field as the payload does, where the expression is a path; else as we do."""
    return expression if _PLAIN_PATH.fullmatch(expression) else name


def _written(made: Made) -> str:
    value = made.value
    return value.isoformat(" ", "seconds") if isinstance(value, datetime) else str(value)
