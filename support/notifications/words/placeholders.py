"""Named placeholders like `{reference}` in words that people write.

The words are read once, from left to right: a value is never read again for placeholders, nothing
is looked up in it, and the time taken grows with the length of the words only. Two braces in a row
stand for one that is printed.

A text is **marked** when a place stands in it for each word: what is known of the text is then
known once for all its words, and none of them can be taken for a part of it.
"""

import re
from collections.abc import Callable, Mapping

_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PRINTED = {"{{": "{", "}}": "}"}
_EMPTY_LINES = re.compile(r"\n{3,}")
# Private characters, which no wording may have.
OPENS, CLOSES = "\ue000", "\ue001"
PLACE = re.compile(f"{OPENS}([a-z_]+){CLOSES}")


def names_in(text: str) -> list[str]:
    """Return the names of the placeholders in their order, each as often as it stands there."""
    names = (token[1] for token in _TOKEN.finditer(text))
    return [name for name in names if name is not None and _NAME.fullmatch(name)]


def misused_in(text: str) -> list[str]:
    """Return what stands in braces and is no name, and every brace without its other half."""
    return [
        token[0]
        for token in _TOKEN.finditer(text)
        if token[0] not in _PRINTED and not _NAME.fullmatch(token[1] or "")
    ]


def expand(text: str, words: Mapping[str, str]) -> str:
    """Put the words in the place of their names. Raises KeyError for a name without a word."""

    def word_of(token: re.Match[str]) -> str:
        printed = _PRINTED.get(token[0])
        return words[token[1]] if printed is None else printed

    return _TOKEN.sub(word_of, text)


def expand_lines(text: str, words: Mapping[str, str]) -> str:
    """Put the words in, and leave out every line that would tell of something unknown.

    Such a line holds a placeholder whose word is "". Raises KeyError for a name without a word.
    """
    return tidy("\n".join(expand(line, words) for line in text.split("\n") if is_told(line, words)))


def tidy(text: str) -> str:
    """Take away blanks at the ends of lines, and all but one of empty lines in a row."""
    return _EMPTY_LINES.sub("\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip()


def is_told(line: str, words: Mapping[str, str]) -> bool:
    """Say whether every placeholder of a line has a word."""
    return all(words[name] for name in names_in(line))


def place_of(name: str) -> str:
    return f"{OPENS}{name}{CLOSES}"


def places_for(words: Mapping[str, str]) -> dict[str, str]:
    """Return a place for each word that is known, and "" for the others."""
    return {name: place_of(name) if word else "" for name, word in words.items()}


def put_in(marked: str, words: Mapping[str, str], written: Callable[[str], str] = str) -> str:
    """Put the words in their places, each as `written` writes it; words are not read again."""
    return PLACE.sub(lambda place: written(words[place[1]]), marked)
