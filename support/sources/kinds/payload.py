"""Reading one object of a payload: whatever can't be read is left out, and remembered."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from support.payments.as_sent import cleaned, unread
from support.payments.news import BOUNDS, Unread
from support.sources.kinds.base import BadSignature, UnreadableBody
from troubleshooting.checks.reading.as_written import (
    Unreadable,
    read_currency,
    read_minor_amount,
    read_time,
)
from web.json_text import read_json

CONTACT_BOUNDS = {"name": 200, "email": 254, "phone": 40, "locale": 35, "customer_id": 100}
_BOUNDS = BOUNDS | CONTACT_BOUNDS
_MOST_ITEMS = 100


def read_object(body: bytes) -> "Fields":
    """Read a body that has to be one object of JSON. Raises UnreadableBody."""
    try:
        found = read_json(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnreadableBody("the body is not valid JSON") from error
    if not isinstance(found, dict):
        raise UnreadableBody("the body is not an object of JSON")
    return Fields(found)


def read_unverified(body: bytes) -> "Fields":
    """Read a body whose signature stands within it or comes after. Raises BadSignature: nobody
    knows yet whose it is.
    """
    try:
        return read_object(body)
    except UnreadableBody as error:
        raise BadSignature(str(error)) from error


class Fields:
    """The fields of one object, by their names. All objects inside share one list of `unread`."""

    def __init__(
        self,
        given: Mapping[str, Any],
        *,
        path: str = "",
        zone: str = "UTC",
        unread: list[Unread] | None = None,
    ) -> None:
        self._given = given
        self._path = path
        self._zone = zone
        self._unread = [] if unread is None else unread

    def __bool__(self) -> bool:
        return bool(self._given)

    def __contains__(self, name: str) -> bool:
        return self._given.get(name) is not None

    @property
    def given(self) -> Mapping[str, Any]:
        """The object itself, as it was sent."""
        return self._given

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._given)

    @property
    def unread(self) -> tuple[Unread, ...]:
        return tuple(self._unread)

    def raw(self, name: str) -> Any:
        return self._given.get(name)

    def afresh(self, zone: str = "UTC") -> "Fields":
        """The same fields with a list of unread ones of their own, their times in a zone."""
        return Fields(self._given, path=self._path, zone=zone)

    def text(self, name: str, bound: str = "status_said") -> str:
        """Return a text or number, at most as long as news keep the field called `bound`."""
        value = self._given.get(name)
        if value is None:
            return ""
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, int | float):
            value = _written(value)
        if not isinstance(value, str):
            return self._miss(name)
        most = _BOUNDS[bound]
        begin = value[: 2 * most]  # no need to look at all of a text without an end
        kept = cleaned(begin)
        if len(kept) > most or len(begin) < len(value):
            self._note(name, is_cut=True)
        return kept[:most]

    def whole(self, name: str, bound: str) -> str:
        """Return a text that is of no use when cut, such as an e-mail address or a reference."""
        value = self._given.get(name)
        if isinstance(value, str) and len(value.strip()) > _BOUNDS[bound]:
            return self._miss(name)
        return self.text(name, bound)

    def first(self, *names: str, bound: str = "status_said") -> str:
        """Return the first of several fields that says something."""
        return next((text for text in (self.text(name, bound) for name in names) if text), "")

    def inside(self, name: str) -> "Fields":
        """Return the object in a field; an empty one where there is none."""
        value = self._given.get(name)
        # Some write an empty list for an object without fields, as PHP does.
        if value is not None and not isinstance(value, dict) and value != []:
            self._miss(name)
        return self._within(name, value if isinstance(value, dict) else {})

    def items(self, name: str) -> Iterator["Fields"]:
        """Yield the objects of a list."""
        value = self._given.get(name)
        if not isinstance(value, list):
            if value is not None:
                self._miss(name)
            return
        for number, one in enumerate(value[:_MOST_ITEMS]):
            if isinstance(one, dict):
                yield self._within(f"{name}.{number}", one)

    def currency(self, name: str) -> str:
        """Return a currency's three letters, as sent where it can't be read as one."""
        try:
            return read_currency(self._given[name]) if name in self else ""
        except Unreadable:
            return self._miss(name)

    def minor(self, name: str, currency: str, exceptions: Mapping[str, int] | None = None) -> str:
        """Return an amount of the smallest units of a currency in its major ones, as text."""
        if name not in self:
            return ""
        try:
            return f"{read_minor_amount(self._given[name], currency, exceptions=exceptions):f}"
        except Unreadable:
            return self._miss(name)

    def moment(self, name: str) -> datetime | None:
        """Return a time in UTC; one without an offset is in the zone of the source."""
        if name not in self:
            return None
        try:
            return read_time(self._given[name], self._zone)[0].astimezone(UTC)
        except Unreadable:
            self._note(name)
            return None

    def time_text(self, name: str) -> str:
        """Return a time as text that says its offset; as received where it can't be read."""
        moment = self.moment(name)
        return moment.isoformat() if moment else self.text(name, "created_at")

    def _within(self, name: str, given: Mapping[str, Any]) -> "Fields":
        return Fields(given, path=f"{self._path}{name}.", zone=self._zone, unread=self._unread)

    def _miss(self, name: str) -> str:
        self._note(name)
        return ""

    def _note(self, name: str, *, is_cut: bool = False) -> None:
        value = self._given.get(name)
        note = unread(f"{self._path}{name}", value, is_cut=is_cut)
        if note not in self._unread:
            self._unread.append(note)


def _written(value: float) -> str:
    """Write a number without its exponent, or nothing for one that no payment has."""
    if isinstance(value, int):
        return str(value) if value.bit_length() < 200 else ""
    return f"{value:.12g}" if abs(value) < 10**15 else ""
