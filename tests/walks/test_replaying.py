"""Replaying closed walks through a draft."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tests.trees.building import chain, check, document, jump, outcome, step
from tests.walks.building import DOWN, LATER, NORMAL, agent, answer, published
from tests.walks.building import tree as small
from troubleshooting.causes.models import Cause
from troubleshooting.trees.publishing.whole_documents import import_tree
from troubleshooting.walks.models import WalkAnswer
from troubleshooting.walks.replaying import Result, replay
from troubleshooting.walks.services import abandon, conclude, start_walk

pytestmark = pytest.mark.django_db


def closed(version, *answers, facts=None, subject="CW-TEST0001", ended_at=LATER):
    walk = start_walk(version, subject=subject, facts=facts or NORMAL, now=LATER)
    for node, option in answers:
        answer(walk, node, option)
    return conclude(walk, seen=walk.answers_seen, actor=agent(), now=ended_at)


def paid(version, **fields):
    return closed(version, ("accepted", "yes"), ("paid", "yes"), **fields)


def limited(version, **fields):
    answers = ("accepted", "no"), ("reason", "limit"), ("paid", "yes")
    return closed(version, *answers, **fields)


def other(version, **fields):
    return closed(version, ("accepted", "no"), ("reason", "other"), **fields)


def down(version, **fields):
    return closed(version, facts=DOWN, **fields)


def edited(**nodes):
    """The tree of these tests with other nodes in the place of some; None takes one out."""
    changed = [nodes.get(node["key"], node) for node in small()["nodes"]]
    new = [node for key, node in nodes.items() if node and key not in keys(small()["nodes"])]
    return {**small(), "nodes": [node for node in (*changed, *new) if node]}


def keys(nodes):
    return {node["key"] for node in nodes}


def results(content, version):
    return {row.subject: row.result for row in replay(content, version.tree).rows}


def test_an_unchanged_tree_finds_the_same_again():
    version = published()
    paid(version, subject="PAID")
    down(version, subject="DOWN")

    replayed = replay(small(), version.tree)

    assert [row.result for row in replayed.rows] == [Result.SAME, Result.SAME]
    assert replayed.counts == {Result.SAME: 2}
    assert replayed.differing == []
    assert replayed.minutes_saved == 0


def test_a_way_that_leads_elsewhere_shows_exactly_the_walks_that_went_it():
    version = published()
    for act, subject in ((paid, "PAID"), (limited, "LIMITED"), (other, "OTHER"), (down, "DOWN")):
        act(version, subject=subject)
    broken = edited(reason=step("reason", limit="out_other", other="out_other"))

    replayed = replay(broken, version.tree)

    assert [row.subject for row in replayed.differing] == ["LIMITED"]
    row = replayed.differing[0]
    assert (row.result, row.before.key, row.after.key) == (Result.OTHER, "out_paid", "out_other")


def test_an_answer_that_is_gone_has_to_be_given_anew():
    version = published()
    limited(version, subject="LIMITED")
    other(version, subject="OTHER")
    without = edited(reason=step("reason", bank="paid", other="out_other"))

    assert results(without, version) == {"LIMITED": Result.ASKS, "OTHER": Result.SAME}
    row = replay(without, version.tree).differing[0]
    assert (row.after.key, row.minutes_saved) == ("reason", None)


def test_a_new_question_on_the_way_needs_an_answer():
    version = published()
    paid(version, subject="PAID")
    other(version, subject="OTHER")
    asking = edited(
        accepted=step("accepted", yes="holiday", no="reason"),
        holiday=step("holiday", yes="out_other", no="paid"),
    )

    assert results(asking, version) == {"PAID": Result.ASKS, "OTHER": Result.SAME}


def test_a_new_check_answers_by_the_facts_that_the_walk_had_read():
    version = published()
    paid(version, subject="NORMAL", facts={**NORMAL, "status": "failed"})
    checking = edited(
        accepted=check(
            "accepted", "channel_state", normal="paid", degraded="reason", down="out_down"
        )
    )

    replayed = replay(checking, version.tree)

    assert [row.result for row in replayed.rows] == [Result.SAME]
    assert replayed.rows[0].minutes_saved == 1


def test_what_another_check_said_counts_no_longer():
    version = published()
    down(version, subject="DOWN")
    content = edited(
        state=check("state", "amount_within_limit", within="accepted", above="out_other", down="x")
    )

    assert results(content, version) == {"DOWN": Result.ASKS}


def test_a_way_to_a_step_that_is_missing_stops_the_walks_that_go_it():
    version = published()
    limited(version, subject="LIMITED")
    other(version, subject="OTHER")

    broken = edited(reason=step("reason", limit="gone", other="out_other"))

    assert results(broken, version) == {"LIMITED": Result.STOPS, "OTHER": Result.SAME}


def test_a_circle_without_an_exit_stops_walks():
    version = published()
    paid(version, subject="PAID")
    circle = edited(paid=step("paid", yes="round", no="round"), round=step("round", yes="paid"))

    assert results(circle, version) == {"PAID": Result.STOPS}


@pytest.mark.parametrize(
    "nodes",
    [
        {"accepted": step("accepted")},
        {"accepted": {**step("accepted"), "options": [{"key": "yes"}]}},
        {"accepted": {"key": "accepted", "kind": "jump", "title": {}, "options": []}},
        {"accepted": jump("accepted", "no-such-tree", "paid")},
        {"accepted": None},
    ],
)
def test_a_draft_that_is_not_finished_stops_walks_and_never_crashes(nodes):
    version = published()
    paid(version, subject="PAID")

    assert results(edited(**nodes), version) == {"PAID": Result.STOPS}


def test_a_check_that_does_not_exist_leaves_the_step_to_a_person():
    version = published()
    down(version, subject="DOWN")
    content = edited(
        state=check("state", "no_such_check", normal="accepted", down="out_down"), accepted=None
    )

    assert results({**content, "start": "state"}, version) == {"DOWN": Result.ASKS}


def test_a_document_without_a_start_stops_everything():
    version = published()
    paid(version, subject="PAID")

    assert results({**small(), "start": ""}, version) == {"PAID": Result.STOPS}


def test_a_document_that_jumps_in_a_circle_is_refused():
    version = published()
    import_tree(document(jump("back", "payout", "end"), outcome("end"), slug="bank"), now=LATER)
    circle = document(jump("there", "bank", "end"), outcome("end"))

    with pytest.raises(ValidationError) as refusal:
        replay(circle, version.tree)

    assert refusal.value.code == "unwalkable"


def test_outcomes_are_the_same_if_their_causes_are():
    Cause.objects.create(slug="bank_slow", group="channel", typical_minutes=5, typical_share="0.1")
    content = document(step("a", yes="b"), outcome("b", cause="bank_slow"))
    version = published(content)
    closed(version, ("a", "yes"), subject="SLOW")
    renamed = document(step("a", yes="c"), outcome("c", cause="bank_slow"))

    assert results(renamed, version) == {"SLOW": Result.SAME}


def test_minutes_saved_are_those_of_the_steps_that_people_need_not_take():
    version = published()
    limited(version, subject="LIMITED")
    shorter = edited(
        accepted={**step("accepted", yes="paid", no="paid"), "minutes": 3}, reason=None
    )

    row = replay(shorter, version.tree).rows[0]

    assert row.result == Result.SAME
    assert row.minutes_saved == (1 + 1 + 1) - (3 + 1)


def test_the_walks_that_ended_last_are_taken_the_newest_first():
    version = published()
    for number in range(4):
        paid(version, subject=f"W{number}", ended_at=LATER + timedelta(minutes=number))

    assert [row.subject for row in replay(small(), version.tree, limit=2).rows] == ["W3", "W2"]


def test_open_walks_those_given_up_and_those_of_other_trees_are_left_out():
    version = published()
    start_walk(version, subject="OPEN", facts=NORMAL, now=LATER)
    left = start_walk(version, subject="LEFT", facts=NORMAL, now=LATER)
    abandon(left, reason="Enough.", actor=None, now=LATER)
    closed(published(chain(1, slug="bank")), ("step_0", "yes"), subject="BANK")

    assert replay(small(), version.tree).rows == []


def test_walks_of_older_versions_are_replayed_from_where_they_ended_there():
    first = published()
    paid(first, subject="OLD")
    second = published(edited(paid={**step("paid", yes="out_paid", no="out_paid")}))
    paid(second, subject="NEW")

    replayed = replay(small(), second.tree)

    assert {(row.subject, row.version, row.result) for row in replayed.rows} == {
        ("OLD", 1, Result.SAME),
        ("NEW", 2, Result.SAME),
    }


def test_replaying_stores_nothing_and_asks_the_same_number_of_times_for_any_number(
    django_assert_num_queries,
):
    version = published()
    for number in range(12):
        paid(version, subject=f"W{number}")
    answers = WalkAnswer.objects.count()
    replay(small(), version.tree)  # builds the graph of the version, once a process

    with django_assert_num_queries(2):
        replayed = replay(small(), version.tree)

    assert len(replayed.rows) == 12
    assert WalkAnswer.objects.count() == answers
