"""The rows of a book of codes, and what is looked up in it. Plain values."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from troubleshooting.causes.phrases import Phrase


@dataclass(frozen=True)
class SchemeEntry:
    slug: str
    name: Mapping[str, str] = field(default_factory=dict, hash=False)  # by language
    aliases: tuple[str, ...] = ()
    parent: str = ""
    direction: str = "both"
    names_one_cause: bool = True
    is_technical: bool = False
    has_two_digits: bool = False


@dataclass(frozen=True)
class CodeEntry:
    scheme: str
    code: str
    name: str
    meaning: Mapping[str, str]
    cause: str
    group: str
    other_causes: tuple[str, ...] = ()


@dataclass(frozen=True)
class PatternEntry:
    phrase: Phrase
    unless: Phrase | None
    scheme: str
    direction: str
    cause: str
    is_strong: bool


@dataclass(frozen=True)
class Said:
    """What is looked up: code and message as received, and what is known of the payment."""

    scheme: object = None
    code: object = None
    message: object = None
    direction: object = None
    channel_schemes: Sequence[str] = ()


@dataclass(frozen=True)
class Hit:
    """A pattern that fits the payment's "message" or "code", and where in it."""

    pattern: PatternEntry
    field: str
    found: re.Match[str]

    def contains(self, other: "Hit") -> bool:
        """Tell whether the other one's words are only a part of these."""
        (start, end), (begun, ended) = self.found.span(), other.found.span()
        is_longer = end - start > ended - begun
        return self.field == other.field and start <= begun and ended <= end and is_longer

    def row(self, groups: Mapping[str, str]) -> dict[str, Any]:
        return {
            "words": self.found[0],
            "said_by": self.field,
            "scheme": self.pattern.scheme,
            "cause": self.pattern.cause,
            "group": groups.get(self.pattern.cause, ""),
            "is_strong": self.pattern.is_strong,
        }
