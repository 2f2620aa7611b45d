"""Open walks when their tree is published anew: none is lost, none is changed unasked."""

import pytest

from tests.trees.building import check, document, jump, outcome, step
from tests.walks.building import DOWN, LATER, NORMAL, agent, answer, path, published, stored
from tests.walks.moving import drafted, edited, opened, planned, put_out, retitled, rows_of
from troubleshooting.causes.models import Cause
from troubleshooting.trees.drafts.services import open_draft
from troubleshooting.trees.publishing.whole_documents import import_tree
from troubleshooting.walks.models import WalkMove
from troubleshooting.walks.moving import move_walks, plan_moves, publish_and_move
from troubleshooting.walks.services import (
    conclude,
    retract_answer,
)

pytestmark = pytest.mark.django_db


def test_walks_that_notice_nothing_but_new_words_go_on_as_they_are():
    first = published()
    opened(first, subject="START")
    opened(first, ("accepted", "no"), subject="REASON")
    opened(first, facts=DOWN, subject="OUTCOME")

    assert planned(edited(accepted=retitled("accepted")), first) == {
        "as they are": {"START", "REASON", "OUTCOME"},
        "asked": {},
        "staying": set(),
    }


def test_a_walk_whose_answer_is_gone_is_asked_that_one_again():
    first = published()
    opened(first, ("accepted", "no"), ("reason", "limit"), subject="LIMIT")
    opened(first, ("accepted", "no"), subject="REASON")
    content = edited(reason=step("reason", above="paid", other="out_other"))

    assert planned(content, first) == {
        "as they are": {"REASON"},
        "asked": {"LIMIT": ("reason",)},
        "staying": set(),
    }


def test_a_new_question_before_where_a_walk_stands_is_asked():
    first = published()
    opened(first, ("accepted", "no"), ("reason", "limit"), subject="PAID")
    opened(first, subject="START")
    content = edited(
        accepted=step("accepted", yes="paid", no="holiday"),
        holiday=step("holiday", yes="out_other", no="reason"),
    )

    assert planned(content, first) == {
        "as they are": {"START"},
        "asked": {"PAID": ("holiday",)},
        "staying": set(),
    }


def test_a_walk_stays_whose_answered_step_has_no_place_any_more():
    first = published()
    opened(first, ("accepted", "no"), ("reason", "limit"), subject="LIMIT")
    opened(first, ("accepted", "yes"), subject="PAID")
    content = edited(accepted=step("accepted", yes="paid", no="paid"), reason=None)
    content = {**content, "nodes": [*content["nodes"]]}
    content["nodes"] = [
        step("paid", yes="out_paid", no="out_other") if node["key"] == "paid" else node
        for node in content["nodes"]
    ]

    assert planned(content, first) == {
        "as they are": {"PAID"},
        "asked": {},
        "staying": {"LIMIT"},
    }


def test_a_walk_stays_that_would_be_asked_two_answers_again():
    first = published()
    opened(first, ("accepted", "no"), ("reason", "limit"), subject="LIMIT")
    content = edited(
        accepted=step("accepted", well="paid", badly="reason"),
        reason=step("reason", above="paid", other="out_other"),
    )

    assert planned(content, first)["staying"] == {"LIMIT"}


def test_no_walk_comes_to_an_outcome_by_publishing():
    first = published()
    opened(first, ("accepted", "no"), subject="REASON")
    content = edited(accepted=step("accepted", yes="paid", no="out_other"), reason=None)

    assert planned(content, first)["staying"] == {"REASON"}


def test_a_walk_at_an_outcome_stays_when_that_finds_another_cause():
    for slug in ("bank_slow", "bank_down"):
        Cause.objects.create(slug=slug, group="channel", typical_minutes=5, typical_share="0.1")
    first = published(document(step("a", yes="b"), outcome("b", cause="bank_slow")))
    opened(first, ("a", "yes"), subject="FOUND")
    opened(first, subject="ASKED")

    plan = planned(document(step("a", yes="b"), outcome("b", cause="bank_down")), first)

    assert plan == {"as they are": {"ASKED"}, "asked": {}, "staying": {"FOUND"}}


def test_a_walk_at_an_outcome_behind_a_new_question_is_asked_it():
    first = published()
    opened(first, facts=DOWN, subject="DOWN")
    content = edited(
        state=check("state", "channel_state", normal="accepted", degraded="accepted", down="told"),
        told=step("told", yes="out_down", no="out_down"),
    )

    assert planned(content, first)["asked"] == {"DOWN": ("told",)}


def test_a_check_in_the_place_of_another_answers_anew_or_the_walk_stays():
    first = published()
    amounts = {
        "amount": "5",
        "currency": "GBP",
        "channel_currency": "GBP",
        "channel_max_amount": "10",
    }
    opened(first, ("accepted", "no"), facts=NORMAL, subject="UNKNOWN")
    known = opened(first, ("accepted", "no"), facts=NORMAL | amounts, subject="KNOWN")
    content = edited(
        state=check(
            "state", "amount_within_limit", within="accepted", above="out_other", below="out_down"
        )
    )

    assert planned(content, first) == {
        "as they are": {"KNOWN"},
        "asked": {},
        "staying": {"UNKNOWN"},
    }
    draft = open_draft(first.tree, actor=None, now=LATER)
    publish_and_move(draft, reason="New.", actor=None, now=LATER, seen=1, moves_walks=True)
    assert path(stored(known)) == [("state", "within"), ("accepted", "no")]
    assert [row["option"] for row in rows_of(known)] == ["normal", "no", "within"]


