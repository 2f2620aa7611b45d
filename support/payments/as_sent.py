"""Values as somebody sent them: made a text that can be kept, or shown where they were not read.

Whatever JSON can hold is taken; nothing here raises. For every door and every source.
"""

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser

from support.payments.news import Unread
from troubleshooting.discretion.words import without_accounts

SHOWN_LENGTH = 120
DEPTH, ITEMS = 3, 8  # of a nested value as much as fits that length
LONGEST_NUMBER = 400  # bits; a longer number is nobody's reference, code or amount
MOST_CLEANED = 10_000  # letters; longer than anything that is kept

_BREAKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
# Marks that nobody sees: they would hide one name behind another. Joiners are part of some scripts.
_UNSEEN = dict.fromkeys(
    [0xAD, 0x200B, 0x200E, 0x200F, 0xFEFF, *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
)
_HTML_NAMES = (
    "a abbr article b big blockquote body br caption center code dd div dl dt em font footer form "
    "h1 h2 h3 h4 h5 h6 head header hr html i img li link main meta nav ol p pre script section "
    "small span strong style sub sup table tbody td tfoot th thead title tr tt u ul"
)
_TAGS = frozenset(_HTML_NAMES.split())
_HTML = re.compile(rf"<(?:!doctype|/?(?:{'|'.join(sorted(_TAGS))}))\b[^<>]*>", re.IGNORECASE)
_ACCOUNT = re.compile(r"account(?!age)|iban|card|vpa")


def cleaned(text: str) -> str:
    """Return a text without control characters, unseen marks, broken letters and outer blanks."""
    if len(text) <= MOST_CLEANED and text.isascii() and text.isprintable():
        return text.strip()  # as nearly all are
    whole = text[:MOST_CLEANED].encode("utf-8", "ignore").decode()
    in_one_line = _BREAKS.sub(" ", whole).translate(_UNSEEN)
    return "".join(mark for mark in in_one_line if unicodedata.category(mark) != "Cc").strip()


def text_of(value: object, *keys: str) -> str | None:
    """Return the text that a value is, "" for null and None where it is no text.

    Numbers are texts too; so is the only member of a list, and what stands in an object under the
    first of `keys` that it has.
    """
    if isinstance(value, str):
        return cleaned(value)
    for _level in range(DEPTH):
        if isinstance(value, Mapping):
            value = next((value[key] for key in keys if value.get(key) is not None), True)
        elif isinstance(value, Sequence) and not isinstance(value, str) and len(value) == 1:
            value = value[0]
    if value is None:
        return ""
    if isinstance(value, str):
        return cleaned(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return _number(value)


def _number(value: float) -> str | None:
    if isinstance(value, int):
        return str(value) if value.bit_length() <= LONGEST_NUMBER else None
    if not math.isfinite(value):
        return None
    return str(int(value)) if value.is_integer() and abs(value) < 10**15 else repr(value)


def without_tags(text: str) -> str:
    """Return what a reader of HTML would read; a text that is none stays as it is."""
    if not _HTML.search(text):
        return text
    page = _Page()
    page.feed(text)
    page.close()
    return " ".join("".join(page.read).split())


class _Page(HTMLParser):
    """Keeps the words of a page. What is no tag of HTML, such as "<NOT FOUND>", is words too."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []
        self._hidden = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._hidden = tag in ("script", "style")
        self.read.append(" " if tag in _TAGS else self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = False
        self.read.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.read.append(data)


def unread(name: str, value: object, *, is_cut: bool = False) -> Unread:
    """Say of a field that it was not read, or not to its end; accounts and cards are masked."""
    bare = "".join(letter for letter in name.casefold() if letter.isalpha())
    shown = cleaned("".join(_written(value, DEPTH, secret=bool(_ACCOUNT.search(bare)))))
    if len(shown) > SHOWN_LENGTH:
        shown = shown[: SHOWN_LENGTH - 1] + "…"
    name = cleaned(name)
    return Unread(name if len(name) <= 100 else name[:99] + "…", shown, is_cut)


def _written(value: object, depth: int, *, secret: bool) -> Iterator[str]:
    if isinstance(value, Mapping | list | tuple):
        begin, end = "{}" if isinstance(value, Mapping) else "[]"
        yield begin
        yield from _members(value, depth, secret=secret) if depth else "…"
        yield end
    elif isinstance(value, bool) or value is None:
        yield {True: "true", False: "false", None: "null"}[value]
    elif isinstance(value, int) and value.bit_length() > LONGEST_NUMBER:
        yield "…"
    else:
        text = unicodedata.normalize("NFKC", str(value)[: 2 * SHOWN_LENGTH])
        end = f"…{text[-4:]}" if len(text) > 4 else "…"
        yield end if secret else without_accounts(text)


def _members(
    value: Mapping[object, object] | Sequence[object], depth: int, *, secret: bool
) -> Iterator[str]:
    named = value.items() if isinstance(value, Mapping) else ((None, each) for each in value)
    for number, (key, each) in enumerate(named):
        if number:
            yield ", "
        if number == ITEMS:
            yield "…"
            return
        if key is not None:
            yield f"{str(key)[:40]}: "
        yield from _written(each, depth - 1, secret=secret)
