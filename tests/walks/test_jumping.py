"""Going to a cause at once: what is skipped, what bars the way, what the record says against it."""

import pytest
from django.core.exceptions import ValidationError

from tests.checks.facts_for_tests import make_facts
from tests.every import every
from tests.trees.building import check, document, graph, outcome, step
from tests.walks.building import LATER, agent, answer, started, stored
from troubleshooting.causes.models import Cause
from troubleshooting.walks.engine import Answer, Opinions, follow
from troubleshooting.walks.jumping.judging import Jump, causes_of, judge_jump
from troubleshooting.walks.services import Choice, conclude, reread_facts
from troubleshooting.walks.showing.words import answer_of
from troubleshooting.walks.statistics import NodeNumbers, node_statistics

CAUSES = {"slow": "bank_system_failure", "closed": "account_closed", "limit": "amount_over_limit"}


def out(key: str):
    return outcome(key, cause=CAUSES.get(key))


TREE = graph(
    step("a", yes="b", no="c"),
    step("b", yes="d", no="slow"),
    {**step("c", yes="closed", no="other"), "required": True},
    step("d", yes="limit", no="e"),
    {**check("e", "channel_state", normal="closed", down="other"), "required": True},
    out("slow"),
    out("closed"),
    out("limit"),
    out("other"),
)


def judge(target: str, *answers: Answer, facts=None, node="a", reason="The bank said so") -> Jump:
    choice = Choice(node, target, "jumped", reason=reason)
    return judge_jump(TREE, follow(TREE, answers), Opinions(TREE, facts or {}), choice)


def test_the_steps_of_the_shortest_way_are_skipped():
    assert judge("slow") == Jump(("a", "b"), overrules=False)
    assert judge("limit") == Jump(("a", "b", "d"), overrules=False)


def test_what_was_answered_is_not_skipped():
    assert judge("limit", Answer(1, "a", "yes"), node="b").skipped == ("b", "d")


def test_a_step_that_is_never_skipped_is_gone_round_only_where_the_record_answers_it():
    assert judge("closed", facts={"channel_state": "normal"}).skipped == ("a", "b", "d", "e")

    for facts in ({}, {"channel_state": "down"}):
        with pytest.raises(ValidationError) as refusal:
            judge("closed", facts=facts)
        assert refusal.value.code == "required_step"


def test_a_step_that_waits_and_is_never_skipped_is_answered_first():
    with pytest.raises(ValidationError, match="can't be skipped") as refusal:
        judge("slow", Answer(1, "a", "no"), node="c")

    assert refusal.value.code == "required_step"


def test_a_step_that_is_never_skipped_bars_the_way_that_its_answer_did_not_take():
    tree = graph(
        {**step("safe", yes="ask", no="slow"), "required": True},
        step("ask", yes="limit", no="other"),
        *(out(key) for key in ("slow", "limit", "other")),
    )
    position = follow(tree, [Answer(1, "safe", "yes")])

    with pytest.raises(ValidationError, match=r"“safe” .* Please change it first") as refusal:
        judge_jump(tree, position, Opinions(tree, {}), Choice("ask", "slow", "jumped", reason="So"))

    assert refusal.value.code == "required_step"


def test_where_no_way_leads_on_the_way_from_the_start_counts():
    assert judge("slow", Answer(1, "a", "yes"), Answer(2, "b", "yes"), node="d").skipped == ()


def test_a_record_that_speaks_for_another_cause_is_overruled():
    tree = graph(
        step("ask", yes="amount", no="slow"),
        check("amount", "amount_within_limit", above="limit", within="slow"),
        out("slow"),
        out("limit"),
    )
    opinions, position = Opinions(tree, make_facts(amount="100001")), follow(tree, [])

    choices = [Choice("ask", key, "jumped", reason="Told") for key in ("slow", "limit")]
    assert [judge_jump(tree, position, opinions, one).overrules for one in choices] == [True, False]


