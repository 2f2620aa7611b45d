"""Statistics and unused options against walks that were counted by hand."""

from datetime import timedelta
from typing import Any

import pytest

from tests.trees.building import check, document, jump, outcome, step
from tests.walks.building import NORMAL, agent, published, tree
from tests.walks.counting import START, UNTIL, ended, numbers, walked
from tests.walks.moving import edited, put_out, retitled
from troubleshooting.editor.statistics.measures import by_step
from troubleshooting.trees.publishing.whole_documents import import_tree
from troubleshooting.walks.services import (
    Choice,
    abandon,
    record_answer,
    report_step,
    retract_answer,
)
from troubleshooting.walks.statistics import node_statistics
from troubleshooting.walks.usage import unused_options

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
NO, YES = ("accepted", "no"), ("accepted", "yes")


def visits(version: Any) -> dict[str, int]:
    return {node: row.visits for node, row in node_statistics(version, until=UNTIL).items()}


def circle() -> dict[str, Any]:
    """Ask, try again, and come back to the first question."""
    return document(
        step("ask", yes="end", no="again"), step("again", tried="ask", gone="end"), outcome("end")
    )


def test_a_walk_that_a_circle_leads_back_is_counted_once_at_the_step_where_it_stands():
    version = published(circle())
    walk = walked(version, ("ask", "no"), ("again", "tried"))

    assert walk.position().present.key == "ask"
    assert visits(version) == {"ask": 1, "again": 1}


def test_a_walk_that_went_round_twice_and_ended_is_counted_once_at_each_step():
    version = published(circle())
    ended(walked(version, ("ask", "no"), ("again", "tried"), ("ask", "no"), ("again", "gone")))

    assert visits(version) == {"ask": 1, "again": 1, "end": 1}


def sub_tree() -> Any:
    bank = document(
        step("asked", yes="told", no="gone"),
        step("told", yes="back", no="gone"),
        outcome("back"),
        outcome("gone"),
        slug="bank",
    )
    import_tree(bank, now=START)
    return published(document(jump("to_bank", "bank", "end"), outcome("end"), slug="main"))


def test_a_walk_that_reported_two_steps_of_a_sub_tree_is_one_walk_at_the_jump():
    version = sub_tree()
    walk = walked(version, ("to_bank.asked", "yes"), Choice("to_bank.told", kind="cant_say"))
    for node in ("to_bank.asked", "to_bank.told"):
        report_step(walk, node, actor=agent(), note="Unclear", now=START)

    found = node_statistics(version, until=UNTIL)
    shown = by_step(version.document, found)["to_bank"].numbers

    assert (found["to_bank.asked"].reports, found["to_bank.told"].reports) == (1, 1)
    assert shown.visits == 1
    assert shown.reports <= shown.visits


def test_an_overruled_check_and_an_answer_taken_back_are_counted_as_they_were_given():
    version = published()
    overruled = walked(version, Choice("state", "down", reason="They said so"))
    back = walked(version, Choice("state", "down", reason="They said so"))
    retract_answer(back, 2, seen=2, actor=agent(), now=START + DAY)
    same = walked(version)
    retract_answer(same, 1, seen=1, actor=agent(), now=START + DAY)
    record_answer(same, Choice("state", "normal"), seen=2, actor=agent(), now=START + DAY)

    assert overruled.position().present.key == "out_down"
    assert numbers(version, "state").visits == 3
    assert numbers(version, "state").overrules == 2
    assert numbers(version, "out_down").visits == 1
    assert numbers(version, "accepted").visits == 1


def test_a_walk_that_moved_twice_counts_in_each_version_only_what_it_was_given_there():
    first = published()
    walk = walked(first, NO, at=START)
    second = put_out(edited(paid=retitled("paid")), first).version
    third = put_out(edited(paid=retitled("paid") | {"minutes": 3}), second).version
    walk.refresh_from_db()
    assert walk.version == third
    moved_at = walk.moves.get(after=second).moved_at + DAY
    walk.moves.filter(after=third).update(moved_at=moved_at)
    record_answer(walk, Choice("reason", "other"), seen=2, actor=agent(), now=moved_at + DAY)
    ended(walk, confirmed=True)

    assert visits(first) == {"state": 1, "accepted": 1}
    assert visits(second) == {}
    assert visits(third) == {"reason": 1, "out_other": 1}
    assert numbers(third, "out_other").confirmed_share == 1.0


def test_hand_counted_walks_of_every_fate():
    """Eight walks: three outcomes, one given up, one stale, one fresh, one skipped, one silent."""
    version = published()
    ended(walked(version, YES, ("paid", "yes"), every=30), confirmed=True)
    ended(walked(version, YES, ("paid", "yes"), every=90), confirmed=False)
    ended(walked(version, NO, ("reason", "other")))
    abandon(walked(version, NO), reason="Gone", actor=agent(), now=START + DAY)
    walked(version, YES)
    walked(version, YES, at=UNTIL - DAY)
    walked(version, Choice("accepted", kind="skipped", reason="Known"))
    walked(version, Choice("accepted", kind="cant_say"))

    found = node_statistics(version, until=UNTIL)

    assert {node: (row.visits, row.exits) for node, row in found.items()} == {
        "state": (8, 0),
        "accepted": (8, 0),
        "paid": (6, 3),  # without an answer the walk goes on here
        "reason": (2, 1),
        "out_paid": (2, 2),
        "out_other": (1, 1),
    }
    assert (found["accepted"].skipped, found["accepted"].cant_say) == (1, 1)
    assert found["paid"].median_seconds == 60
    assert (found["out_paid"].confirmed, found["out_paid"].refuted) == (1, 1)
    assert found["out_paid"].confirmed_share == 0.5
    assert found["out_other"].confirmed_share is None


TODAY = START + 200 * DAY
LATELY = TODAY - 5 * DAY


def test_an_option_that_is_taken_only_by_way_of_another_tree_is_not_called_unused():
    main = sub_tree()
    bank = type(main.tree).objects.get(slug="bank").versions.get()
    walked(bank, ("asked", "no"), at=LATELY)
    walked(main, ("to_bank.asked", "yes"), at=LATELY)

    unused = unused_options(bank.tree, now=TODAY + 100 * DAY, days=150)

    assert ("asked", "yes") not in unused
    assert ("told", "yes") in unused


def test_an_option_with_another_key_is_young_again_and_its_old_key_is_gone():
    version = published()
    content = tree()
    options = content["nodes"][1]["options"]
    content["nodes"][1]["options"] = [{**options[0], "key": "yes_new"}, options[1]]
    import_tree(content, now=LATELY)
    walked(version, ("accepted", "no"), at=LATELY)

    names = {option for node, option in unused_options(version.tree, now=TODAY)
             if node == "accepted"}  # fmt: skip

    assert "yes_new" not in names


def test_an_option_that_a_check_finds_is_counted_like_any_other():
    version = published(
        document(
            check("state", "channel_state", normal="a", degraded="a", down="a"),
            step("a", yes="end"),
            outcome("end"),
        )
    )
    walked(version, at=LATELY, facts=NORMAL)
    walked(version, at=LATELY, facts={"channel_state": "down"})

    assert unused_options(version.tree, now=TODAY) == {("state", "degraded"), ("a", "yes")}
