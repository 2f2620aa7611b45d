"""Walks as they are stored: begun, answered, changed, ended."""

import pytest
from django.core.exceptions import ValidationError

from tests.trees.building import chain, document, for_customers, jump, outcome, step
from tests.walks.building import (
    DOWN,
    LATER,
    NORMAL,
    NOW,
    agent,
    answer,
    path,
    published,
    started,
    stored,
)
from troubleshooting.trees.publishing.whole_documents import import_tree
from troubleshooting.walks.models import WalkAnswer
from troubleshooting.walks.services import (
    Choice,
    abandon,
    conclude,
    record_answer,
    report_step,
    reread_facts,
    retract_answer,
    start_walk,
)

pytestmark = pytest.mark.django_db


def test_a_walk_begins_with_what_the_checks_answer_by_themselves():
    walk = started(NORMAL)

    walk = stored(walk)
    (row,) = walk.rows
    assert (walk.subject, walk.state, walk.answers_seen) == ("CW-TEST0001", "open", 1)
    assert (walk.facts, walk.facts_read_at, walk.started_at) == (NORMAL, NOW, NOW)
    assert (row.node, row.option, row.source, row.actor) == ("state", "normal", "check", None)
    assert row.message
    assert row.message % row.values
    assert walk.position().present.key == "accepted"


def test_a_walk_can_reach_its_outcome_without_a_person():
    walk = started(DOWN)

    assert walk.position().present.key == "out_down"
    assert walk.led_by_strong_checks_only(walk.position())
    assert walk.rows[0].cause == "bank_system_failure"
    assert walk.is_open


def test_a_walk_without_facts_waits_at_its_first_step_and_says_why():
    walk = started({})

    finding, conflicts = walk.waiting_evidence(walk.position().present)
    assert walk.answers_seen == 0
    assert finding.option is None
    assert finding.message % finding.values
    assert conflicts == ()


def test_an_agents_answer_is_stored_with_who_when_and_what_he_noted():
    walk = answer(started(), "accepted", "no", note="They rang back.")

    row = stored(walk).answer_row(2)
    assert (row.node, row.option, row.kind, row.source) == ("accepted", "no", "answered", "agent")
    assert (row.actor, row.answered_at, row.note) == (agent(), LATER, "They rang back.")
    assert not row.overrules
    assert walk.position().present.key == "reason"


def test_a_customers_answer_needs_no_user():
    asked = for_customers(step("seen", yes="out", no="out"))
    walk = started(content=document(step("looked", yes="seen"), asked, outcome("out")))
    with pytest.raises(ValidationError, match="not asked of the customer"):
        answer(walk, "looked", "yes", source=WalkAnswer.Source.CUSTOMER)
    answer(walk, "looked", "yes")
    from_customer = answer(walk, "seen", "yes", source=WalkAnswer.Source.CUSTOMER)

    assert stored(from_customer).answer_row(2).source == "customer"


def test_the_walk_handed_in_is_brought_up_to_date():
    walk = started()

    returned = answer(walk, "accepted", "yes")

    assert returned is walk
    assert (walk.answers_seen, stored(walk).answers_seen) == (2, 2)
    assert path(walk) == path(stored(walk)) == [("state", "normal"), ("accepted", "yes")]


def test_changing_an_earlier_answer_keeps_later_ones_that_still_apply():
    walk = started()
    for node, option in [("accepted", "yes"), ("paid", "no")]:
        answer(walk, node, option)

    answer(walk, "accepted", "no")
    answer(walk, "reason", "limit")

    assert path(stored(walk)) == [
        ("state", "normal"),
        ("accepted", "no"),
        ("reason", "limit"),
        ("paid", "no"),
    ]
    assert walk.position().present.key == "out_other"
    assert stored(walk).answers_seen == 5


def test_answers_off_the_path_stay_in_the_history():
    walk = started()
    for node, option in [("accepted", "no"), ("reason", "limit"), ("accepted", "yes")]:
        answer(walk, node, option)

    assert [kept.node for kept in stored(walk).position().off_path] == ["reason"]
    assert len(stored(walk).rows) == 4


def test_an_agent_overrules_a_check_with_a_reason():
    walk = answer(started(), "state", "down", reason="The bank told us by phone.")

    row = stored(walk).answer_row(2)
    assert row.overrules
    assert row.reason == "The bank told us by phone."
    assert walk.position().present.key == "out_down"
    assert not walk.led_by_strong_checks_only(walk.position())


def test_changing_an_overruling_answer_again_needs_no_second_reason():
    walk = answer(started(), "state", "down", reason="By phone.")

    answer(walk, "state", "degraded")

    assert stored(walk).answer_row(3).overrules


def test_answering_where_a_check_abstained_overrules_nothing():
    walk = answer(started({}), "state", "normal")

    assert not stored(walk).answer_row(1).overrules


