"""The facts that checks read of a payment's code and message."""

from collections.abc import Mapping
from typing import Any

from troubleshooting.walks.codes.book import CodeBook
from troubleshooting.walks.codes.entries import Said

NO_OVERRIDES: Mapping[tuple[str, str], str] = {}


def code_facts(
    book: CodeBook, said: Said, overrides: Mapping[tuple[str, str], str] = NO_OVERRIDES
) -> dict[str, Any]:
    """Look up what a payment's code and message can mean; values are JSON.

    `overrides` are the channel's own: scheme ("" for any) and clean code to the slug of a cause.
    """
    matches = book.overridden(said, overrides) if overrides else []
    matches = matches or book.look_up(said)
    scheme = book.scheme_of(said, matches)
    return {
        "code_scheme": scheme.slug if scheme else None,
        "code_is_technical": scheme.is_technical if scheme else None,
        "code_matches": matches,
        "message_matches": book.words(said, of_code=all(row["is_guess"] for row in matches)),
    }


def is_known(
    book: CodeBook, said: Said, overrides: Mapping[tuple[str, str], str] = NO_OVERRIDES
) -> bool:
    """Tell whether anything is known of a code: an entry that is no guess, or its words."""
    facts = code_facts(book, said, overrides)
    is_found = any(not row["is_guess"] for row in facts["code_matches"])
    return is_found or any(row["said_by"] == "code" for row in facts["message_matches"])
