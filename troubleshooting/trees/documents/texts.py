"""Texts in several languages: a mapping of language to text."""

from collections.abc import Mapping
from typing import Any

Localised = Mapping[str, str]


def pick(text: Localised | None, language: str) -> str:
    """Return the text in a language, else in English, else in any; "" when there is none."""
    if not text:
        return ""
    return text.get(language) or text.get("en") or next(iter(text.values()), "")


def localised(value: Any) -> Localised:
    """Return what there is of a text in several languages."""
    if not isinstance(value, Mapping):
        return {}
    return {str(name): words for name, words in value.items() if isinstance(words, str) and words}


def are_texts(value: Any) -> bool:
    """Tell whether this is a text in several languages, and nothing else."""
    return isinstance(value, Mapping) and all(
        isinstance(name, str) and isinstance(words, str) for name, words in value.items()
    )