def test_can_t_say_and_a_skip_with_a_reason_go_on():
    walk = started()

    answer(walk, "accepted", kind="skipped", reason="Nobody answers.")
    answer(walk, "paid", kind="cant_say")

    rows = stored(walk).rows
    assert [(row.node, row.option, row.kind) for row in rows[1:]] == [
        ("accepted", None, "skipped"),
        ("paid", None, "cant_say"),
    ]
    assert rows[1].reason == "Nobody answers."
    assert walk.position().present.key == "out_paid"


def test_an_option_named_beside_can_t_say_is_not_stored():
    walk = answer(started(), "accepted", "no", kind="cant_say")

    assert stored(walk).answer_row(2).option is None
    assert walk.position().present.key == "paid"


def test_an_answer_taken_back_is_asked_anew_and_stays_in_the_history():
    walk = answer(started(), "accepted", "yes")

    retract_answer(walk, 2, seen=2, actor=agent(), now=LATER)

    assert stored(walk).position().present.key == "accepted"
    assert [(row.node, row.kind) for row in stored(walk).rows] == [
        ("state", "answered"),
        ("accepted", "answered"),
        ("accepted", "retracted"),
    ]


def test_a_check_taken_back_is_left_to_a_person():
    walk = started()

    retract_answer(walk, 1, seen=1, actor=agent(), now=LATER)
    answer(walk, "state", "degraded", reason="The board was late.")

    assert path(stored(walk)) == [("state", "degraded")]
    assert walk.position().present.key == "accepted"
    assert stored(walk).rows[-1].overrules


def test_a_check_taken_back_and_answered_the_same_needs_no_reason():
    walk = started()

    retract_answer(walk, 1, seen=1, actor=agent(), now=LATER)
    answer(walk, "state", "normal")

    assert path(stored(walk)) == [("state", "normal")]
    assert not stored(walk).rows[-1].overrules


def test_going_back_to_what_the_check_said_overrules_nothing():
    walk = answer(started(), "state", "degraded", reason="The board was late.")

    answer(walk, "state", "normal")

    assert not stored(walk).rows[-1].overrules


def test_facts_read_again_let_checks_go_on():
    walk = started({})

    reread_facts(walk, NORMAL, now=LATER)

    walk = stored(walk)
    assert (walk.facts, walk.facts_read_at, walk.answers_seen) == (NORMAL, LATER, 1)
    assert walk.position().present.key == "accepted"


def test_facts_that_changed_name_the_step_and_rewrite_nothing():
    walk = answer(started(NORMAL), "accepted", "yes")

    reread_facts(walk, DOWN, now=LATER)

    walk = stored(walk)
    assert walk.changed_steps(walk.position()) == {"state"}
    assert path(walk) == [("state", "normal"), ("accepted", "yes")]
    assert walk.answers_seen == 2


def test_reading_the_same_facts_again_changes_no_answer():
    walk = started(NORMAL)

    reread_facts(walk, NORMAL, now=LATER)
    reread_facts(walk, NORMAL, now=LATER)

    assert stored(walk).answers_seen == 1
    assert walk.changed_steps(walk.position()) == frozenset()


def test_a_walk_is_concluded_at_its_outcome():
    walk = started(DOWN)

    conclude(walk, seen=1, actor=agent(), now=LATER)

    ended = stored(walk)
    assert (ended.state, ended.outcome_node) == ("concluded", "out_down")
    assert (ended.ended_at, ended.ended_by) == (LATER, agent())
    assert not walk.is_open
    assert walk.position().present.key == "out_down"


def test_an_outcome_that_applies_itself_ends_the_walk_without_a_person():
    walk = conclude(started(DOWN), seen=1, actor=None, now=LATER)

    assert stored(walk).ended_by is None


def test_a_walk_is_given_up_with_a_reason():
    walk = started()

    abandon(walk, reason=" The customer rang off. ", actor=agent(), now=LATER)

    ended = stored(walk)
    assert (ended.state, ended.end_note) == ("abandoned", "The customer rang off.")
    assert (ended.ended_at, ended.outcome_node) == (LATER, "")


def test_a_step_reported_as_wrong_leaves_the_walk_as_it_is():
    walk = started()

    report = report_step(walk, "paid", actor=agent(), note=" Unclear. ", now=LATER)

    assert (report.node, report.note, report.actor) == ("paid", "Unclear.", agent())
    assert (report.reported_at, report.closed_at) == (LATER, None)
    assert stored(walk).answers_seen == 1


def test_a_running_walk_keeps_its_version_when_another_is_published():
    walk = started()

    published(chain(3))
    answer(walk, "accepted", "no")

    assert stored(walk).version.number == 1
    assert walk.position().present.key == "reason"


def test_the_steps_of_a_sub_tree_are_walked_by_their_joined_keys():
    import_tree(chain(1, slug="bank"), now=NOW)
    version = import_tree(document(jump("bank", "bank", "last"), outcome("last")), now=NOW).version
    walk = start_walk(version, subject="CW-TEST0002", facts={}, now=NOW)

    record_answer(walk, Choice("bank.step_0", "yes"), seen=0, actor=agent(), now=LATER)

    assert walk.position().present.key == "last"
