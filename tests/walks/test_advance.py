"""Checks answer by themselves until one leaves the decision to a person."""

from itertools import pairwise

import pytest

from tests.ending import computes
from tests.trees.building import both, check, document, graph, outcome, step
from troubleshooting.checks import registry
from troubleshooting.checks.registry import Check, abstain, strong, weak
from troubleshooting.trees.graph import Graph
from troubleshooting.walks.engine import (
    Answer,
    Kind,
    NewAnswer,
    Opinions,
    Source,
    advance,
    changed_nodes,
    follow,
    led_by_strong_checks_only,
)

CAUSE_BY_CHECK = {"first": "amount_over_limit", "second": "name_mismatch"}


@pytest.fixture(autouse=True)
def checks(monkeypatch):
    """Three checks that say what the facts tell them to: option, strength, or nothing."""

    def saying(name):
        def function(facts):
            said = facts.get(name)
            if said is None:
                return abstain("Nothing is known.")
            option, strength = said
            cause = CAUSE_BY_CHECK.get(name) if option == "bad" else None
            make = strong if strength == "strong" else weak
            return make(option, "%(name)s says so.", cause, name=name)

        return function

    for name in ("first", "second", "third"):
        entry = Check(name, name.title(), ("good", "bad"), (name,), "a test", saying(name))
        monkeypatch.setitem(registry.REGISTRY, name, entry)


def three_checks() -> Graph:
    return graph(
        check("one", "first", good="two", bad="out_first"),
        check("two", "second", good="ask", bad="out_second"),
        step("ask", yes="three", no="out_nothing"),
        check("three", "third", good="out_nothing", bad="out_first"),
        outcome("out_first", cause="amount_over_limit"),
        outcome("out_second", cause="name_mismatch"),
        outcome("out_nothing"),
    )


GOOD, BAD = ("good", "strong"), ("bad", "strong")


def test_checks_answer_until_a_person_is_asked():
    found = advance(three_checks(), [], {"first": GOOD, "second": GOOD, "third": BAD})

    assert [(answer.number, answer.node, answer.option) for answer in found] == [
        (1, "one", "good"),
        (2, "two", "good"),
    ]
    assert all(answer.source == Source.CHECK for answer in found)


def test_a_checks_answer_carries_its_evidence():
    (answer,) = advance(three_checks(), [], {"first": BAD})

    assert answer == NewAnswer(
        number=1,
        node="one",
        option="bad",
        source=Source.CHECK,
        strength="strong",
        cause="amount_over_limit",
        message="%(name)s says so.",
        values={"name": "first"},
    )


def test_checks_go_on_after_a_persons_answer():
    facts = {"first": GOOD, "second": GOOD, "third": BAD}
    before = advance(three_checks(), [], facts)
    answers = [*before, Answer(3, "ask", "yes")]

    found = advance(three_checks(), answers, facts)

    assert [(answer.number, answer.node) for answer in found] == [(4, "three")]
    assert follow(three_checks(), [*answers, *found]).present.key == "out_first"


def test_a_check_that_abstains_leaves_the_step_to_a_person():
    built = three_checks()

    found = advance(built, [], {"first": GOOD})

    position = follow(built, found)
    finding, conflicts = Opinions(built, {"first": GOOD}).on(position.present)
    assert position.present.key == "two"
    assert finding.option is None
    assert conflicts == ()


def test_strong_checks_that_contradict_leave_the_decision_to_a_person_and_are_both_shown():
    built, facts = three_checks(), {"first": BAD, "second": BAD}

    assert advance(built, [], facts) == []
    finding, conflicts = Opinions(built, facts).on(follow(built, []).present)
    assert finding.cause == "amount_over_limit"
    assert [(name, other.cause) for name, other in conflicts] == [("second", "name_mismatch")]


def test_a_weak_finding_moves_the_walk_on_and_contradicts_nobody():
    built = three_checks()

    found = advance(built, [], {"first": ("bad", "weak"), "second": BAD})

    assert [(answer.node, answer.option, answer.strength) for answer in found] == [
        ("one", "bad", "weak")
    ]


def test_a_contradiction_is_heard_only_among_the_checks_of_the_tree():
    built = graph(
        check("one", "first", good="end", bad="out"),
        outcome("end"),
        outcome("out", cause="amount_over_limit"),
    )

    assert len(advance(built, [], {"first": BAD, "second": BAD})) == 1


