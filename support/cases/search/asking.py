"""What somebody typed into the search box, as a question to the entries.

Every word has to be there, in any order and in any of a case's texts; a word is found by its
beginning, what stands in quotation marks as it is. What can be written in several ways, a number, a
reference, an address, is asked for in each of them. A word of a cause's or a channel's name stands
for it, so that a name that changed is found as it is today.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import phonenumbers

from support.cases.references import read_reference
from support.cases.search import naming
from support.cases.search.vectors import quoted, side_by_side
from support.cases.search.words import (
    AMOUNT,
    LEAST_BEHIND,
    LEAST_PHONE,
    LONGEST,
    Number,
    Piece,
    cut,
    folded,
    from_behind,
    phones,
)
from troubleshooting.marks.reading import once

MOST_LETTERS = 5_000
_FILTER = re.compile(
    rf"(?<!\S)(?P<key>{'|'.join(naming.KEYS)})[:：]"
    rf"(?:[\"“「](?P<quoted>[^\"”」]*)[\"”」]|(?P<bare>\S*))",
    re.IGNORECASE,
)
_PHRASE = re.compile('["“「]([^"”」]+)["”」]')
_GAP = r"[\W_]*"


@dataclass(frozen=True)
class Term:
    """One word or phrase: what the entries are asked, and where it stands in a folded text.

    `part` is some letters of it that stand in every text which has it, however it is written.
    `paired` asks the same, sooner, of entries that have marks of words side by side.
    """

    query: str
    pattern: re.Pattern[str]
    part: str
    paired: str = ""


@dataclass(frozen=True)
class Asked:
    """What is looked for; `filters` are pairs of a name in `naming.KEYS` and what was said."""

    text: str
    terms: tuple[Term, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()
    reference: str = ""

    @property
    def asks(self) -> bool:
        """Whether it asks for anything: signs alone do not."""
        return bool(self.terms or self.filters or self.reference)

    @property
    def query(self) -> str:
        """All terms as one `tsquery`, "" where there is none."""
        together = " & ".join(term.query for term in self.terms)
        if not self.reference:
            return together
        return f"{quoted(_whole(self.reference))} | ({together})"

    @property
    def paired(self) -> "Asked":
        """Return the same as it is asked by words side by side; itself where it has none."""
        if not any(term.paired for term in self.terms):
            return self
        terms = (replace(term, query=term.paired or term.query) for term in self.terms)
        return replace(self, terms=tuple(terms))


def read(text: str, *, has_filters: bool = True) -> Asked:
    """Read what was typed. Never refuses: what means nothing is left out."""
    rest = text = text.replace("\0", " ")[:MOST_LETTERS]
    filters = tuple(_filters(text)) if has_filters else ()
    if filters:
        rest = _FILTER.sub(" ", text)
    with once():
        terms = {term.query: term for term in _terms(rest)}
    reference = read_reference(rest) if len(rest) < LONGEST else None
    return Asked(text.strip(), tuple(terms.values()), filters, reference or "")


def as_typed(text: str, wanted: Mapping[str, str]) -> str:
    """Return what was typed with filters of the queue instead of its own of the same names.

    An empty one takes its name away. What the box has no word for is left out.
    """
    known = {*naming.KEYS.values()}
    flags = [("is", naming.FLAGS[name]) for name in wanted if name in naming.FLAGS]
    given = [
        (name, one) for name, value in wanted.items() if name in known for one in value.split(",")
    ]
    rest = _FILTER.sub(
        lambda found: "" if naming.KEYS[found["key"].lower()] in wanted else found[0], text
    )
    words = [f'{name}:"{one}"' if " " in one else f"{name}:{one}" for name, one in given if one]
    return " ".join([*rest.split(), *words, *(f"{name}:{one}" for name, one in flags)])


def _filters(text: str) -> Iterator[tuple[str, str]]:
    for found in _FILTER.finditer(text):
        said = found["quoted"] or found["bare"] or ""
        yield naming.KEYS[found["key"].lower()], said.strip()


def _terms(text: str) -> Iterator[Term]:
    for phrase in _PHRASE.findall(text):
        pieces = cut(folded(phrase)).pieces
        if pieces:
            yield _phrase(pieces)
    rest = folded(_PHRASE.sub(" ", text))
    for number in phones(rest):
        yield _phone(number)
        rest = f"{rest[: number.start]}{' ' * (number.end - number.start)}{rest[number.end :]}"
    for piece in cut(rest).pieces:
        yield _word(piece)


def _phrase(pieces: Sequence[Piece]) -> Term:
    asked, written = _in_order(pieces), [piece.written for piece in pieces]
    term, pairs = _term([asked], written), side_by_side(pieces)
    if not pairs:
        return term
    sooner = _term([f"({' & '.join([asked, *map(quoted, pairs)])})"], written)
    return replace(term, paired=sooner.query)


def _phone(number: Number) -> Term:
    """Ask for a number in all forms in which it is dialled, and as what else was written so."""
    ways = [f"{quoted(from_behind(number.digits))}:*"]
    if national := _without_country(number):
        ways.append(quoted(from_behind(national)))
    pieces = cut(number.written).pieces
    ways.append(" & ".join(f"({_word(piece).query})" for piece in pieces))
    digits = r"[\s().\-/]{0,3}".join(national or number.digits)
    return Term(f"({' | '.join(ways)})", re.compile(digits), number.digits[-2:])


def _without_country(number: Number) -> str:
    if not number.written.startswith(("+", "00")):
        return ""
    try:
        national = str(phonenumbers.parse(f"+{number.digits}").national_number)
    except phonenumbers.NumberParseException:
        return ""
    return national if len(national) >= LEAST_PHONE else ""


def _word(piece: Piece) -> Term:
    if piece.amounts:
        numbers = [amount.removeprefix(AMOUNT) for amount in piece.amounts]
        ways = [quoted(word) for word in (*piece.amounts, *numbers)]
        found = re.compile("|".join(map(_amount, numbers)))
        return Term(f"({' | '.join(ways)})", found, numbers[0].partition(".")[0][-1:])
    if piece.is_paired:
        alone = f"{quoted(piece.written)}:*"
        return _term([alone if len(piece.written) == 1 else _in_order([piece])], [piece.written])
    whole = "".join(piece.words)[:LONGEST]
    ways = [f"{quoted(whole)}:*" if len(whole) > 1 else quoted(whole)]
    if "@" in piece.written or len(piece.words) > 1:
        ways += [f"{quoted(piece.written[:LONGEST])}:*", f"{quoted('@' + piece.written)}:*"]
    if len(piece.words) > 1:
        ways.append(_in_order([piece], is_begun=True))
    if len(whole) >= LEAST_BEHIND and whole.isascii():
        ways.append(f"{quoted(from_behind(whole))}:*")
    if whole.isdecimal():
        ways.append(quoted(f"{AMOUNT}{whole}"))
    return _term(ways, [piece.written])


def _term(ways: list[str], written: Sequence[str]) -> Term:
    pattern = re.compile(_GAP.join(_loosely(part) for part in written))
    for kind, known in (("cause", naming.causes()), ("channel", naming.channels())):
        called = [one for one in known if one.has_word(pattern)]
        ways += [quoted(naming.label(kind, one.code)) for one in called]
    words = re.findall(r"[^\W_]+", " ".join(written))
    return Term(f"({' | '.join(ways)})", pattern, max(words, key=len))


def _in_order(pieces: Sequence[Piece], *, is_begun: bool = False) -> str:
    """Ask for pieces one after the other; of the last word only the beginning if `is_begun`."""
    wanted: list[tuple[str, int]] = []
    at = 0  # counted as `vectors` does
    for piece in pieces:
        words = piece.words or piece.amounts[:1]
        last = len(words) - 1
        for number, word in enumerate(words):
            at += 1
            if piece.is_paired and number == last:
                # Whatever follows it in a text makes another pair of it.
                if not last:
                    wanted.append((f"{quoted(word)}:*", at))
            else:
                wanted.append((quoted(word), at))
    if is_begun:
        wanted[-1] = f"{wanted[-1][0]}:*", wanted[-1][1]
    asked = wanted[0][0]
    for (_before, was), (word, at) in pairwise(wanted):
        asked += f" <{at - was}> {word}"
    return f"({asked})"


def _loosely(written: str) -> str:
    """Return a pattern of what was typed, at the beginning of a word or as its last digits."""
    words = re.findall(r"[^\W_]+", written)
    has_digit = any(one.isdigit() for one in written)
    letters = (r"[\W_]?" if has_digit else "").join
    pattern = _GAP.join(letters(map(re.escape, word)) for word in words)
    if not written.isascii():
        return pattern
    begun = rf"(?<![0-9a-z]){pattern}"
    return rf"(?:{begun}|{pattern}(?![0-9a-z]))" if has_digit else begun


def _amount(number: str) -> str:
    whole, _point, fraction = number.partition(".")
    rest = rf"[.,]{fraction}0*" if fraction else r"(?:[.,]0+)?"
    return rf"(?<!\d){'[.,]?'.join(whole)}{rest}(?!\d)"


def _whole(reference: str) -> str:
    return folded(reference).replace("-", "")
