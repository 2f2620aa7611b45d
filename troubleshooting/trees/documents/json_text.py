"""JSON as people write it, read as strictly as their YAML: with the line of what is wrong.

Plain Python. No field twice, no number that another reader would round, no letter that can't be
stored, and nothing nested so deeply that reading it would fail.
"""

import json
import re
from typing import Any

from troubleshooting.checks.text import gettext_noop
from troubleshooting.trees.documents.format import DEPTH_LIMIT
from troubleshooting.trees.documents.yaml_text import (
    GIVEN_TWICE,
    LETTERS_OF_A_NAME,
    TOO_DEEP,
    DocumentError,
)

NOT_JSON = gettext_noop("This is not JSON: %(detail)s.")
NO_NUMBER = gettext_noop("“%(name)s” is a number that can't be kept as it is.")
NOT_STORABLE = gettext_noop("A text holds a letter that can't be stored.")

# What PostgreSQL refuses, and halves of pairs that no encoding has.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_KEY_ENDS = re.compile(r"\s*:")
_WORDS = ("true", "false", "null")
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_FRACTION = re.compile(r"-?[0-9]{1,17}\.[0-9]{1,17}")


def read_json(text: str) -> Any:
    """Read a document. Raises DocumentError with the line that is wrong."""
    fault = _Faults(text).first()
    try:
        value = json.loads(text, parse_int=_integer)
    except json.JSONDecodeError as error:
        raise DocumentError(NOT_JSON, error.lineno, detail=error.msg) from error
    if fault is not None:
        raise fault
    return value


def is_keepable(number: str) -> bool:
    """Tell whether a number comes out of YAML and JSON as it went in."""
    if _INTEGER.fullmatch(number):
        return True
    try:
        return _FRACTION.fullmatch(repr(float(number))) is not None
    except ValueError:
        return False


class _Faults:
    """Goes through the words of a JSON text, sound or not, and knows the line of each."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.line = 1
        self.place = 0
        # The names given so far in each map that is open; None for a list.
        self.open: list[set[str] | None] = []

    def first(self) -> DocumentError | None:
        """Return what is wrong first. Raises it where reading on would be dangerous."""
        fault = None
        for match in _TOKEN.finditer(self.text):
            self.line += self.text.count("\n", self.place, match.start())
            self.place = match.start()
            fault = fault or self._fault(match)
        return fault

    def _fault(self, match: re.Match[str]) -> DocumentError | None:
        word = match[0]
        if word in "{[":
            self.open.append(set() if word == "{" else None)
            if len(self.open) > DEPTH_LIMIT + 1:
                raise DocumentError(TOO_DEEP, self.line)
        elif word in "}]":
            del self.open[-1:]
        elif word.startswith('"'):
            return self._fault_of_text(match)
        elif word not in ",:" and word not in _WORDS and not is_keepable(word):
            return DocumentError(NO_NUMBER, self.line, name=word[:LETTERS_OF_A_NAME])
        return None

    def _fault_of_text(self, match: re.Match[str]) -> DocumentError | None:
        try:
            words = str(json.loads(match[0]))
        except ValueError:
            return None  # the reading that follows says so
        if UNSTORABLE.search(words):
            return DocumentError(NOT_STORABLE, self.line)
        is_name = _KEY_ENDS.match(self.text, match.end())
        names = self.open[-1] if is_name and self.open else None
        if names is None:
            return None
        if words in names:
            return DocumentError(GIVEN_TWICE, self.line, name=words[:LETTERS_OF_A_NAME])
        names.add(words)
        return None


def _integer(digits: str) -> int:
    return int(digits) if is_keepable(digits) else 0