def test_a_finding_without_an_option_of_the_step_leaves_it_to_a_person():
    built = graph(check("one", "first", good="end"), outcome("end"))

    assert advance(built, [], {"first": BAD}) == []


def test_a_check_whose_answer_was_taken_back_stays_silent():
    built, facts = three_checks(), {"first": GOOD}
    found = advance(built, [], facts)
    answers = [*found, Answer(2, "one", kind=Kind.RETRACTED)]

    assert advance(built, answers, facts) == []
    assert follow(built, answers).present.key == "one"


def test_a_person_may_answer_a_check_and_checks_go_on_behind_it():
    built = three_checks()

    found = advance(built, [Answer(1, "one", "good")], {"second": BAD})

    assert [(answer.node, answer.option) for answer in found] == [("two", "bad")]


def test_an_answer_kept_off_the_path_is_not_asked_again():
    built, facts = three_checks(), {"second": BAD}
    answers = [Answer(1, "one", "good"), *advance(built, [Answer(1, "one", "good")], facts)]
    away = [*answers, Answer(3, "one", "bad")]
    back = [*away, Answer(4, "one", "good")]

    assert advance(built, back, facts) == []
    assert follow(built, back).present.key == "out_second"


def test_checks_that_lead_in_a_circle_stop():
    built = graph(
        check("one", "first", good="two", bad="end"),
        check("two", "second", good="one", bad="end"),
        outcome("end"),
    )

    found = advance(built, [], {"first": GOOD, "second": GOOD})

    assert [answer.node for answer in found] == ["one", "two"]
    assert follow(built, found).present.key == "one"


def test_a_check_reached_again_after_a_person_acted_reads_the_facts_anew():
    built = graph(
        check("one", "first", good="end", bad="mend"),
        step("mend", done="one", no="end"),
        outcome("end"),
    )
    before = advance(built, [], {"first": ("bad", "weak")})
    answers = [*before, Answer(2, "mend", "done")]

    found = advance(built, answers, {"first": GOOD})

    assert [(answer.number, answer.node, answer.option) for answer in found] == [(3, "one", "good")]
    assert follow(built, [*answers, *found]).present.key == "end"


def test_steps_whose_facts_changed_are_named_and_their_answers_stay():
    built, facts = three_checks(), {"first": GOOD, "second": GOOD}
    position = follow(built, advance(built, [], facts))

    assert changed_nodes(position, facts) == frozenset()
    assert changed_nodes(position, {"first": GOOD, "second": BAD}) == {"two"}
    assert changed_nodes(position, {}) == {"one", "two"}


def test_a_step_that_a_person_answered_never_counts_as_changed():
    position = follow(three_checks(), [Answer(1, "one", "good")])

    assert changed_nodes(position, {"first": BAD}) == frozenset()


@pytest.mark.parametrize(
    ("facts", "answers", "alone"),
    [
        ({"first": BAD}, [], True),
        ({"first": ("bad", "weak")}, [], False),
        ({"first": ("good", "weak"), "second": BAD}, [], False),
        ({"second": BAD}, [Answer(1, "one", "good")], False),
        ({"second": BAD}, [Answer(1, "one", kind=Kind.SKIPPED)], False),
        ({}, [], False),
    ],
    ids=["strong", "weak", "weak on the way", "a person first", "skipped first", "no answer"],
)
def test_only_strong_checks_alone_may_decide(facts, answers, alone):
    built = three_checks()

    position = follow(built, [*answers, *advance(built, answers, facts)])

    assert led_by_strong_checks_only(position) is alone


def test_two_thousand_checks_in_a_row_are_answered():
    keys = [f"c{number}" for number in range(2_000)] + ["end"]
    nodes = [check(key, "first", good=after, bad="end") for key, after in pairwise(keys)]
    built = Graph.from_document(document(*nodes, outcome("end"), title=both("Long")))

    with computes(within=10):
        found = advance(built, [], {"first": GOOD})

    assert len(found) == 2_000


def test_what_checks_were_asked_already_they_are_not_asked_again():
    facts = {"first": GOOD, "second": GOOD, "third": BAD}
    asked = []

    def run(name, given):
        asked.append(name)
        return registry.run(name, given)

    opinions = Opinions(three_checks(), facts, run)
    found = advance(three_checks(), [], facts, opinions)
    again = advance(three_checks(), [], facts, opinions)

    assert found == again == advance(three_checks(), [], facts)
    assert asked == ["first", "second"]
