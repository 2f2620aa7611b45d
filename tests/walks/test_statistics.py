"""What walks tell of the steps of a version."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.trees.building import document, jump, outcome, step
from tests.walks.building import DOWN, agent, published, tree
from tests.walks.counting import START, UNTIL, ended, numbers, walked
from tests.walks.moving import edited, put_out
from troubleshooting.trees.publishing.whole_documents import import_tree
from troubleshooting.walks.services import (
    Choice,
    abandon,
    record_answer,
    report_step,
    retract_answer,
)
from troubleshooting.walks.statistics import NodeNumbers, node_statistics, tree_statistics

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
AT_REASON = ("accepted", "no")


def test_a_version_without_walks_has_no_numbers():
    assert node_statistics(published()) == {}


def test_each_step_that_a_walk_came_to_is_visited_once_answered_or_not():
    version = published()
    walked(version)
    walked(version, AT_REASON)
    ended(walked(version, AT_REASON, ("reason", "other")))
    ended(walked(version, facts=DOWN))

    found = node_statistics(version, until=UNTIL)

    visits = {node: counted.visits for node, counted in found.items()}
    assert visits == {"state": 4, "accepted": 3, "reason": 2, "out_other": 1, "out_down": 1}


def test_a_walk_that_came_back_to_a_step_is_counted_there_once():
    version = published()
    changed = walked(version, AT_REASON, ("reason", "other"), ("accepted", "yes"))
    taken_back = walked(version, AT_REASON)
    retract_answer(taken_back, 2, seen=2, actor=agent(), now=START + DAY)

    found = node_statistics(version, until=UNTIL)

    assert changed.position().present.key == "paid"
    assert taken_back.position().present.key == "accepted"
    assert found["accepted"].visits == 2
    assert found["reason"].visits == 1
    assert found["paid"].visits == 1
    assert "out_other" not in found


def test_a_changed_answer_that_keeps_the_later_ones_leaves_the_walk_at_its_outcome():
    version = published()
    content = ("accepted", "no"), ("reason", "limit"), ("paid", "yes"), ("accepted", "yes")
    walk = walked(version, *content)
    assert walk.position().present.key == "out_paid"

    assert numbers(version, "out_paid").visits == 1


def test_an_outcome_that_was_applied_is_an_exit():
    version = published()
    ended(walked(version, AT_REASON, ("reason", "other")))

    assert numbers(version, "out_other").exits == 1
    assert numbers(version, "reason").exits == 0


def test_a_walk_that_somebody_gave_up_is_an_exit_where_it_stood():
    version = published()
    walk = walked(version, AT_REASON)
    abandon(walk, reason="The customer hung up.", actor=agent(), now=START)

    assert numbers(version, "reason") == NodeNumbers(visits=1, exits=1)


def test_a_walk_that_the_payment_overtook_is_no_exit():
    version = published()
    walk = walked(version, AT_REASON)
    abandon(walk, reason="Started anew.", actor=None, now=START)

    assert numbers(version, "reason") == NodeNumbers(visits=1, exits=0)


def test_an_open_walk_is_left_where_nobody_answered_it_for_a_week():
    version = published()
    walked(version, AT_REASON)

    assert numbers(version, "reason", until=START + 6 * DAY).exits == 0
    assert numbers(version, "reason", until=START + 8 * DAY).exits == 1


def test_a_walk_that_nobody_ever_answered_is_left_at_the_first_step():
    version = published(document(step("first", yes="out", no="out"), outcome("out")))
    walked(version)

    assert numbers(version, "first") == NodeNumbers(visits=1, exits=1)


def test_the_seconds_run_from_the_answer_before_to_the_first_one_of_a_person():
    version = published()
    walked(version, AT_REASON, ("reason", "other"), every=10)
    walked(version, AT_REASON, ("reason", "other"), every=30)
    walked(version, AT_REASON, ("reason", "limit"), ("paid", "yes"), every=50)

    found = node_statistics(version, until=UNTIL)

    assert found["accepted"].median_seconds == 30
    assert found["reason"].median_seconds == 30
    assert found["paid"].median_seconds == 50
    assert found["state"].median_seconds is None


def test_an_answer_changed_later_does_not_count_into_the_seconds():
    version = published()
    walked(version, AT_REASON, ("reason", "other"), ("accepted", "yes"), every=20)

    assert numbers(version, "accepted").median_seconds == 20


def test_cant_say_skips_reports_and_overrules_are_counted_at_their_steps():
    version = published()
    walk = walked(
        version,
        Choice("accepted", kind="skipped", reason="Not asked"),
        Choice("state", "down", reason="The bank told us."),
    )
    walked(version, Choice("accepted", kind="cant_say"))
    for note in ("Wrong words", "Wrong order"):
        report_step(walk, "accepted", actor=agent(), note=note, now=START)

    found = node_statistics(version, until=UNTIL)

    accepted = found["accepted"]
    assert (accepted.cant_say, accepted.skipped, accepted.reports) == (1, 1, 1)
    assert (accepted.overrules, found["state"].overrules) == (0, 1)


def test_the_share_confirmed_leaves_out_what_nobody_knows():
    version = published()
    for confirmed in (True, True, True, False, None):
        ended(walked(version, ("accepted", "yes"), ("paid", "yes")), confirmed=confirmed)

    assert numbers(version, "out_paid").confirmed_share == 0.75
    assert numbers(version, "paid").confirmed_share is None


def test_only_walks_that_began_in_the_period_count():
    version = published()
    for days in (0, 5, 10):
        walked(version, AT_REASON, at=START + days * DAY)

    assert numbers(version, "reason").visits == 3
    assert numbers(version, "reason", since=START + 5 * DAY).visits == 2
    assert numbers(version, "reason", since=START + DAY, until=START + 10 * DAY).visits == 1
    assert node_statistics(version, until=START) == {}


def test_a_walk_that_moved_counts_in_each_version_with_what_was_answered_there():
    first = published()
    walk = walked(first, AT_REASON)
    report_step(walk, "accepted", actor=agent(), note="Unclear", now=START)
    second = put_out(edited(out_down=outcome("out_down", status="open")), first).version
    walk.refresh_from_db()
    assert walk.version == second
    after = walk.moves.get().moved_at + DAY
    choice = Choice("reason", "other")
    record_answer(walk, choice, seen=walk.answers_seen, actor=agent(), now=after)

    before_move = node_statistics(first, until=UNTIL)
    after_move = node_statistics(second, until=UNTIL)

    assert {node: row.visits for node, row in before_move.items()} == {"state": 1, "accepted": 1}
    assert before_move["accepted"].reports == 1
    assert {node: row.visits for node, row in after_move.items()} == {
        "reason": 1, "out_other": 1,
    }  # fmt: skip
    assert "accepted" not in after_move


def test_over_all_versions_a_walk_that_moved_counts_once_with_all_its_answers():
    first = published()
    moved = walked(first, AT_REASON)
    put_out(edited(out_down=outcome("out_down", status="open")), first)
    moved.refresh_from_db()
    after = moved.moves.get().moved_at + DAY
    choice = Choice("reason", "other")
    record_answer(moved, choice, seen=moved.answers_seen, actor=agent(), now=after)
    walked(moved.version)

    found = tree_statistics(first.tree, until=after + DAY)

    assert {node: row.visits for node, row in found.items()} == {
        "state": 2, "accepted": 2, "reason": 1, "out_other": 1,
    }  # fmt: skip


def test_steps_of_a_sub_tree_are_counted_under_the_key_they_have_in_the_walk():
    bank = document(step("asked", yes="back", no="gone"), outcome("back"), outcome("gone"))
    import_tree({**bank, "slug": "bank"}, now=START)
    version = published(document(jump("to_bank", "bank", "end"), outcome("end"), slug="main"))
    walked(version, ("to_bank.asked", "yes"))

    found = node_statistics(version, until=UNTIL)

    assert {node: row.visits for node, row in found.items()} == {"to_bank.asked": 1, "end": 1}


def test_the_number_of_queries_does_not_grow_with_the_walks():
    version = published(tree())
    counts = []
    for walks in (1, 8):
        for _number in range(walks):
            walked(version, AT_REASON, ("accepted", "yes"))
            ended(walked(version, ("accepted", "yes"), ("paid", "yes")))
        with CaptureQueriesContext(connection) as queries:
            node_statistics(version, until=UNTIL)
            tree_statistics(version.tree, until=UNTIL)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 14
