"""What a text is found by: its words, and of scripts without blanks each two characters.

Whatever is cut here is cut in the same way from texts and from what somebody looks for. A word is
found by its beginning, so that a number is kept from behind as well: by its last digits it is found
in every form in which it can be written.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

LONGEST = 100  # letters of a word; a longer one is found by these
BEHIND = "~"  # before a word that is kept from behind
AMOUNT = "#"
LEAST_BEHIND = 4  # fewer last digits would be those of everything

# Han, kana and what else is written without blanks; Korean has them.
_PAIRED = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTER = rf"[^\W_{_PAIRED}]"
# What is no letter among them, such as the dot between two names, parts words.
_WRITTEN = rf"(?:(?=\w)[{_PAIRED}])+"
_PIECE = re.compile(rf"(?P<paired>{_WRITTEN})|@?{_LETTER}+(?:[-_./:'’@+,&]{_LETTER}+)*")
# One reference in twenty has no digit (support.cases.references), and its end is what people say.
_SAID_BY_ITS_END = re.compile(r"\d|^cw[a-z]{8}$")
_WORD = re.compile(rf"{_LETTER}+")
_NUMBER = re.compile(
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d+,\d{1,2}|\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?", re.ASCII
)
_PHONE = re.compile(r"(?<![\w.\-/@+])(?:\+|\()?\d[\d ().\-/]{5,24}\d(?!\w|[-/@.]\w)", re.ASCII)
LEAST_PHONE, LONGEST_PHONE = 7, 15  # digits, ITU-T E.164
# Accents once they stand alone, and what is copied along unseen: soft hyphens, marks of direction.
_UNSEEN = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
    "\xad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)


class Piece(NamedTuple):  # there are very many, and it is made twice as fast as others
    """A word of a text, or what is written in one piece such as an address.

    `words` stand one after the other. `others` are what the whole is found by as well, and `amount`
    tells a number whose words say nothing alone.
    """

    written: str
    words: tuple[str, ...]
    others: tuple[str, ...] = ()
    is_paired: bool = False
    amounts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Number:
    """What is written as a telephone number can be, by its digits without what is dialled first."""

    digits: str
    written: str
    start: int
    end: int


@dataclass
class Cut:
    """A text in its pieces."""

    pieces: list[Piece] = field(default_factory=list)
    phones: list[Number] = field(default_factory=list)


def folded(text: str) -> str:
    """Return the form in which texts are compared: width, case and accents forgiven, blanks single.

    Folded twice over, because case folding can undo the normal form (Unicode 3.13, D146).
    """
    return " ".join(_folded(text).split())


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    for _round in range(2):
        text = unicodedata.normalize("NFKD", text).casefold()
    return _UNSEEN.sub("", unicodedata.normalize("NFKD", text))


def cut(text: str) -> Cut:
    """Cut a folded text into pieces, and find what may be telephone numbers in it."""
    return Cut(list(_pieces(text)), list(phones(text)))


def _pieces(text: str) -> Iterator[Piece]:
    for match in _PIECE.finditer(text):
        run = match.group()
        if match["paired"]:
            pairs = tuple(run[at : at + 2] for at in range(len(run)))
            yield Piece(run, pairs, is_paired=True)
        elif amounts := amounts_of(run):
            yield Piece(run, (), amounts=amounts)
        else:
            words = tuple(word[:LONGEST] for word in _WORD.findall(run))
            yield Piece(run, words, tuple(_others(run, words)))


def _others(run: str, words: tuple[str, ...]) -> Iterator[str]:
    whole = "".join(words)[:LONGEST]
    if len(words) > 1:
        yield whole
    if "@" in run:
        yield run[:LONGEST]
        yield f"@{run.rpartition('@')[2]}"[:LONGEST]
    if len(whole) > LEAST_BEHIND and _SAID_BY_ITS_END.search(whole):
        yield from_behind(whole)


def from_behind(word: str) -> str:
    return f"{BEHIND}{word[::-1]}"


def amounts_of(run: str) -> tuple[str, ...]:
    """Return a number with a point or a comma as it is kept; both, where it can be two."""
    if len(run) > LONGEST or not _NUMBER.fullmatch(run):
        return ()
    if re.fullmatch(r"[\d,]*\.\d+|[\d.]*,\d{1,2}", run):
        whole, fraction = re.split(r"[.,](?=\d+$)", run)
        ways = [f"{re.sub('[.,]', '', whole)}.{fraction}"]
        if re.fullmatch(r"\d{1,3}\.\d{3}", run):
            ways.append(run.replace(".", ""))  # as much of the world writes thousands
    else:
        ways = [re.sub("[.,]", "", run)]
    return tuple(f"{AMOUNT}{plain(Decimal(way))}" for way in ways)


def plain(number: Decimal) -> str:
    """Return a number without the zeros that say nothing."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def phones(text: str) -> Iterator[Number]:
    for match in _PHONE.finditer(text):
        digits = dialled(match.group())
        if LEAST_PHONE <= len(digits) <= LONGEST_PHONE:
            yield Number(digits, match.group(), match.start(), match.end())


def dialled(written: str) -> str:
    """Return a number's digits without the zeros that are dialled before it."""
    bare = re.sub(r"\(0\)", "", written)
    return re.sub(r"\D", "", bare).lstrip("0")
