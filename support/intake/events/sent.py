"""The fields of an object as somebody sent them, and notes on those that were not read."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from support.payments.as_sent import text_of, unread
from support.payments.news import Unread
from support.payments.references.naming import says_nothing
from troubleshooting.checks.reading.as_written import Unreadable

T = TypeVar("T")


class Found(NamedTuple):
    name: str
    value: Any


class Sent:
    """An object whose fields are found by name, whatever their capitals and separators.

    `notes` gathers what was not read, by the name as sent, behind `path`.
    """

    def __init__(self, item: Mapping[str, Any], notes: list[Unread], path: str = "") -> None:
        self.item = item
        self.notes = notes
        self.path = path
        self._names: dict[str, str] = {}
        for name in item:
            self._names.setdefault(_bare(name), name)

    def __contains__(self, name: str) -> bool:
        return _bare(name) in self._names

    def find(self, *names: str) -> Found | None:
        """Return the first of these fields that says anything; null and blanks do not."""
        for found in self.all_of(*names):
            return found
        return None

    def all_of(self, *names: str) -> Iterator[Found]:
        for name in names:
            sent = name if name in self.item else self._names.get(_bare(name))
            if sent is not None and not _is_blank(self.item[sent]):
                yield Found(sent, self.item[sent])

    def part(self, found: Found) -> "Sent":
        """Return an object that is a field's value, with the same notes."""
        return Sent(found.value, self.notes, f"{self.path}{found.name}.")

    def note(self, found: Found, *, is_cut: bool = False) -> None:
        self.notes.append(unread(f"{self.path}{found.name}", found.value, is_cut=is_cut))

    def read(self, reader: Callable[[Any], T], *names: str) -> T | None:
        """Return what a reader makes of the first of these fields; noted where it can't."""
        found = self.find(*names)
        if found is None:
            return None
        try:
            return reader(found.value)
        except Unreadable:
            self.note(found)
            return None

    def text(self, bound: int, *names: str, keys: tuple[str, ...] = ("value", "text")) -> str:
        """Return a text of `bound` letters at most, "" where there is none; cutting is noted."""
        found = self.find(*names)
        return "" if found is None else self.cut(found, text_of(found.value, *keys), bound)

    def cut(self, found: Found, text: str | None, bound: int) -> str:
        if text is None:
            self.note(found)
            return ""
        if len(text) > bound:
            self.note(found, is_cut=True)
        return text[:bound].strip()

    def unless_nothing(self, found: Found, text: str) -> str:
        """Return a text, or "" for "N/A" and the like, which is noted."""
        if text and says_nothing(text):
            self.note(found)
            return ""
        return text


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


@lru_cache(maxsize=2048)
def _bare(name: str) -> str:
    """Let failure_code, failureCode and Failure-Code be one name."""
    return "".join(filter(str.isalnum, name[:100])).casefold()