def test_a_walk_that_moved_keeps_every_answer_with_its_evidence():
    first = published()
    walk = opened(first, ("accepted", "no"), ("reason", "limit"))
    before, taken = rows_of(walk), path(walk)

    put_out(edited(paid=retitled("paid")), first)

    walk = stored(walk)
    assert walk.version.number == 2
    assert rows_of(walk) == before
    assert path(walk) == taken
    assert walk.position().present.title["en"] == "New words: paid"
    assert before[0]["message"]


def test_a_move_is_a_row_that_tells_from_where_to_where():
    first = published()
    walk = opened(first, ("accepted", "no"), ("reason", "limit"))

    published_now = put_out(edited(reason=step("reason", above="paid", other="out_other")), first)

    move = WalkMove.objects.get()
    assert (move.walk, move.before, move.after) == (walk, first, published_now.version)
    assert (move.asked_again, move.moved_at) == (["reason"], LATER)
    assert published_now.moved == 1
    entry = first.tree.log.first()
    assert (entry.kind, entry.difference) == ("moved", {"number": 2, "walks": 1})


def test_an_answer_asked_again_brings_the_later_ones_back():
    first = published()
    walk = opened(first, ("accepted", "no"), ("reason", "limit"), ("paid", "yes"))
    put_out(edited(accepted=step("accepted", ok="paid", refused="reason")), first)

    walk = stored(walk)
    assert (walk.version.number, walk.position().present.key) == (2, "accepted")
    answer(walk, "accepted", "refused")

    assert walk.position().present.key == "out_paid"
    assert [row["number"] for row in rows_of(walk)] == [1, 2, 3, 4, 5]


def test_new_checks_answer_by_themselves_when_a_walk_moves():
    first = published()
    walk = opened(first, ("accepted", "no"), facts={**NORMAL, "channel_direction": "payout"})
    content = edited(
        accepted=step("accepted", yes="paid", no="again"),
        again=check("again", "channel_state", normal="reason", degraded="paid", down="out_down"),
    )

    put_out(content, first)

    walk = stored(walk)
    assert path(walk) == [("state", "normal"), ("accepted", "no"), ("again", "normal")]
    assert walk.answers_seen == len(rows_of(walk)) == 3
    assert rows_of(walk)[-1]["source"] == "check"


def test_what_an_agent_took_back_stays_taken_back():
    first = published()
    walk = opened(first)
    retract_answer(walk, 1, seen=1, actor=agent(), now=LATER)

    put_out(edited(accepted=retitled("accepted")), first)

    walk = stored(walk)
    assert (walk.version.number, walk.position().present.key) == (2, "state")
    assert walk.position().is_taken_back


def test_without_the_wish_every_walk_keeps_its_version():
    first = published()
    walk = opened(first)

    assert put_out(edited(paid=retitled("paid")), first, moves_walks=False).moved == 0
    assert stored(walk).version == first
    answer(walk, "accepted", "yes")
    assert stored(walk).position().present.title["en"] == "paid"


def test_walks_can_be_moved_later_and_twice_moves_none():
    first = published()
    walk = opened(first)
    version = put_out(edited(paid=retitled("paid")), first, moves_walks=False).version
    plan = plan_moves(version.tree, version)

    assert move_walks(plan, actor=None, now=LATER) == 1
    assert move_walks(plan, actor=None, now=LATER) == 0
    assert stored(walk).version == version
    assert plan_moves(version.tree, version).total == 0


def test_a_walk_answered_after_the_plan_is_judged_anew():
    first = published()
    walk = opened(first)
    content = edited(accepted=step("accepted", yes="paid", no="out_other"), reason=None)
    version = put_out(content, first, moves_walks=False).version
    plan = plan_moves(version.tree, version)
    answer(walk, "accepted", "no")

    assert [entry.subject for entry in plan.as_they_are] == [walk.subject]
    assert move_walks(plan, actor=None, now=LATER) == 0
    assert stored(walk).version == first


def test_closed_walks_and_those_of_other_trees_are_not_in_the_plan():
    first = published()
    done = opened(first, facts=DOWN)
    conclude(done, seen=1, actor=None, now=LATER)
    opened(published(document(step("a", yes="b"), outcome("b"), slug="bank")))

    draft = drafted(edited(paid=retitled("paid")), first)
    assert plan_moves(draft.tree, draft).total == 0


def test_a_walk_within_a_sub_tree_goes_on_in_its_new_version():
    bank = document(step("a", yes="b", no="b"), outcome("b"), slug="bank")
    import_tree(bank, now=LATER)
    jumping = document(jump("into", "bank", "last"), step("last", yes="end"), outcome("end"))
    first = import_tree(jumping, now=LATER).version
    walk = opened(first, ("into.a", "yes"))
    longer = document(step("a", yes="c", no="b"), step("c", yes="b"), outcome("b"), slug="bank")
    import_tree(longer, now=LATER)

    second = import_tree(jumping, now=LATER).version
    plan = plan_moves(second.tree, second)

    assert [entry.asked_again for entry in plan.movable] == [("into.c",)]
    assert move_walks(plan, actor=None, now=LATER) == 1
    answer(walk := stored(walk), "into.c", "yes")
    assert walk.position().present.key == "last"