@every(
    ("given", "code"),
    [
        ({"target": "nothing"}, "unknown_cause"),
        ({"target": "other"}, "unknown_cause"),  # an outcome, but no cause
        ({"target": "b"}, "unknown_cause"),
        ({"target": "slow", "node": "b"}, "not_present"),
        ({"target": "slow", "reason": "  "}, "reason_needed"),
    ],
)
def test_what_makes_no_sense_is_refused(given, code):
    with pytest.raises(ValidationError) as refusal:
        judge(**given)

    assert refusal.value.code == code


def test_from_an_outcome_nobody_jumps():
    with pytest.raises(ValidationError) as refusal:
        judge("slow", Answer(1, "a", "yes"), Answer(2, "b", "no"), node="slow")

    assert refusal.value.code == "not_present"


def test_a_jump_to_an_outcome_that_a_newer_version_has_not_is_asked_again():
    jumped = Answer(1, "a", "gone", kind="jumped")

    assert follow(TREE, [jumped]).present.key == "a"
    assert follow(TREE, [Answer(1, "a", "b", kind="jumped")]).present.key == "a"


def test_the_causes_of_a_guide_are_its_outcomes_that_name_one():
    assert {node.key for node in causes_of(TREE, "a")} == {"slow", "closed", "limit"}


def test_of_two_outcomes_that_are_the_same_the_one_ahead_is_offered():
    twin = {**out("slow"), "key": "twin"}
    tree = graph(step("a", yes="b", no="twin"), step("b", yes="slow", no="other"), out("slow"),
                 twin, out("other"))  # fmt: skip

    assert [node.key for node in causes_of(tree, "b")] == ["slow"]
    assert [node.key for node in causes_of(tree, "a")] in (["slow"], ["twin"])


@pytest.mark.django_db
def test_a_jump_is_stored_with_its_gap_and_counted_where_it_left_and_came():
    Cause.objects.create(
        slug="bank_system_failure", group="channel", typical_minutes=5, typical_share="0.1"
    )
    content = tree_of_two()
    walk = answer(started(content=content), "a", "slow", kind="jumped", reason="They rang us")
    walk = stored(walk)

    [taken] = walk.position().path
    row = walk.rows[-1]
    assert (walk.present_node, walk.position().is_outcome) == ("slow", True)
    assert answer_of(taken) == "Jumped to the cause"
    assert (row.kind, row.option, row.reason) == ("jumped", "slow", "They rang us")
    assert row.values == {"skipped": ["a", "b"]}
    counted = node_statistics(walk.version)
    assert (counted["a"].jumps, counted["slow"].jumps) == (1, 1)
    assert counted.get("b", NodeNumbers()).jumps == 0
    assert counted["slow"].visits == 1


@pytest.mark.django_db
def test_a_record_that_says_otherwise_since_keeps_a_jump_from_being_applied():
    asks = check("e", "channel_state", normal="closed", degraded="other", down="other")
    first = step("a", yes="e", no="other")
    content = document(first, {**asks, "required": True}, out("closed"), out("other"))
    Cause.objects.create(
        slug="account_closed", group="account", typical_minutes=5, typical_share="0.1"
    )
    facts = {"channel_state": "normal"}
    walk = answer(started(facts, content), "a", "closed", kind="jumped", reason="Told")
    walk = reread_facts(walk, {"channel_state": "down"}, LATER)

    with pytest.raises(ValidationError) as refusal:
        conclude(walk, seen=walk.answers_seen, actor=agent(), now=LATER)

    assert refusal.value.code == "required_step"
    walk = reread_facts(walk, facts, LATER)
    assert conclude(walk, seen=walk.answers_seen, actor=agent(), now=LATER).outcome_node == "closed"


def tree_of_two():
    return document(
        step("a", yes="b", no="other"), step("b", yes="slow", no="other"), out("slow"), out("other")
    )
