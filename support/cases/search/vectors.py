"""Texts as PostgreSQL keeps them to be found: a `tsvector`, or several where one is too small.

Positions end at 16,383, and of one word 255 are kept (PostgreSQL 12.11, "Limitations"); a case of
which more is to be said gets more rows. Each of them then holds `MORE`, by which words that stand
in two of them are found together.

What is typed in quotation marks may be words of every second case that hardly any has in this
order. So of two words side by side a mark is kept as well, one of 65,536, by which all others are
passed over. Scripts without blanks are cut into pairs as it is, and need none.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from zlib import crc32

from support.cases.search.words import Cut, Piece, cut, folded, from_behind

MOST_POSITIONS = 8_000
MOST_OF_A_WORD = 220
REPEATED = 30  # words that begin the next vector again, so that a phrase is whole in one of them
MORE = "+"
PAIRED = ">"  # begins each mark of two words; alone it says that an entry has them
ERA = 10  # bits: cases of about a thousand numbers are found together, the newest first


@dataclass(frozen=True)
class Text:
    """One thing that is said of a case; weights as PostgreSQL has them, from A to D."""

    said: str
    weight: str = "D"


@dataclass
class _Vector:
    at: int = 0
    most: int = 0  # how often it has the word that it has most often
    words: dict[str, list[str]] = field(default_factory=dict)
    pairs: set[str] = field(default_factory=set)
    before: str = ""  # the word that the next one stands beside

    def add(self, piece: Piece, weight: str) -> None:
        first = self.at + 1
        for word in piece.words:
            self.at += 1
            self.put(word, f"{self.at}{weight}")
            if self.before and not piece.is_paired:
                self.pairs.add(_pair(self.before, word))
            self.before = "" if piece.is_paired else word
        if not piece.words:
            self.end()
        place = f"{first}{weight}"
        for word in piece.others or piece.amounts:
            self.put(word, place)

    def end(self) -> None:
        """Leave a place free, so that no phrase reaches over it."""
        self.at += 1
        self.before = ""

    def put(self, word: str, place: str) -> None:
        places = self.words.setdefault(word, [])
        places.append(place)
        self.most = max(self.most, len(places))

    @property
    def is_full(self) -> bool:
        return self.at > MOST_POSITIONS or self.most >= MOST_OF_A_WORD

    def written(self, *marks: str) -> str:
        words = [f"{quoted(word)}:{','.join(at)}" for word, at in self.words.items()]
        return " ".join([*words, *map(quoted, (*sorted(self.pairs), PAIRED, *marks))])


def vectors(case: int, texts: Iterable[Text], labels: Iterable[str] = ()) -> list[str]:
    """Return the vectors of a case, at least one; `labels` are words of ours, found as they are."""
    filled = [_Vector()]
    for text in texts:
        found = cut(folded(text.said))
        _fill(filled, found, text.weight)
        filled[-1].end()
    for label in labels:
        filled[0].put(label, "1B")
    more = [MORE] if len(filled) > 1 else []
    return [vector.written(era_of(case), *more) for vector in filled]


def _fill(filled: list[_Vector], found: Cut, weight: str) -> None:
    pieces = [*_in_bounds(found.pieces)]
    for number, piece in enumerate(pieces):
        if filled[-1].is_full:
            filled.append(_Vector())
            for recent in _last(pieces[:number][-REPEATED:]):
                filled[-1].add(recent, weight)
        filled[-1].add(piece, weight)
    for phone in found.phones:
        filled[-1].put(from_behind(phone.digits), f"{max(filled[-1].at, 1)}{weight}")


def _last(pieces: list[Piece]) -> list[Piece]:
    """Return the last pieces with as many words as are repeated."""
    at, words = len(pieces), 0
    while at and words < REPEATED:
        at -= 1
        words += len(pieces[at].words) or 1
    return pieces[at:]


def _in_bounds(pieces: Iterable[Piece]) -> Iterable[Piece]:
    """Cut pieces that are longer than is repeated; of two parts one letter is in both."""
    for piece in pieces:
        if len(piece.words) <= REPEATED:
            yield piece
            continue
        for at in range(0, len(piece.words), REPEATED):
            words = piece.words[at : at + REPEATED]
            others = piece.others if not at else ()
            yield Piece(piece.written, words, others, is_paired=piece.is_paired)


def side_by_side(pieces: Iterable[Piece]) -> list[str]:
    """Return the marks of all words that stand side by side there."""
    vector = _Vector()
    for piece in pieces:
        vector.add(piece, "")
    return sorted(vector.pairs)


def _pair(before: str, word: str) -> str:
    return f"{PAIRED}{crc32(f'{before} {word}'.encode()) & 0xFFFF:04x}"


def era_of(case: int) -> str:
    return f"%{case >> ERA}"


def quoted(word: str) -> str:
    """Return a word as `tsvector` and `tsquery` read it, whatever it holds."""
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
