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
from troubleshooting.checks.reading.codes import (
    CAUSE_GROUPS,
    GENERIC_CAUSE,
    TECHNICAL_SCHEMES,
    clean_code,
    clean_scheme,
)
from troubleshooting.checks.registry import Facts, is_missing


class CodeKind(StrEnum):
    NONE = "none"
    UNKNOWN = "unknown"  # a code, but not one of the table
    GENERIC = "generic"  # a code that only says no
    PRECISE = "precise"
    DISPUTED = "disputed"  # the matches disagree on the cause


@dataclass(frozen=True)
class CodeMatch:
    """One entry of the table; `name` is text, or the text in each language."""

    scheme: str
    code: str
    cause: str
    name: str | dict[str, str]


@dataclass(frozen=True)
class CodeReading:
    """`cause` is set for a precise code only. `is_guess` says that no scheme was given
    and that the matching list is not one the channel answers with."""

    kind: CodeKind
    code: str
    matches: tuple[CodeMatch, ...] = ()
    cause: str | None = None
    is_guess: bool = False


def read_code(facts: Facts) -> CodeReading:
    code = clean_code(facts.get("failure_code"))
    if code is None:
        raw = facts.get("failure_code")
        kind = CodeKind.NONE if is_missing(raw) else CodeKind.UNKNOWN
        return CodeReading(kind, shown(raw).strip())
    matches = _matches(facts)
    causes = {match.cause for match in matches}
    if not causes:
        return CodeReading(CodeKind.UNKNOWN, shown(code))
    if causes == {GENERIC_CAUSE}:
        return CodeReading(CodeKind.GENERIC, shown(code), matches)
    if len(causes) > 1:
        return CodeReading(CodeKind.DISPUTED, shown(code), matches)
    return CodeReading(
        CodeKind.PRECISE, shown(code), matches, causes.pop(), _is_guess(facts, matches)
    )


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
    scheme = clean_scheme(facts.get("failure_scheme"))
    if scheme is not None:
        return scheme not in TECHNICAL_SCHEMES
    return any(match.scheme not in TECHNICAL_SCHEMES for match in _matches(facts))


def client_is_the_suspect(facts: Facts, cause: str) -> bool:
    """Tell whether an old device may be what stopped the payment.

    Not when the bank answered, nor when a precise code names another cause.
    """
    return not bank_answered(facts) and read_code(facts).cause in (None, cause)


def _matches(facts: Facts) -> tuple[CodeMatch, ...]:
    rows = facts.get("code_matches")
    is_payout = read_text_or_blank(facts.get("direction")).casefold() == "payout"
    if not isinstance(rows, list):
        return ()
    matches = (_match(row, is_payout=is_payout) for row in rows if isinstance(row, dict))
    return tuple(match for match in matches if match is not None)


def _match(row: dict[str, Any], *, is_payout: bool) -> CodeMatch | None:
    """Read one entry; lack of funds on a payout speaks of our own balance."""
    cause = read_text_or_blank(row.get("cause"))
    if cause not in CAUSE_GROUPS:
        return None
    if is_payout and cause == "insufficient_funds":
        cause = "payout_float_insufficient"
    scheme = clean_scheme(row.get("scheme")) or ""
    return CodeMatch(scheme, shown(row.get("code")), cause, _name(row.get("name")))


def _name(name: Any) -> str | dict[str, str]:
    if isinstance(name, dict):
        return {str(language): shown(text) for language, text in name.items()}
    return shown(name)


def _is_guess(facts: Facts, matches: tuple[CodeMatch, ...]) -> bool:
    if clean_scheme(facts.get("failure_scheme")) is not None:
        return False
    schemes = facts.get("channel_schemes")
    known = {clean_scheme(scheme) for scheme in schemes} if isinstance(schemes, list) else set()
    return not any(match.scheme in known for match in matches)
