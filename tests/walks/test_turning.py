"""A check that judges the time answers anew once time has overtaken it."""

from typing import Any

from tests.trees.building import check, graph, outcome, step
from troubleshooting.walks.engine import (
    Answer,
    Kind,
    Source,
    advance,
    follow,
    turn,
    turning_steps,
)

TREE = graph(
    check("state", "channel_state", normal="time", degraded="time", down="out"),
    check("time", "still_in_time", in_time="wait", overdue="bank", no_clock="ask"),
    step("ask", yes="out", no="wait"),
    step("wait", told="out", other="ask"),
    outcome("bank"),
    outcome("out"),
)
EARLY = {
    "channel_state": "normal",
    "status": "sent",
    "expected_by": "2026-11-18T10:00:00+00:00",
    "promised_by": "source",
    "read_at": "2026-11-18T09:00:00+00:00",
}
LATE = EARLY | {"read_at": "2026-11-18T11:00:00+00:00"}


def path(answers: list[Any]) -> list[tuple[str, str | None]]:
    return [(found.node.key, found.answer.option) for found in follow(TREE, answers).path]


def test_time_alone_moves_a_walk_on():
    given = advance(TREE, [], EARLY)
    assert follow(TREE, given).present.key == "wait"

    turned = turn(TREE, given, LATE)

    assert [(found.number, found.node, found.option) for found in turned] == [
        (3, "time", "overdue")
    ]
    assert path([*given, *turned]) == [("state", "normal"), ("time", "overdue")]
    assert follow(TREE, [*given, *turned]).present.key == "bank"


def test_nothing_is_answered_twice_while_the_time_has_not_come():
    given = advance(TREE, [], EARLY)

    assert turn(TREE, given, EARLY) == []
    late = [*given, *turn(TREE, given, LATE)]
    assert turn(TREE, late, LATE) == []


def test_other_facts_that_changed_leave_their_steps_alone():
    given = advance(TREE, [], EARLY)

    assert turn(TREE, given, EARLY | {"channel_state": "down"}) == []


def test_what_a_person_answered_afterwards_keeps_the_way_there():
    given = [*advance(TREE, [], EARLY), Answer(3, "wait", "other")]

    assert turn(TREE, given, LATE) == []
    assert turning_steps(follow(TREE, given)) == []


def test_what_a_person_answered_before_does_not_hold_time_up():
    given = [Answer(1, "state", "normal"), *advance(TREE, [Answer(1, "state", "normal")], EARLY)]

    assert [found.option for found in turn(TREE, given, LATE)] == ["overdue"]


def test_a_walk_that_stands_before_the_clock_goes_on_as_soon_as_it_answers():
    unclear = EARLY | {"expected_by": "soon"}
    given = advance(TREE, [], unclear)
    assert [node.key for node in turning_steps(follow(TREE, given))] == ["time"]

    assert [found.option for found in turn(TREE, given, EARLY)] == ["in_time"]


def test_an_overdue_payment_with_a_better_reason_waits_for_a_person():
    tree = graph(
        check("state", "channel_state", normal="time", degraded="time", down="out"),
        check("time", "still_in_time", in_time="wait", overdue="bank", no_clock="name"),
        check("name", "name_match", match="wait", different="out"),
        step("wait", told="out"),
        outcome("bank"),
        outcome("out"),
    )
    names = {"direction": "payout", "customer_name": "Li Na", "counterparty_name": "Wang Wei"}
    given = advance(tree, [], EARLY | names)

    turned = turn(tree, given, LATE | names)

    assert [(found.kind, found.source) for found in turned] == [(Kind.RETRACTED, Source.CHECK)]
    assert follow(tree, [*given, *turned]).present.key == "time"
    assert turn(tree, [*given, *turned], LATE | names) == []
