"""Named placeholders like `{reference}` in words that people write.

The words are read once, from left to right: a value is never read again for placeholders, nothing
is looked up in it, and the time taken grows with the length of the words only. Two braces in a row
stand for one that is printed.
"""

import re
from collections.abc import Mapping

_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PRINTED = {"{{": "{", "}}": "}"}
_EMPTY_LINES = re.compile(r"\n{3,}")


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
    lines = [expand(line, words) for line in text.split("\n") if is_told(line, words)]
    return _EMPTY_LINES.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def is_told(line: str, words: Mapping[str, str]) -> bool:
    """Say whether every placeholder of a line has a word."""
    return all(words[name] for name in names_in(line))
