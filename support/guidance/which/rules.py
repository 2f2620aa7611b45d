"""What a rule means: which payments it fits, and whether another one is always faster."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from support.payments.ladder.rungs import Rung
from support.payments.models import Payment
from support.payments.news import REFUND

DIRECTIONS = ("payout", "payin", REFUND)


@dataclass(frozen=True)
class About:
    """What rules ask of a payment; "" where nobody said it, as of a case without a payment."""

    direction: str = ""
    status: str = ""
    method: str = ""
    source: str = ""


@dataclass(frozen=True)
class Rule:
    """A payment that fits all of it begins with `tree`, the slug of one; what is empty fits all."""

    tree: str
    direction: str = ""
    statuses: frozenset[str] = frozenset()
    method: str = ""
    source: str = ""

    def fits(self, about: About) -> bool:
        return (
            self.direction in ("", about.direction)
            and (not self.statuses or about.status in self.statuses)
            and self.method in ("", about.method)
            and self.source in ("", about.source)
        )


def about_payment(payment: Payment | None) -> About:
    """Say what rules ask of a payment; what it does not tell is its channel's."""
    if payment is None:
        return About()
    channel = payment.channel
    direction = REFUND if payment.is_refund else payment.direction or channel.direction
    return About(direction, payment.status, payment.method or channel.method, payment.source)


def never_first(rules: Sequence[Rule]) -> dict[int, int]:
    """Return the places of rules that no payment reaches, each with a rule that is faster.

    Tried with every payment that the rules can tell apart.
    """
    first = {at: _first(rules, about) for about in _kinds(rules) for at in _fitting(rules, about)}
    reached = {_first(rules, about) for about in _kinds(rules)}
    return {at: first[at] for at in range(len(rules)) if at not in reached and at in first}


def left_out(rules: Sequence[Rule]) -> About | None:
    """Return a payment for which no rule says anything, None where there is no such."""
    return next((about for about in _kinds(rules) if not _fitting(rules, about)), None)


def _first(rules: Sequence[Rule], about: About) -> int:
    return next((at for at, rule in enumerate(rules) if rule.fits(about)), -1)


def _fitting(rules: Sequence[Rule], about: About) -> list[int]:
    return [at for at, rule in enumerate(rules) if rule.fits(about)]


def _kinds(rules: Sequence[Rule]) -> Iterator[About]:
    methods = {rule.method for rule in rules} | {""}
    sources = {rule.source for rule in rules} | {""}
    named = ("", *DIRECTIONS), ("", *map(str, Rung)), sorted(methods), sorted(sources)
    return (About(*values) for values in product(*named))
