"""Articles by words: cut as cases' texts are, kept until an article changes."""

from collections.abc import Iterable, Mapping

from support.cases.search.words import Piece, cut, folded
from support.guides.reading import Shown, published
from troubleshooting.marks.reading import kept

LONGEST_ASKED = 100


def search(typed: str) -> list[Shown]:
    """Return the articles that have all words typed, in any language; those of titles first.

    A word is found by its beginning, of Chinese each two characters. Nothing typed finds all.
    """
    wanted = _words(typed[:LONGEST_ASKED])
    if not wanted:
        return [] if typed.strip() else list(published())
    found = [one for one in published() if _has(_lines()[one.slug, "body"], wanted)]
    return sorted(found, key=lambda one: not _has(_lines()[one.slug, "title"], wanted))


@kept
def _lines() -> Mapping[tuple[str, str], str]:
    """Return all words of each article, and those of its titles, each with a blank before it."""
    lines = {}
    for one in published():
        heads = [text.title for text in one.texts.values()]
        texts = [part for text in one.texts.values() for part in (text.summary, text.body)]
        lines[one.slug, "title"] = _line(_words("\n".join(heads)))
        lines[one.slug, "body"] = _line(_words("\n".join(heads + texts)))
    return lines


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(word for piece in cut(folded(text)).pieces for word in _of(piece)))


def _of(piece: Piece) -> tuple[str, ...]:
    """Return what a piece is found by; the last character of Chinese alone begins all too much."""
    words = piece.words[:-1] if piece.is_paired and len(piece.words) > 1 else piece.words
    return words or piece.amounts


def _line(words: Iterable[str]) -> str:
    return "".join(f" {word}" for word in words)


def _has(line: str, wanted: Iterable[str]) -> bool:
    return all(f" {word}" in line for word in wanted)
