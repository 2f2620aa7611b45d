"""The registry: one plain function per check, from facts to an option or an abstention."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NotRequired, TypedDict, TypeVar, Unpack

from troubleshooting.checks.reading.as_written import Unreadable, shown
from troubleshooting.checks.text import gettext_noop

Facts = Mapping[str, Any]
R = TypeVar("R")


class FixedFacts(dict[str, Any]):
    """Facts that nobody changes any more: what many checks read of them is read once."""

    def __init__(self, facts: Facts) -> None:
        super().__init__(facts)
        self._read: dict[Callable[[Facts], Any], Any] = {}

    def once(self, read: Callable[[Facts], R]) -> R:
        if read not in self._read:
            self._read[read] = read(self)
        result: R = self._read[read]
        return result


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
    """A registered check. Without one of the facts it `needs` it is not even called.

    `without` is the option it finds then: what a source does not send speaks against nothing;
    where it is "", the check abstains. `absence_counts` are facts whose absence it holds against
    the payment, so that it abstains where such a one was sent but could not be read. `turns_at` is
    the fact that names the moment from which the check may answer otherwise, "" for never.
    One that `awaits` judges what others still owe us: its answer holds until another comes.
    """

    name: str
    title: str
    options: tuple[str, ...]
    reads: tuple[str, ...]
    source: str
    function: CheckFunction
    needs: tuple[str, ...] = ()
    without: str = ""
    absence_counts: tuple[str, ...] = ()
    turns_at: str = ""
    awaits: bool = False


class UnknownCheck(KeyError):
    """No check has this name."""


REGISTRY: dict[str, Check] = {}


def strong(option: str, message: str, cause: str | None = None, **values: Any) -> Finding:
    return Finding(option, Strength.STRONG, message, values, cause)


def weak(option: str, message: str, cause: str | None = None, **values: Any) -> Finding:
    return Finding(option, Strength.WEAK, message, values, cause)


def abstain(message: str, **values: Any) -> Finding:
    return Finding(None, Strength.WEAK, message, values)


def lacking(*facts: str) -> Finding:
    """Abstain because the record does not hold these facts."""
    return abstain(
        gettext_noop("The record does not hold what this check needs: %(missing)s."),
        missing=", ".join(facts),
    )


class Described(TypedDict):
    """What a check says of itself beside its name; the words are those of `Check`."""

    title: str
    options: tuple[str, ...]
    reads: tuple[str, ...]
    source: str
    needs: NotRequired[tuple[str, ...]]
    without: NotRequired[str]
    absence_counts: NotRequired[tuple[str, ...]]
    turns_at: NotRequired[str]
    awaits: NotRequired[bool]


def register(name: str, **described: Unpack[Described]) -> Callable[[CheckFunction], CheckFunction]:
    """Enter the decorated function under a name that trees use; a name is taken once."""

    def enter(function: CheckFunction) -> CheckFunction:
        if name in REGISTRY:
            raise ValueError(f"A check named {name} exists already.")
        REGISTRY[name] = Check(name=name, function=function, **described)
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

    The check abstains with a sentence when a fact it needs came but could not be read. What never
    came speaks against nothing, where the check says so, else it abstains too.
    """
    check = get(name)
    unread = unread_fields(facts) if facts.get("unread") else {}
    missing = [fact for fact in check.needs if is_missing(facts.get(fact))]
    if unread and any(fact in unread for fact in (*missing, *check.absence_counts)):
        return _unread(check, unread)
    if missing:
        return _without(check, missing)
    try:
        return check.function(facts)
    except Unreadable as error:
        if any(fact in unread for fact in check.reads):
            return _unread(check, unread)
        return abstain(error.reason, **error.values)


def unread_fields(facts: Facts) -> dict[str, str]:
    """Return what was sent but could not be read: the value as it came, by its field.

    What was read but for its end is not among it.
    """
    rows = facts.get("unread")
    if not isinstance(rows, list):
        return {}
    return {
        str(row.get("field")): shown(row.get("value"))
        for row in rows
        if isinstance(row, dict) and not row.get("is_cut")
    }


def _unread(check: Check, unread: dict[str, str]) -> Finding:
    field = next(name for name in (*check.needs, *check.reads) if name in unread)
    return abstain(
        gettext_noop("“%(field)s” was sent as “%(value)s” and could not be read."),
        field=field,
        value=unread[field],
    )


def _without(check: Check, missing: list[str]) -> Finding:
    if check.without:
        return strong(
            check.without,
            gettext_noop("There is nothing to judge: the record does not hold %(missing)s."),
            missing=", ".join(missing),
        )
    return lacking(*missing)


def is_missing(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def is_promised(name: str, facts: Facts) -> bool:
    """Tell whether the source of a payment always sends a fact; of none that is known, all are."""
    promised = facts.get("always_sent")
    return not isinstance(promised, list) or name in promised
