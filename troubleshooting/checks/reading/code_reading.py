"""What the facts say about the failure code, and whether the bank answered at all."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from troubleshooting.checks.reading.as_written import (
    Unreadable,
    read_text_or_blank,
    read_whole_number,
    shown,
)
from troubleshooting.checks.reading.codes import CAUSE_GROUPS, GENERIC_CAUSE, clean_code
from troubleshooting.checks.registry import Facts, FixedFacts, is_missing

# Facts that were kept before schemes were rows don't say which of them are technical.
_TECHNICAL_BEFORE = frozenset({"http", "tls_alert", "errno", "payment_request_api"})


class CodeKind(StrEnum):
    NONE = "none"
    UNKNOWN = "unknown"  # a code, but not one of the table
    GENERIC = "generic"  # a code that only says no
    PRECISE = "precise"
    DISPUTED = "disputed"  # the matches disagree on the cause


@dataclass(frozen=True)
class CodeMatch:
    """One entry of the table; `name` is text, or the text in each language, as `list_name` is.

    `is_vague` says that its documents give it other meanings too, the causes `others`.
    """

    scheme: str
    code: str
    cause: str
    name: str | dict[str, str]
    is_vague: bool = False
    others: tuple[str, ...] = ()
    is_technical: bool = False
    is_guess: bool = False
    list_name: str | dict[str, str] = ""


@dataclass(frozen=True)
class CodeReading:
    """`cause` is set for a precise code, and for `words` that say more than the code.

    `is_vague` says that the code has other documented meanings; `is_guess` that it was found only
    outside of the list that was named, or of those the channel answers with. Neither decides.
    """

    kind: CodeKind
    code: str
    matches: tuple[CodeMatch, ...] = ()
    cause: str | None = None
    is_guess: bool = False
    is_vague: bool = False
    words: str = ""


def read_code(facts: Facts) -> CodeReading:
    """Read the code, and the words beside it where they may decide in its place."""
    return facts.once(_read_code) if isinstance(facts, FixedFacts) else _read_code(facts)


def _read_code(facts: Facts) -> CodeReading:
    reading = _read_code_alone(facts)
    said = read_words(facts, strong_only=True)
    if len({cause for cause, _ in said}) != 1:
        return reading
    cause, words = said[0]
    if reading.kind is CodeKind.PRECISE and not (reading.is_vague or reading.is_guess):
        return reading
    if reading.is_vague and cause == GENERIC_CAUSE:
        return reading
    kind = CodeKind.GENERIC if cause == GENERIC_CAUSE else CodeKind.PRECISE
    named = None if cause == GENERIC_CAUSE else cause
    return CodeReading(kind, reading.code, reading.matches, named, words=words)


def _read_code_alone(facts: Facts) -> CodeReading:
    code = clean_code(facts.get("failure_code"))
    if code is None:
        raw = facts.get("failure_code")
        kind = CodeKind.NONE if is_missing(raw) else CodeKind.UNKNOWN
        return CodeReading(kind, shown(raw).strip())
    matches = _matches(facts)
    causes = {match.cause for match in matches}
    if not causes:
        return CodeReading(CodeKind.UNKNOWN, shown(code))
    kind, cause = CodeKind.PRECISE, None
    if causes == {GENERIC_CAUSE}:
        kind = CodeKind.GENERIC
    elif len(causes) > 1:
        kind = CodeKind.DISPUTED
    else:
        cause = causes.pop()
    return CodeReading(
        kind,
        shown(code),
        matches,
        cause,
        is_guess=all(match.is_guess for match in matches),
        is_vague=any(match.is_vague for match in matches),
    )


def read_words(facts: Facts, *, strong_only: bool = False) -> list[tuple[str, str]]:
    """Return the causes that message and code name in words, each with these words."""
    rows = facts.get("message_matches")
    found = []
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, dict) or (strong_only and row.get("is_strong") is not True):
            continue
        cause = _whose_money(read_text_or_blank(row.get("cause")), _direction(facts))
        if cause in CAUSE_GROUPS:
            found.append((cause, shown(row.get("words"))))
    return found


def bank_answered(facts: Facts) -> bool:
    """Tell whether the bank saw the payment: it took time to answer or sent a code.

    HTTP states, TLS alerts, socket errors and the browser's own errors come from the
    way to the bank. A code that nobody knows, of a list that nobody named, proves nothing.
    """
    try:
        read_whole_number(facts.get("bank_latency_ms"))
    except Unreadable:
        pass
    else:
        return True
    if clean_code(facts.get("failure_code")) is None:
        return False
    if isinstance(is_technical := facts.get("code_is_technical"), bool):
        return not is_technical
    return any(not match.is_technical for match in _matches(facts))


def client_is_the_suspect(facts: Facts, cause: str) -> bool:
    """Tell whether an old device may be what stopped the payment.

    Not when the bank answered, nor when a precise code names another cause.
    """
    return not bank_answered(facts) and read_code(facts).cause in (None, cause)


def _matches(facts: Facts) -> tuple[CodeMatch, ...]:
    rows = facts.get("code_matches")
    if not isinstance(rows, list):
        return ()
    matches = (_match(row, _direction(facts)) for row in rows if isinstance(row, dict))
    return tuple(match for match in matches if match is not None)


def _match(row: dict[str, Any], direction: str) -> CodeMatch | None:
    cause = _whose_money(read_text_or_blank(row.get("cause")), direction)
    if cause not in CAUSE_GROUPS:
        return None
    scheme = read_text_or_blank(row.get("scheme"))
    others = row.get("other_causes")
    return CodeMatch(
        scheme,
        shown(row.get("code")),
        cause,
        _name(row.get("name")),
        is_vague=row.get("is_vague") is True,
        others=tuple(map(str, others)) if isinstance(others, list) else (),
        is_technical=row.get("is_technical", scheme in _TECHNICAL_BEFORE) is True,
        is_guess=row.get("is_guess") is True,
        list_name=_name(row.get("scheme_name")) or scheme,  # facts kept before have no name
    )


def _whose_money(cause: str, direction: str) -> str:
    """A lack of funds on a payout speaks of our own balance."""
    is_ours = direction == "payout" and cause == "insufficient_funds"
    return "payout_float_insufficient" if is_ours else cause


def _direction(facts: Facts) -> str:
    return read_text_or_blank(facts.get("direction")).casefold()


def _name(name: Any) -> str | dict[str, str]:
    if isinstance(name, dict):
        return {str(language): shown(text) for language, text in name.items()}
    return shown(name)
