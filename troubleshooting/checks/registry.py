"""The registry: one plain function per check, from facts to an option or an abstention."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from troubleshooting.checks.reading.as_written import Unreadable
from troubleshooting.checks.text import gettext_noop

Facts = Mapping[str, Any]


class Strength(StrEnum):
    """How much a finding proves. Only strong findings may decide on their own."""

    STRONG = "strong"
    WEAK = "weak"


@dataclass(frozen=True)
class Finding:
    """What a check made of the facts.

    `option` is None when the check abstains. `message` is one English sentence whose
    placeholders `values` fills; `values` can be stored as JSON. `cause` is the slug of
    the cause that the finding points at, if it points at one.
    """

    option: str | None
    strength: Strength
    message: str
    values: dict[str, Any] = field(default_factory=dict)
    cause: str | None = None


CheckFunction = Callable[[Facts], Finding]


@dataclass(frozen=True)
class Check:
    """A registered check. Without one of the facts it `needs` it is not even called."""

    name: str
    title: str
    options: tuple[str, ...]
    reads: tuple[str, ...]
    source: str
    function: CheckFunction
    needs: tuple[str, ...] = ()


class UnknownCheck(KeyError):
    """No check has this name."""


REGISTRY: dict[str, Check] = {}


def strong(option: str, message: str, cause: str | None = None, **values: Any) -> Finding:
    return Finding(option, Strength.STRONG, message, values, cause)


def weak(option: str, message: str, cause: str | None = None, **values: Any) -> Finding:
    return Finding(option, Strength.WEAK, message, values, cause)


def abstain(message: str, **values: Any) -> Finding:
    return Finding(None, Strength.WEAK, message, values)


def register(
    name: str,
    *,
    title: str,
    options: tuple[str, ...],
    reads: tuple[str, ...],
    source: str,
    needs: tuple[str, ...] = (),
) -> Callable[[CheckFunction], CheckFunction]:
    """Enter the decorated function under a name that trees use; a name is taken once."""

    def enter(function: CheckFunction) -> CheckFunction:
        if name in REGISTRY:
            raise ValueError(f"A check named {name} exists already.")
        REGISTRY[name] = Check(name, title, options, reads, source, function, needs)
        return function

    return enter


def get(name: str) -> Check:
    """Raises UnknownCheck."""
    try:
        return REGISTRY[name]
    except KeyError:
        raise UnknownCheck(name) from None


def all_checks() -> list[Check]:
    return sorted(REGISTRY.values(), key=lambda check: check.name)


def run(name: str, facts: Facts) -> Finding:
    """Ask one check. Raises UnknownCheck, and nothing whatever the facts contain.

    The check abstains with a sentence when a fact it needs is missing or unreadable.
    """
    check = get(name)
    missing = [fact for fact in check.needs if is_missing(facts.get(fact))]
    if missing:
        return abstain(
            gettext_noop("The record does not hold what this check needs: %(missing)s."),
            missing=", ".join(missing),
        )
    try:
        return check.function(facts)
    except Unreadable as error:
        return abstain(error.reason, **error.values)


def is_missing(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
