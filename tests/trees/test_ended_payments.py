"""A payment that has ended is waited for by nobody, whatever else its record and people say."""

from collections.abc import Iterator

import pytest

from tests.trees.starters import NEXT, TINY, causes, graph_of
from troubleshooting.causes.models import Cause
from troubleshooting.checks.registry import run
from troubleshooting.trees.graph import Node

ENDED = ("failed", "rejected", "cancelled", "returned")
# These answer by the status alone; every other one may answer anything.
BY_STATUS = {"payment_status", "payment_ending", "still_in_time"}
UNDER_WAY = {
    Cause.OfMoney.UNDER_WAY,
    Cause.OfMoney.IN_TIME,
    Cause.OfMoney.TRACED,
    Cause.OfMoney.AT_BANK,
    Cause.OfMoney.COMING_BACK,
}


def ways_of(node: Node, status: str) -> Iterator[str]:
    """Yield where a step can lead for a payment in this status."""
    if node.check not in BY_STATUS:
        yield from node.ways_on()
    elif option := node.option(run(node.check, {"status": status}).option):
        yield option.to


def ends_of(slug: str, status: str) -> dict[str, Node]:
    """Return the outcomes that a walk of such a payment can end at."""
    graph = graph_of(slug)
    seen, ahead = {graph.start}, [graph.start]
    while ahead:
        ways = set(ways_of(graph.nodes[ahead.pop()], status)) - seen
        seen |= ways
        ahead += ways
    return {key: graph.nodes[key] for key in seen if graph.nodes[key].is_outcome}


def waits_for_payment(node: Node) -> bool:
    """Whether an outcome waits for a bank that has the payment under way."""
    if node.status != "waiting_bank" or node.cause == "outcome_unknown":
        return False  # that one says that the record's word is not believed
    return node.cause is None or causes()[node.cause]["of_money"] in UNDER_WAY


@pytest.mark.parametrize("status", ENDED)
@pytest.mark.parametrize("slug", ["payout-not-received", TINY, *NEXT])
def test_no_walk_of_a_payment_that_ended_ends_in_waiting_for_it(slug, status):
    ends = ends_of(slug, status)

    assert ends
    assert [key for key, node in ends.items() if waits_for_payment(node)] == []


def test_one_that_is_under_way_is_waited_for():
    assert waits_for_payment(ends_of("payout-not-received", "sent")["out_bank_processing_slow"])
