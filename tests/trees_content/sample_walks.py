"""Where the checks alone take each sample payment through the guide that it begins with."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.checks.sample import facts_of, sample_payments
from tests.trees.starters import ARTICLE, graph_of
from troubleshooting.trees.graph import Graph
from troubleshooting.walks.engine import Position, advance, follow, led_by_strong_checks_only


@dataclass(frozen=True)
class SampleWalk:
    payment: Mapping[str, Any]
    position: Position

    @property
    def path(self) -> tuple[str, ...]:
        """The checks that answered."""
        return tuple(step.node.key for step in self.position.path)

    @property
    def end(self) -> str:
        """The outcome, or the step that waits for an agent."""
        return self.position.present.key

    @property
    def cause(self) -> str | None:
        """The cause it ended at without an agent."""
        return self.position.present.cause or None

    @property
    def is_right(self) -> bool:
        return self.cause == self.payment["true_cause"]

    @property
    def is_applied(self) -> bool:
        """Whether the customer hears of it before an agent has looked."""
        return self.position.present.automatic and led_by_strong_checks_only(self.position)


def graph(payment: Mapping[str, Any]) -> Graph:
    return graph_of("deposit-not-credited" if payment["direction"] == "payin" else ARTICLE)


@cache
def sample_walks() -> tuple[SampleWalk, ...]:
    return tuple(walk(payment, facts_of(payment)) for payment in sample_payments())


def walk(payment: Mapping[str, Any], facts: Mapping[str, Any]) -> SampleWalk:
    tree = graph(payment)
    return SampleWalk(payment, follow(tree, advance(tree, [], facts)))
